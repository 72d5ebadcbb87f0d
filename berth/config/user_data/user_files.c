// SPDX-License-Identifier: Apache-2.0
//
// Files that the machine is to have. See user_files.h.

#include "user_files.h"

#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../../common/text.h"
#include "../../yaml/node_value.h"

#define MODE_MAX 07777
#define OWNER_MAX 65 /* two names of 32, and the colon */

struct reader {
	struct user_file *file;
	struct diag_list *diags;
	bool binary; /* the content is, which YAML has in base64 */
	bool base64; /* the encoding is */
	bool bad; /* this entry is left out */
};

static void refuse(struct reader *r, const struct node *node, const char *text)
{
	diag_add(r->diags, node->line, node->column, "%s", text);
	r->bad = true;
}

/* A string that may be empty. NULL: it is none, which has been told. */
static const char *string_of(struct reader *r, const struct node *value, const char *name)
{
	const char *text = node_string(value, name, r->diags);

	if (!text)
		r->bad = true;
	return text;
}

static bool is_part(const char *part, size_t len)
{
	return len > 0 && len <= NAME_MAX && !(len == 1 && part[0] == '.') &&
	       !(len == 2 && part[0] == '.' && part[1] == '.');
}

/* What would lead somewhere else than it looks like is no path for a file. */
static bool is_path(const char *path)
{
	if (*path != '/' || strlen(path) >= PATH_MAX)
		return false;
	while (*path) {
		size_t len = strcspn(path + 1, "/");

		if (!is_part(path + 1, len))
			return false;
		path += len + 1;
	}
	return true;
}

static int read_path(struct reader *r, const struct node *value)
{
	const char *text = string_of(r, value, "write_files: path");

	if (!text)
		return 0;
	if (is_path(text))
		return text_keep(&r->file->path, text);
	refuse(r, value,
	       "write_files: path must begin with '/', and have no '.', '..' or '//' in it");
	return 0;
}

static bool is_owner_name(const char *name, size_t len)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_.-";

	return len > 0 && len < OWNER_MAX / 2 && *name != '-' && strspn(name, allowed) >= len;
}

static bool is_owner(const char *text)
{
	size_t len = strcspn(text, ":");

	return is_owner_name(text, len) &&
	       (!text[len] || is_owner_name(text + len + 1, strlen(text + len + 1)));
}

static int read_owner(struct reader *r, const struct node *value)
{
	const char *text = string_of(r, value, "write_files: owner");

	if (!text)
		return 0;
	if (is_owner(text))
		return text_keep(&r->file->owner, text);
	refuse(r, value, "write_files: owner must be USER or USER:GROUP");
	return 0;
}

/* YAML takes 0644 without quotes for an octal number, which is what is meant; 644 it does not. */
static int read_permissions(struct reader *r, const struct node *value)
{
	const char *text = value->kind == NODE_SCALAR ? value->text : "";
	const char *digits = strncasecmp(text, "0o", 2) == 0 ? text + 2 : text;
	size_t len = strspn(digits, "01234567");
	unsigned long mode = strtoul(digits, NULL, 8);

	if (len > 0 && !digits[len] && mode <= MODE_MAX &&
	    (value->type == SCALAR_STRING || *text == '0')) {
		r->file->mode = (mode_t)mode;
		return 0;
	}
	refuse(r, value, "write_files: permissions must be octal digits in quotes, like '0644'");
	return 0;
}

static int read_content(struct reader *r, const struct node *value)
{
	const char *text;

	/* an empty file is what `content:` with nothing behind it means */
	if (value->kind == NODE_SCALAR && value->type == SCALAR_NULL)
		text = "";
	else if (value->kind == NODE_SCALAR && value->binary)
		text = value->text;
	else
		text = string_of(r, value, "write_files: content");
	r->binary = value->binary;
	return text ? text_keep(&r->file->content, text) : 0;
}

static int read_encoding(struct reader *r, const struct node *value)
{
	static const struct {
		const char *name;
		bool gzip, base64;
	} encodings[] = {
		{ "text/plain", false, false }, { "b64", false, true },
		{ "base64", false, true },	{ "gz", true, false },
		{ "gzip", true, false },	{ "gz+b64", true, true },
		{ "gz+base64", true, true },	{ "gzip+b64", true, true },
		{ "gzip+base64", true, true },
	};
	const char *text = string_of(r, value, "write_files: encoding");

	for (size_t i = 0; text && i < sizeof(encodings) / sizeof(encodings[0]); i++) {
		if (strcasecmp(text, encodings[i].name) != 0)
			continue;
		r->file->gzip = encodings[i].gzip;
		r->base64 = encodings[i].base64;
		return 0;
	}
	if (text)
		refuse(r, value, "write_files: encoding must be text/plain, b64, gzip or gz+b64");
	return 0;
}

/* Without it a file might be replaced that was to be longer: as cloud-init takes it, or not at all.
 */
static void read_truth(struct reader *r, const struct node *value, const char *name, bool *ret)
{
	static const char *const yes[] = { "true", "1", "on", "yes" };
	static const char *const no[] = { "false", "0", "off", "no", "" };
	const char *text = value->kind == NODE_SCALAR ? value->text : "?";

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (strcasecmp(text, yes[i]) == 0) {
			*ret = true;
			return;
		}
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (strcasecmp(text, no[i]) == 0)
			return;
	diag_add(r->diags, value->line, value->column, "write_files: %s must be true or false",
		 name);
	r->bad = true;
}

