// SPDX-License-Identifier: Apache-2.0
//
// Public keys as they stand in authorized_keys: `[OPTIONS] TYPE BASE64 [COMMENT]`.
//
// The base64 part is decoded and its inside walked through (length-prefixed fields, RFC 4253 6.6),
// which finds keys that lost their end when they were copied. Pure.

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../yaml/text_check.h"
#include "ssh_key.h"

#define FIELDS_MAX 4
#define RSA_BYTES_MIN (1024 / 8) /* dropbear's lower bound */

struct key_type {
	const char *name;
	size_t fields; /* in the key, its own name included */
	size_t public_at; /* index of the field with the public part ... */
	size_t public_min, public_max; /* ... and its length; RSA: with a leading zero byte */
};

static const struct key_type key_types[] = {
	{ "ssh-ed25519", 2, 1, 32, 32 },
	{ "ssh-rsa", 3, 2, RSA_BYTES_MIN, 2049 },
	{ "ecdsa-sha2-nistp256", 3, 2, 65, 65 },
	{ "ecdsa-sha2-nistp384", 3, 2, 97, 97 },
	{ "ecdsa-sha2-nistp521", 3, 2, 133, 133 },
	{ "sk-ssh-ed25519@openssh.com", 3, 1, 32, 32 },
	{ "sk-ecdsa-sha2-nistp256@openssh.com", 4, 2, 65, 65 },
};

/* A piece of the line; not NUL-terminated. */
struct word {
	const char *at;
	size_t len;
};

static bool word_is(struct word w, const char *text)
{
	return strlen(text) == w.len && memcmp(w.at, text, w.len) == 0;
}

