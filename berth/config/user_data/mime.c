// SPDX-License-Identifier: Apache-2.0
//
// MIME multipart. See mime.h.

#include "mime.h"

#include <ctype.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../../common/cleanup.h"

#define BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */
#define LOOK_MAX 4096 /* bytes in which the headers that tell are looked for */
#define HEADER_MAX 1000 /* bytes of one, with the lines that continue it */

/* A place in the file. */
struct cursor {
	const char *at, *end;
	unsigned line;
};

struct line {
	const char *at;
	size_t len; /* without its end */
};

struct headers {
	char type[HEADER_MAX]; /* whole value */
	char encoding[HEADER_MAX];
	bool merge_type; /* there is a header that says how parts are merged */
};

struct reader {
	struct cursor cursor;
	char boundary[BOUNDARY_MAX + 1];
	struct mime *mime;
	struct diag_list *diags;
};

static bool next_line(struct cursor *cursor, struct line *ret)
{
	const char *newline;

	if (cursor->at == cursor->end)
		return false;
	newline = memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
	ret->at = cursor->at;
	ret->len = (size_t)((newline ? newline : cursor->end) - cursor->at);
	if (ret->len > 0 && ret->at[ret->len - 1] == '\r')
		ret->len--;
	cursor->at = newline ? newline + 1 : cursor->end;
	cursor->line++;
	return true;
}

/* `Name: value`: where the value begins, NULL = it is another header. */
static const char *value_of(const struct line *line, const char *name)
{
	size_t len = strlen(name);

	if (line->len <= len || strncasecmp(line->at, name, len) != 0 || line->at[len] != ':')
		return NULL;
	return line->at + len + 1;
}

/* Behind what is there already; what does not fit is left out. */
static void add_text(char *to, const char *from, size_t len)
{
	size_t have = strlen(to);
	size_t room = HEADER_MAX - 1 - have;

	memcpy(to + have, from, len < room ? len : room);
	to[have + (len < room ? len : room)] = '\0';
}

static bool is_header(const struct line *line)
{
	size_t len = 0;

	while (len < line->len && line->at[len] > ' ' && line->at[len] < 0x7F &&
	       line->at[len] != ':')
		len++;
	return len > 0 && len < line->len && line->at[len] == ':';
}

static bool is_continuation(const struct line *line)
{
	return line->len > 0 && (line->at[0] == ' ' || line->at[0] == '\t');
}

/* Those that mean something here. Returns where the value of it is collected, or NULL. */
static char *take_header(const struct line *line, struct headers *ret)
{
	const struct {
		const char *name;
		char *to;
	} known[] = {
		{ "content-type", ret->type },
		{ "content-transfer-encoding", ret->encoding },
	};

	ret->merge_type =
		ret->merge_type || value_of(line, "x-merge-type") || value_of(line, "merge-type");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const char *value = value_of(line, known[i].name);

		if (!value)
			continue;
		*known[i].to = '\0';
		add_text(known[i].to, value, (size_t)(line->at + line->len - value));
		return known[i].to;
	}
	return NULL;
}

enum delimiter {
	NO_DELIMITER,
	NEXT_PART,
	LAST_PART,
};

static enum delimiter delimiter_in(const struct line *line, const char *boundary)
{
	size_t len = strlen(boundary);
	size_t rest;

	if (line->len < len + 2 || memcmp(line->at, "--", 2) != 0 ||
	    memcmp(line->at + 2, boundary, len) != 0)
		return NO_DELIMITER;
	rest = line->len - len - 2;
	if (rest >= 2 && memcmp(line->at + 2 + len, "--", 2) == 0)
		return LAST_PART;
	for (size_t i = 0; i < rest; i++)
		if (!isblank((unsigned char)line->at[2 + len + i]))
			return NO_DELIMITER;
	return NEXT_PART;
}

/*
 * Up to the empty line behind them. A line that is none ends them as well: it is read once more, as
 * content, or as what parts are separated by. Returns false in that case.
 * @boundary: NULL = it is not known yet
 */
static bool read_headers(struct cursor *cursor, const char *boundary, struct headers *ret)
{
	struct cursor before = *cursor;
	char *last = NULL;
	struct line line;

	*ret = (struct headers){ .type = "" };
	while (next_line(cursor, &line) && line.len > 0) {
		if ((!is_continuation(&line) && !is_header(&line)) ||
		    (boundary && delimiter_in(&line, boundary) != NO_DELIMITER)) {
			*cursor = before;
			return false;
		}
		if (!is_continuation(&line))
			last = take_header(&line, ret);
		else if (last)
			add_text(last, line.at, line.len);
		before = *cursor;
	}
	return true;
}