static int read_append(struct reader *r, const struct node *value)
{
	read_truth(r, value, "append", &r->file->append);
	return 0;
}

static int read_defer(struct reader *r, const struct node *value)
{
	read_truth(r, value, "defer", &r->file->defer);
	return 0;
}

/* As templates leave it where there is nothing to say: the default. */
static bool is_empty(const struct node *value)
{
	return value->kind == NODE_SCALAR && !*value->text;
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
	bool may_be_empty;
} keys[] = {
	{ "path", read_path, false },	     { "content", read_content, false },
	{ "owner", read_owner, true },	     { "permissions", read_permissions, true },
	{ "encoding", read_encoding, true }, { "append", read_append, true },
	{ "defer", read_defer, true },
};

static int read_key(struct reader *r, const struct node *value)
{
	const struct node *key = value->key;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key->text, keys[i].name) == 0)
			return keys[i].may_be_empty && is_empty(value) ? 0 : keys[i].read(r, value);
	if (strcmp(key->text, "source") == 0)
		refuse(r, key,
		       "write_files: 'source' is not supported by this version; put the "
		       "text under 'content'");
	else
		diag_add(r->diags, key->line, key->column, "unknown key 'write_files: %.60s'",
			 key->text);
	return 0;
}

static bool is_gzip(const struct user_file *file)
{
	return file->len >= 2 && memcmp(file->content, "\x1f\x8b", 2) == 0;
}

/* Replaces the content by what it stands for. */
static int decode_base64(struct reader *r, const struct node *entry)
{
	struct user_file *file = r->file;
	size_t room = file->len / 4 * 3 + 3;
	char *bytes = malloc(room + 1);

	if (!bytes)
		return -ENOMEM;
	if (sodium_base642bin((unsigned char *)bytes, room, file->content, file->len, " \t\r\n",
			      &file->len, NULL, sodium_base64_VARIANT_ORIGINAL) < 0) {
		refuse(r, entry, "write_files: the content is not valid base64");
		file->len = 0;
	}
	bytes[file->len] = '\0';
	free(file->content);
	file->content = bytes;
	return 0;
}

/* cloud-init decodes twice what is !!binary and b64. */
static int decode(struct reader *r, const struct node *entry)
{
	int ret = 0;

	r->file->len = strlen(r->file->content);
	if (r->binary)
		ret = decode_base64(r, entry);
	if (ret == 0 && !r->bad && r->base64)
		ret = decode_base64(r, entry);
	if (ret == 0 && !r->bad && r->file->gzip && !is_gzip(r->file))
		refuse(r, entry,
		       "write_files: the content is not gzip; that of a YAML file is base64 "
		       "as well: use the encoding gz+b64");
	return ret;
}

static int read_entry(struct reader *r, const struct node *entry)
{
	int ret = 0;

	if (entry->kind != NODE_MAP) {
		refuse(r, entry, "write_files: an entry must be a mapping with a 'path'");
		return 0;
	}
	if (!entry->complete) {
		refuse(r, entry, "write_files: this entry is cut short, and not written");
		return 0;
	}
	for (const struct node *value = entry->first; value && ret == 0; value = value->next)
		ret = read_key(r, value);
	if (ret == 0 && !r->bad && !r->file->path)
		refuse(r, entry, "write_files: an entry needs a 'path'");
	if (ret == 0 && !r->bad && !r->file->content)
		ret = text_keep(&r->file->content, "");
	return ret == 0 && !r->bad ? decode(r, entry) : ret;
}

static void release_file(struct user_file *file)
{
	free(file->path);
	free(file->owner);
	free(file->content);
}

static int add_entry(struct user_files *files, const struct node *entry, struct diag_list *diags)
{
	struct user_file file = { .mode = 0644, .line = entry->line, .column = entry->column };
	struct reader r = { .file = &file, .diags = diags };
	int ret = read_entry(&r, entry);

	if (ret == 0 && !r.bad)
		files->items[files->count++] = file;
	else
		release_file(&file);
	return ret;
}

int user_files_read(const struct node *value, struct diag_list *diags, struct user_files *ret)
{
	struct user_files files = { 0 };
	int result = 0;

	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column,
			 "write_files must be a list (one '- path: ...' per file)");
		return 0;
	}
	files.items = calloc(USER_FILES_MAX, sizeof(*files.items));
	if (!files.items)
		return -ENOMEM;
	for (const struct node *entry = value->first; entry && result == 0; entry = entry->next) {
		if (files.count == USER_FILES_MAX) {
			diag_add(diags, entry->line, entry->column,
				 "more than %d files; the rest is not written", USER_FILES_MAX);
			break;
		}
		result = add_entry(&files, entry, diags);
	}
	if (result < 0)
		user_files_release(&files);
	else
		*ret = files;
	return result;
}

void user_files_move(struct user_files *files, unsigned line, bool encoded)
{
	if (files->placed)
		return;
	files->placed = true;
	for (size_t i = 0; i < files->count; i++) {
		struct user_file *file = &files->items[i];

		file->line = encoded ? line : file->line + line - 1;
		file->column = encoded ? 1 : file->column;
	}
}

void user_files_release(struct user_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		release_file(&files->items[i]);
	free(files->items);
	*files = (struct user_files){ 0 };
}