static bool word_begins(struct word w, const char *text)
{
	size_t len = strlen(text);

	return w.len >= len && memcmp(w.at, text, len) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Next word; quotes keep blanks together, as options may hold `command="..."`. */
static struct word next_word(const char **cursor, const char *end)
{
	const char *c = *cursor;
	bool quoted = false;

	while (c < end && is_blank(*c))
		c++;
	struct word w = { .at = c };
	for (; c < end && (quoted || !is_blank(*c)); c++) {
		if (*c == '\\' && quoted && c + 1 < end)
			c++;
		else if (*c == '"')
			quoted = !quoted;
	}
	w.len = (size_t)(c - w.at);
	*cursor = c;
	return w;
}

static const struct key_type *find_type(struct word w)
{
	for (size_t i = 0; i < sizeof(key_types) / sizeof(key_types[0]); i++)
		if (word_is(w, key_types[i].name))
			return &key_types[i];
	return NULL;
}

static int base64_value(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Strict: whole groups of four, padding only at the end. @out has room for w.len / 4 * 3 bytes. */
static int base64_decode(struct word w, unsigned char *out, size_t *ret_len)
{
	size_t pad = 0, len = 0;

	if (w.len == 0 || w.len % 4 != 0)
		return -EINVAL;
	while (pad < 2 && w.at[w.len - 1 - pad] == '=')
		pad++;
	for (size_t i = 0; i < w.len; i += 4) {
		uint32_t group = 0;

		for (size_t k = 0; k < 4; k++) {
			bool padding = i + k >= w.len - pad;
			int value = padding ? 0 : base64_value(w.at[i + k]);

			if (value < 0)
				return -EINVAL;
			group = group << 6 | (uint32_t)value;
		}
		out[len++] = (unsigned char)(group >> 16);
		out[len++] = (unsigned char)(group >> 8);
		out[len++] = (unsigned char)group;
	}
	*ret_len = len - pad;
	return 0;
}

static bool is_name(const unsigned char *at, size_t len, const char *name)
{
	return len == strlen(name) && memcmp(at, name, len) == 0;
}

/* Walks through the length-prefixed fields of a decoded key. */
static const char *fields_check(const struct key_type *type, const unsigned char *key, size_t len)
{
	static const char cut[] = "has a damaged key part (was the line cut when it was copied?)";
	size_t field_len[FIELDS_MAX] = { 0 };

	for (size_t i = 0; i < type->fields; i++) {
		if (len < 4)
			return cut;
		size_t need =
			(size_t)key[0] << 24 | (size_t)key[1] << 16 | (size_t)key[2] << 8 | key[3];
		if (need > len - 4)
			return cut;
		if (i == 0 && !is_name(key + 4, need, type->name))
			return "names another type than its key part holds";
		field_len[i] = need;
		key += 4 + need;
		len -= 4 + need;
	}
	if (len != 0)
		return cut;
	if (field_len[type->public_at] < type->public_min)
		return "is too short for its type (RSA keys need at least 1024 bits)";
	if (field_len[type->public_at] > type->public_max)
		return "is too long for its type";
	return NULL;
}

/* -EINVAL with @ret_why if the base64 part is no key of this type. */
static int blob_check(const struct key_type *type, struct word base64, const char **ret_why)
{
	unsigned char *key = malloc(base64.len / 4 * 3 + 1);
	size_t len = 0;

	if (!key)
		return -ENOMEM;
	if (base64_decode(base64, key, &len) < 0)
		*ret_why =
			"has a key part that is not valid base64 (was the line cut when it was copied?)";
	else
		*ret_why = fields_check(type, key, len);
	free(key);
	return *ret_why ? -EINVAL : 0;
}

/* Dropbear refuses a key with an option that it does not know. */
static bool option_is_known(struct word option)
{
	static const char *const flags[] = { "no-port-forwarding", "no-agent-forwarding",
					     "no-X11-forwarding",  "no-pty",
					     "restrict",	   "no-touch-required",
					     "verify-required" };
	static const char *const with_value[] = { "command=\"", "permitopen=\"" };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (word_is(option, flags[i]))
			return true;
	for (size_t i = 0; i < sizeof(with_value) / sizeof(with_value[0]); i++)
		if (word_begins(option, with_value[i]) && option.len > strlen(with_value[i]) &&
		    option.at[option.len - 1] == '"')
			return true;
	return false;
}

static bool options_are_known(struct word options)
{
	const char *c = options.at, *end = options.at + options.len;

	while (c < end) {
		struct word option = { .at = c };
		bool quoted = false;

		for (; c < end && (quoted || *c != ','); c++) {
			if (*c == '\\' && quoted && c + 1 < end)
				c++;
			else if (*c == '"')
				quoted = !quoted;
		}
		option.len = (size_t)(c - option.at);
		if (!option_is_known(option))
			return false;
		if (c < end && ++c == end) /* a comma with nothing behind it */
			return false;
	}
	return true;
}

static bool has_control_character(const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t used = utf8_decode((const unsigned char *)text + i, len - i, &c);

		if (used == 0 || (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0) ||
		    c == 0x2028 || c == 0x2029)
			return true;
		i += used;
	}
	return false;
}

static const char *type_complaint(struct word type)
{
	if (word_is(type, "ssh-dss"))
		return "is a DSA key, which no ssh server accepts any more";
	if (word_is(type, "ssh-ed448"))
		return "is an Ed448 key, which this ssh server does not support";
	return "does not begin with a key type (ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256 ...)";
}

/* What can be seen of the whole text before it is split into words; NULL if nothing is wrong. */
static const char *line_complaint(const char *text, size_t len)
{
	if (len == 0)
		return "is empty";
	if (strstr(text, "PRIVATE KEY"))
		return "is a PRIVATE key: it is no secret any more, replace it, and use the .pub file";
	if (len > SSH_KEY_LINE_MAX)
		return "is longer than 4200 characters, which the ssh server does not read";
	if (memchr(text, '\n', len))
		return "has more than one line; put each key into a list item of its own";
	if (has_control_character(text, len))
		return "has a control character in it";
	if (*text == '#')
		return "is only a comment";
	return NULL;
}

static int join(struct word options, struct word type, struct word base64, struct word comment,
		char **ret_line)
{
	size_t size = options.len + type.len + base64.len + comment.len + 4;
	char *line = malloc(size);

	if (!line)
		return -ENOMEM;
	(void)snprintf(line, size, "%.*s%s%.*s %.*s%s%.*s", (int)options.len, options.at,
		       options.len ? " " : "", (int)type.len, type.at, (int)base64.len, base64.at,
		       comment.len ? " " : "", (int)comment.len, comment.at);
	*ret_line = line;
	return 0;
}

int ssh_key_normalize(const char *text, char **ret_line, const char **ret_why)
{
	text += strspn(text, " \t\r\n");
	size_t len = strlen(text);
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;

	*ret_why = line_complaint(text, len);
	if (*ret_why)
		return -EINVAL;

	const char *cursor = text, *end = text + len;
	struct word options = { .at = text };
	struct word first = next_word(&cursor, end);
	const struct key_type *type = find_type(first);
	if (!type) {
		options = first;
		first = next_word(&cursor, end);
		type = find_type(first);
	}
	if (!type) {
		*ret_why = type_complaint(options);
		return -EINVAL;
	}
	if (!options_are_known(options)) {
		*ret_why =
			"has an option that the ssh server does not know; it would refuse the key";
		return -EINVAL;
	}
	struct word base64 = next_word(&cursor, end);
	int r = blob_check(type, base64, ret_why);
	if (r < 0)
		return r;
	while (cursor < end && is_blank(*cursor))
		cursor++;
	struct word comment = { .at = cursor, .len = (size_t)(end - cursor) };
	return join(options, first, base64, comment, ret_line);
}
