// SPDX-License-Identifier: Apache-2.0
//
// Users and groups. See user_accounts.h.

#include "user_accounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/number.h"
#include "node_value.h"
#include "ssh_key.h"

#define FIELD_MAX 255
#define UID_MAX 59999 /* what is above is for containers */

struct reader {
	struct user_account *user;
	struct diag_list *diags;
	bool bad; /* this user is left out */
};

bool account_name_is_valid(const char *name)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz_";
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz_0123456789-";
	size_t len = strlen(name);

	return len > 0 && len <= ACCOUNT_NAME_MAX && strchr(first, *name) &&
	       strspn(name, allowed) == len;
}

static int keep(const char *text, char **to)
{
	free(*to);
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

/* A name; NULL: it is none, which has been told. */
static const char *name_of(const struct node *value, const char *what, struct diag_list *diags)
{
	const char *text = node_string(value, what, diags);

	if (!text || account_name_is_valid(text))
		return text;
	diag_add(
		diags, value->line, value->column,
		"%s: '%.40s' is no name that a user or group may have (a-z, 0-9, '_', '-', at most "
		"%d characters)",
		what, text, ACCOUNT_NAME_MAX);
	return NULL;
}

static int read_name(struct reader *r, const struct node *value)
{
	const char *name = name_of(value, "users: name", r->diags);

	if (name)
		return keep(name, &r->user->name);
	r->bad = true;
	return 0;
}

/* What stands in a field of passwd(5). */
static int read_field(struct reader *r, const struct node *value, const char *what, char **to)
{
	const char *text = node_string(value, what, r->diags);

	if (!text)
		return 0;
	if (strlen(text) <= FIELD_MAX && !strpbrk(text, ":\n\r"))
		return keep(text, to);
	diag_add(r->diags, value->line, value->column,
		 "%s: it must be one short line without a colon", what);
	return 0;
}

static int read_gecos(struct reader *r, const struct node *value)
{
	return read_field(r, value, "users: gecos", &r->user->gecos);
}

/* The same that is a path. Another place than the one that was meant would be no help. */
static int read_path(struct reader *r, const struct node *value, const char *what, char **to)
{
	int ret = read_field(r, value, what, to);

	if (ret == 0 && *to && (**to != '/' || strstr(*to, "/../"))) {
		diag_add(r->diags, value->line, value->column, "%s must begin with '/'", what);
		r->bad = true;
	}
	return ret;
}

static int read_home(struct reader *r, const struct node *value)
{
	return read_path(r, value, "users: homedir", &r->user->home);
}

static int read_shell(struct reader *r, const struct node *value)
{
	return read_path(r, value, "users: shell", &r->user->shell);
}

static int read_primary_group(struct reader *r, const struct node *value)
{
	const char *name = name_of(value, "users: primary_group", r->diags);

	return name ? keep(name, &r->user->primary_group) : 0;
}

/* "a, b" */
static int add_words(const struct node *value, const char *what, struct diag_list *diags,
		     struct string_list *names)
{
	const char *text = node_string(value, what, diags);
	int r = 0;

	while (text && *text && r == 0) {
		size_t len;
		char name[ACCOUNT_NAME_MAX + 1] = "";

		text += strspn(text, ", \t");
		len = strcspn(text, ", \t");
		if (len == 0)
			break;
		if (len <= ACCOUNT_NAME_MAX)
			memcpy(name, text, len);
		if (account_name_is_valid(name))
			r = string_list_add(names, text, len);
		else
			diag_add(diags, value->line, value->column,
				 "%s: '%.*s' is no name that a group may have", what,
				 (int)(len < 40 ? len : 40), text);
		text += len;
	}
	return r;
}

static int add_names(const struct node *value, const char *what, struct diag_list *diags,
		     struct string_list *names)
{
	int r = 0;

	if (value->kind == NODE_SCALAR)
		return value->type == SCALAR_NULL ? 0 : add_words(value, what, diags, names);
	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column, "%s must be a list of names", what);
		return 0;
	}
	for (const struct node *item = value->first; item && r == 0; item = item->next) {
		const char *name = name_of(item, what, diags);

		if (name && !string_list_has(names, name))
			r = string_list_add(names, name, strlen(name));
	}
	return r;
}

static int read_groups(struct reader *r, const struct node *value)
{
	string_list_release(&r->user->groups);
	return add_names(value, "users: groups", r->diags, &r->user->groups);
}