/* The first word of a header's value, in lower case. */
static char *first_word(const char *value)
{
	char *word;

	value += strspn(value, " \t");
	word = strndup(value, strcspn(value, "; \t"));
	for (char *c = word; c && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return word;
}

/* Its parameter `boundary`, perhaps in quotes. False: there is none that can be used. */
static bool find_boundary(const char *value, char *ret)
{
	const char *at = value;
	size_t len;

	while ((at = strchr(at, ';'))) {
		at += 1 + strspn(at + 1, " \t");
		if (strncasecmp(at, "boundary=", 9) == 0)
			break;
	}
	if (!at)
		return false;
	at += 9;
	len = *at == '"' ? strcspn(++at, "\"") : strcspn(at, "; \t");
	if (len == 0 || len > BOUNDARY_MAX)
		return false;
	memcpy(ret, at, len);
	ret[len] = '\0';
	return true;
}

/* Up to the next delimiter, whose line end belongs to it. NO_DELIMITER at the end of the file. */
static enum delimiter read_content(struct reader *r, const char **ret_at, size_t *ret_len)
{
	const char *begin = r->cursor.at;
	const char *end = begin;
	struct line line;

	while (next_line(&r->cursor, &line)) {
		enum delimiter found = delimiter_in(&line, r->boundary);

		if (found != NO_DELIMITER) {
			*ret_at = begin;
			*ret_len = (size_t)(end - begin);
			return found;
		}
		end = line.at + line.len;
	}
	*ret_at = begin;
	*ret_len = (size_t)(r->cursor.end - begin);
	return NO_DELIMITER;
}

static int decode_base64(const char *at, size_t len, struct mime_part *part)
{
	size_t room = len / 4 * 3 + 3;

	part->content = malloc(room + 1);
	if (!part->content)
		return -ENOMEM;
	if (sodium_base642bin((unsigned char *)part->content, room, at, len, " \t\r\n", &part->len,
			      NULL, sodium_base64_VARIANT_ORIGINAL) < 0)
		return -EINVAL;
	part->content[part->len] = '\0';
	part->encoded = true;
	return 0;
}

static int take_plain(const char *at, size_t len, struct mime_part *part)
{
	part->content = malloc(len + 1);
	if (!part->content)
		return -ENOMEM;
	memcpy(part->content, at, len);
	part->content[len] = '\0';
	part->len = len;
	return 0;
}

/* -EINVAL: it cannot be decoded, which has been told. */
static int decode(struct reader *r, const char *encoding, const char *at, size_t len,
		  struct mime_part *part)
{
	static const char *const plain[] = { "", "7bit", "8bit", "binary" };
	int ret;

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strcmp(encoding, plain[i]) == 0)
			return take_plain(at, len, part);
	if (strcmp(encoding, "base64") != 0) {
		diag_add(r->diags, part->line, 1,
			 "this part is encoded as '%.40s'; 7bit, 8bit, binary and base64 are known",
			 encoding);
		return -EINVAL;
	}
	ret = decode_base64(at, len, part);
	if (ret == -EINVAL)
		diag_add(r->diags, part->line, 1, "this part is not valid base64");
	return ret;
}

static void release_part(struct mime_part *part)
{
	free(part->type);
	free(part->content);
}

/* One that is wrong is left out. */
static int read_part(struct reader *r, enum delimiter *ret_next)
{
	struct headers headers;
	struct mime_part part = { 0 };
	cleanup_free char *encoding = NULL;
	const char *at;
	size_t len;
	int ret;

	bool separated = read_headers(&r->cursor, r->boundary, &headers);

	part.line = r->cursor.line + 1;
	*ret_next = read_content(r, &at, &len);
	if (!separated && len > 0)
		diag_add(r->diags, part.line, 1,
			 "an empty line is missing between the headers of a part and this");
	if (headers.merge_type)
		diag_add(r->diags, part.line, 1,
			 "how this part is merged cannot be chosen in this version: of a key that "
			 "several parts have, the last one counts");
	part.cut = *ret_next == NO_DELIMITER;
	if (part.cut)
		diag_add(r->diags, r->cursor.line, 1,
			 "the last part has no end ('--%s--'): the file is cut short", r->boundary);
	part.type = first_word(*headers.type ? headers.type : "text/plain");
	encoding = first_word(headers.encoding);
	ret = part.type && encoding ? decode(r, encoding, at, len, &part) : -ENOMEM;
	if (ret == 0 && r->mime->count == MIME_PARTS_MAX) {
		diag_add(r->diags, part.line, 1, "more than %d parts; the rest is not read",
			 MIME_PARTS_MAX);
		*ret_next = LAST_PART;
		ret = -EINVAL;
	}
	if (ret == 0)
		r->mime->parts[r->mime->count++] = part;
	else
		release_part(&part);
	r->mime->damaged = r->mime->damaged || ret == -EINVAL;
	return ret == -EINVAL ? 0 : ret;
}

static enum delimiter find_first(struct reader *r)
{
	struct line line;

	while (next_line(&r->cursor, &line)) {
		enum delimiter found = delimiter_in(&line, r->boundary);

		if (found != NO_DELIMITER)
			return found;
	}
	diag_add(r->diags, 0, 0, "there is no part: no line is '--%s'", r->boundary);
	return LAST_PART;
}

bool mime_is(const char *bytes, size_t len)
{
	struct cursor cursor = { .at = bytes, .end = bytes + (len < LOOK_MAX ? len : LOOK_MAX) };
	struct line line;

	while (next_line(&cursor, &line) && (is_header(&line) || is_continuation(&line)))
		if (value_of(&line, "mime-version") || value_of(&line, "content-type"))
			return true;
	return false;
}

int mime_parse(const char *bytes, size_t len, struct diag_list *diags, struct mime *ret)
{
	struct mime mime = { .parts = calloc(MIME_PARTS_MAX, sizeof(*mime.parts)) };
	struct reader r = { .cursor = { .at = bytes, .end = bytes + len },
			    .mime = &mime,
			    .diags = diags };
	struct headers headers;
	enum delimiter next;
	int result = 0;

	if (!mime.parts)
		return -ENOMEM;
	(void)read_headers(&r.cursor, NULL, &headers);
	if (find_boundary(headers.type, r.boundary)) {
		next = find_first(&r);
		while (next == NEXT_PART && result == 0)
			result = read_part(&r, &next);
	} else {
		diag_add(diags, 1, 1,
			 "this is a MIME file without parts: Content-Type must be "
			 "multipart, with a boundary");
	}
	if (result < 0)
		mime_release(&mime);
	else
		*ret = mime;
	return result;
}

void mime_release(struct mime *mime)
{
	for (size_t i = 0; i < mime->count; i++)
		release_part(&mime->parts[i]);
	free(mime->parts);
	*mime = (struct mime){ 0 };
}
