// SPDX-License-Identifier: Apache-2.0
//
// Passwords. See user_passwords.h.

#include "user_passwords.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/text.h"
#include "../../yaml/node_value.h"
#include "account_name.h"

#define WHAT "chpasswd: this password"

struct reader {
	struct user_passwords *passwords;
	struct diag_list *diags;
};

static struct user_password *find(const struct user_passwords *passwords, const char *name)
{
	for (size_t i = 0; i < passwords->count; i++)
		if (strcmp(passwords->items[i].name, name) == 0)
			return &passwords->items[i];
	return NULL;
}

const struct user_password *user_passwords_find(const struct user_passwords *passwords,
						const char *name)
{
	return find(passwords, name);
}

static void release_one(struct user_password *one)
{
	free(one->name);
	password_release(&one->password);
}

/* Takes what is in @one. */
static int add(struct reader *r, const struct node *at, struct user_password *one)
{
	struct user_passwords *passwords = r->passwords;
	struct user_password *place = find(passwords, one->name);
	struct user_password *more;

	if (place) {
		release_one(place);
	} else if (passwords->count == USER_PASSWORDS_MAX) {
		diag_add(r->diags, at->line, at->column, "chpasswd: more than %d passwords",
			 USER_PASSWORDS_MAX);
		release_one(one);
		return 0;
	} else {
		more = reallocarray(passwords->items, passwords->count + 1, sizeof(*more));
		if (!more) {
			release_one(one);
			return -ENOMEM;
		}
		passwords->items = more;
		place = &more[passwords->count++];
	}
	*place = *one;
	return 0;
}

static int read_type(struct reader *r, const struct node *entry, bool *ret_plain)
{
	const struct node *value = node_find(entry, "type");
	const char *type = value ? node_string(value, "chpasswd: type", r->diags) : "hash";

	if (type && strcmp(type, "hash") != 0 && strcmp(type, "text") != 0) {
		diag_add(r->diags, value->line, value->column,
			 "chpasswd: type is hash or text, not '%.20s': nobody would read one that "
			 "is made by chance",
			 type);
		type = NULL;
	}
	*ret_plain = type && strcmp(type, "text") == 0;
	return type ? 0 : -EINVAL;
}

/* False if it is no mapping. */
static bool has_known_keys(struct reader *r, const struct node *entry)
{
	static const char *const known[] = { "name", "password", "type" };

	if (entry->kind != NODE_MAP)
		return false;
	for (const struct node *item = entry->first; item; item = item->next) {
		bool found = false;

		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			found = found || strcmp(item->key->text, known[i]) == 0;
		if (!found)
			diag_add(r->diags, item->key->line, item->key->column,
				 "unknown key 'chpasswd: users: %.*s'",
				 (int)strcspn(item->key->text, ":"), item->key->text);
	}
	return true;
}

static int read_entry(struct reader *r, const struct node *entry)
{
	struct user_password one = { .name = NULL };
	const struct node *name = NULL;
	const struct node *password = NULL;
	const char *text;
	bool plain = false;
	int ret;

	if (has_known_keys(r, entry)) {
		name = node_find(entry, "name");
		password = node_find(entry, "password");
	}
	if (entry->kind == NODE_MAP && read_type(r, entry, &plain) < 0)
		return 0;
	if (!name || !password) {
		diag_add(r->diags, entry->line, entry->column,
			 "chpasswd: an entry needs a 'name' and a 'password'");
		return 0;
	}
	text = node_account_name(name, "chpasswd: name", r->diags);
	if (!text)
		return 0;
	ret = password_read(password, WHAT, plain, r->diags, &one.password);
	if (ret < 0 || !one.password.text)
		return ret;
	ret = text_keep(&one.name, text);
	if (ret < 0) {
		release_one(&one);
		return ret;
	}
	return add(r, entry, &one);
}