static int add_key(struct reader *r, const struct node *item)
{
	const char *text = node_string(item, "users: ssh_authorized_keys", r->diags);
	const char *why = NULL;
	char *line = NULL;
	int ret;

	if (!text)
		return 0;
	if (r->user->keys.count == ACCOUNT_KEYS_MAX) {
		diag_add(r->diags, item->line, item->column,
			 "more than %d ssh keys; this one is not used", ACCOUNT_KEYS_MAX);
		return 0;
	}
	ret = ssh_key_normalize(text, &line, &why);
	if (ret == -EINVAL)
		diag_add(r->diags, item->line, item->column, "this ssh key %s", why);
	if (ret < 0)
		return ret == -EINVAL ? 0 : ret;
	ret = string_list_add(&r->user->keys, line, strlen(line));
	free(line);
	return ret;
}

static int read_keys(struct reader *r, const struct node *value)
{
	int ret = 0;

	string_list_release(&r->user->keys);
	if (value->kind != NODE_LIST) {
		diag_add(r->diags, value->line, value->column,
			 "users: ssh_authorized_keys must be a list");
		return 0;
	}
	for (const struct node *item = value->first; item && ret == 0; item = item->next)
		ret = add_key(r, item);
	return ret;
}

/* YAML's number, or the same in quotes. */
static int read_uid(struct reader *r, const struct node *value)
{
	const char *text = value->kind == NODE_SCALAR ? value->text : "";
	int64_t uid = number_parse(text, UID_MAX);

	if (uid > 0) {
		r->user->uid = uid;
		return 0;
	}
	diag_add(r->diags, value->line, value->column, "users: uid must be a number from 1 to %d",
		 UID_MAX);
	r->bad = true; /* files may belong to the one that was meant */
	return 0;
}

static int read_system(struct reader *r, const struct node *value)
{
	node_bool(value, "users: system", r->diags, &r->user->system);
	return 0;
}

static int read_no_home(struct reader *r, const struct node *value)
{
	node_bool(value, "users: no_create_home", r->diags, &r->user->no_home);
	return 0;
}

/* Nobody has a password here: what asks for none is the case. */
static int read_lock(struct reader *r, const struct node *value)
{
	bool locked = true;

	node_bool(value, "users: lock_passwd", r->diags, &locked);
	if (!locked)
		diag_add(r->diags, value->line, value->column,
			 "users: nobody logs in with a password in this version");
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
} keys[] = {
	{ "name", read_name },
	{ "gecos", read_gecos },
	{ "homedir", read_home },
	{ "shell", read_shell },
	{ "primary_group", read_primary_group },
	{ "groups", read_groups },
	{ "ssh_authorized_keys", read_keys },
	{ "ssh-authorized-keys", read_keys },
	{ "uid", read_uid },
	{ "system", read_system },
	{ "no_create_home", read_no_home },
	{ "lock_passwd", read_lock },
	{ "lock-passwd", read_lock },
};

static const char *const known[] = {
	"create_groups",     "doas",	     "expiredate",    "hashed_passwd",
	"inactive",	     "no_log_init",  "no_user_group", "passwd",
	"plain_text_passwd", "selinux_user", "snapuser",      "ssh_import_id",
	"ssh_redirect_user", "sudo",
};

static int read_key(struct reader *r, const struct node *value)
{
	const struct node *key = value->key;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key->text, keys[i].name) == 0)
			return keys[i].read(r, value);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(key->text, known[i]) != 0)
			continue;
		diag_add(r->diags, key->line, key->column,
			 "'users: %s' is not supported by this version", key->text);
		return 0;
	}
	diag_add(r->diags, key->line, key->column, "unknown key 'users: %.60s'", key->text);
	return 0;
}

static void release_user(struct user_account *user)
{
	free(user->name);
	free(user->gecos);
	free(user->home);
	free(user->shell);
	free(user->primary_group);
	string_list_release(&user->groups);
	string_list_release(&user->keys);
}

static int read_entry(struct reader *r, const struct node *entry)
{
	int ret = 0;

	if (entry->kind == NODE_SCALAR)
		return read_name(r, entry);
	if (entry->kind != NODE_MAP || !entry->complete) {
		diag_add(r->diags, entry->line, entry->column,
			 "users: an entry must be a name, or a mapping with a 'name'");
		r->bad = true;
		return 0;
	}
	for (const struct node *value = entry->first; value && ret == 0; value = value->next)
		ret = read_key(r, value);
	if (ret == 0 && !r->bad && !r->user->name) {
		diag_add(r->diags, entry->line, entry->column, "users: an entry needs a 'name'");
		r->bad = true;
	}
	return ret;
}

static bool is_given(const struct user_accounts *accounts, const char *name)
{
	for (size_t i = 0; i < accounts->user_count; i++)
		if (strcmp(accounts->users[i].name, name) == 0)
			return true;
	return false;
}

static int add_user(struct user_accounts *accounts, const struct node *entry,
		    struct diag_list *diags)
{
	struct user_account user = { .uid = -1, .line = entry->line, .column = entry->column };
	struct reader r = { .user = &user, .diags = diags };
	int ret = read_entry(&r, entry);

	if (ret == 0 && !r.bad && is_given(accounts, user.name)) {
		diag_add(diags, entry->line, entry->column,
			 "users: '%s' is given twice; the first one counts", user.name);
		r.bad = true;
	}
	if (ret == 0 && !r.bad)
		accounts->users[accounts->user_count++] = user;
	else
		release_user(&user);
	return ret;
}

/* The user that an image of a cloud has: here it is root, which is there anyway. */
static bool is_default(const struct node *entry)
{
	return entry->kind == NODE_SCALAR && strcmp(entry->text, "default") == 0;
}

static void drop_users(struct user_accounts *accounts)
{
	for (size_t i = 0; i < accounts->user_count; i++)
		release_user(&accounts->users[i]);
	free(accounts->users);
	accounts->users = NULL;
	accounts->user_count = 0;
}

int user_accounts_read_users(const struct node *value, struct diag_list *diags,
			     struct user_accounts *accounts)
{
	int r = 0;

	drop_users(accounts);
	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column,
			 "users must be a list (one '- name: ...' per user)");
		return 0;
	}
	accounts->users = calloc(USER_ACCOUNTS_MAX, sizeof(*accounts->users));
	if (!accounts->users)
		return -ENOMEM;
	for (const struct node *entry = value->first; entry && r == 0; entry = entry->next) {
		if (is_default(entry))
			continue;
		if (accounts->user_count == USER_ACCOUNTS_MAX) {
			diag_add(diags, entry->line, entry->column,
				 "more than %d users; the rest is left out", USER_ACCOUNTS_MAX);
			break;
		}
		r = add_user(accounts, entry, diags);
	}
	return r;
}

static void release_group(struct user_group *group)
{
	free(group->name);
	string_list_release(&group->members);
}

static void drop_groups(struct user_accounts *accounts)
{
	for (size_t i = 0; i < accounts->group_count; i++)
		release_group(&accounts->groups[i]);
	free(accounts->groups);
	accounts->groups = NULL;
	accounts->group_count = 0;
}

/* @members: NULL = none are named */
static int add_group(struct user_accounts *accounts, const struct node *name,
		     const struct node *members, struct diag_list *diags)
{
	struct user_group group = { 0 };
	int r = 0;

	if (!name_of(name, "groups", diags))
		return 0;
	if (accounts->group_count == USER_ACCOUNTS_MAX) {
		diag_add(diags, name->line, name->column, "more than %d groups; '%s' is left out",
			 USER_ACCOUNTS_MAX, name->text);
		return 0;
	}
	r = keep(name->text, &group.name);
	if (r == 0 && members)
		r = add_names(members, "groups", diags, &group.members);
	if (r == 0)
		accounts->groups[accounts->group_count++] = group;
	else
		release_group(&group);
	return r;
}

static int add_groups_of(struct user_accounts *accounts, const struct node *map,
			 struct diag_list *diags)
{
	int r = 0;

	for (const struct node *item = map->first; item && r == 0; item = item->next)
		r = add_group(accounts, item->key, item, diags);
	return r;
}

int user_accounts_read_groups(const struct node *value, struct diag_list *diags,
			      struct user_accounts *accounts)
{
	int r = 0;

	drop_groups(accounts);
	accounts->groups = calloc(USER_ACCOUNTS_MAX, sizeof(*accounts->groups));
	if (!accounts->groups)
		return -ENOMEM;
	if (value->kind == NODE_MAP)
		return add_groups_of(accounts, value, diags);
	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column, "groups must be a list");
		return 0;
	}
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = item->kind == NODE_MAP ? add_groups_of(accounts, item, diags)
					   : add_group(accounts, item, NULL, diags);
	return r;
}

void user_accounts_release(struct user_accounts *accounts)
{
	drop_users(accounts);
	drop_groups(accounts);
}