static int read_users(struct reader *r, const struct node *value)
{
	int ret = 0;

	if (value->kind != NODE_LIST) {
		diag_add(r->diags, value->line, value->column,
			 "chpasswd: users must be a list of entries with 'name' and 'password'");
		return 0;
	}
	for (const struct node *entry = value->first; entry && ret == 0; entry = entry->next)
		ret = read_entry(r, entry);
	return ret;
}

/* "web:secret" or "web:$6$..."; blanks around it are none of it. */
static int read_line(struct reader *r, const struct node *place, char *line)
{
	struct user_password one = { .name = NULL };
	char *colon = strchr(line, ':');
	const char *problem;
	int ret;

	if (colon)
		*colon = '\0';
	if (!colon || !account_name_is_valid(line)) {
		diag_add(r->diags, place->line, place->column,
			 "chpasswd: list: a line must be NAME:PASSWORD");
		return 0;
	}
	one.password.plain = !password_looks_hashed(colon + 1);
	problem = password_problem(colon + 1, one.password.plain);
	if (problem) {
		diag_add(r->diags, place->line, place->column, "chpasswd: list: that of '%s' %s",
			 line, problem);
		return 0;
	}
	ret = text_keep(&one.name, line);
	if (ret == 0)
		ret = text_keep(&one.password.text, colon + 1);
	if (ret < 0) {
		release_one(&one);
		return ret;
	}
	return add(r, place, &one);
}

static int read_text(struct reader *r, const struct node *value)
{
	cleanup_free char *copy = value->kind == NODE_SCALAR ? strdup(value->text) : NULL;
	char *lines = copy;
	int ret = 0;

	if (value->kind != NODE_SCALAR)
		diag_add(r->diags, value->line, value->column,
			 "chpasswd: list must be a text with a line per user");
	else if (!copy)
		ret = -ENOMEM;

	for (char *line; lines && ret == 0 && (line = strsep(&lines, "\n"));) {
		line[strcspn(line, "\r")] = '\0';
		line += strspn(line, " ");
		if (*line)
			ret = read_line(r, value, line);
	}
	return ret;
}

/* Both ways to write it: one text, or a list of lines. */
static int read_list(struct reader *r, const struct node *value)
{
	int ret = 0;

	if (value->kind != NODE_LIST)
		return read_text(r, value);
	for (const struct node *line = value->first; line && ret == 0; line = line->next)
		ret = read_text(r, line);
	return ret;
}

static int read_expire(struct reader *r, const struct node *value)
{
	bool expire = false;

	node_bool(value, "chpasswd: expire", r->diags, &expire);
	if (expire)
		diag_note(r->diags, value->line, value->column,
			  "chpasswd: expire: nobody is asked for a new password here");
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
} keys[] = {
	{ "expire", read_expire },
	{ "list", read_list },
	{ "users", read_users },
};

static int read_key(struct reader *r, const struct node *value)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(value->key->text, keys[i].name) == 0)
			return keys[i].read(r, value);
	/* behind a colon there may be a password, where a blank was forgotten */
	diag_add(r->diags, value->key->line, value->key->column, "unknown key 'chpasswd: %.*s'",
		 (int)strcspn(value->key->text, ":"), value->key->text);
	return 0;
}

int user_passwords_read(const struct node *value, struct diag_list *diags,
			struct user_passwords *passwords)
{
	struct reader r = { .passwords = passwords, .diags = diags };
	int ret = 0;

	if (value->kind != NODE_MAP) {
		diag_add(diags, value->line, value->column,
			 "chpasswd must be a mapping ('key: value' lines), not %s",
			 node_kind_name(value));
		return 0;
	}
	for (const struct node *item = value->first; item && ret == 0; item = item->next)
		ret = read_key(&r, item);
	return ret;
}

void user_passwords_release(struct user_passwords *passwords)
{
	for (size_t i = 0; i < passwords->count; i++)
		release_one(&passwords->items[i]);
	free(passwords->items);
	*passwords = (struct user_passwords){ .items = NULL };
}
