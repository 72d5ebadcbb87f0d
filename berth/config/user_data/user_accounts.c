// SPDX-License-Identifier: Apache-2.0
//
// Users. See user_accounts.h.

#include "user_accounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/number.h"
#include "../../../common/text.h"
#include "../../sudo/sudo_request.h"
#include "../../yaml/node_value.h"
#include "account_name.h"
#include "user_ssh_keys.h"

#define FIELD_MAX 255
#define RULE_MAX 64
#define UID_MAX 59999 /* what is above is for containers */

struct reader {
	struct user_account *user;
	struct diag_list *diags;
	bool bad; /* this user is left out */
};

static int read_name(struct reader *r, const struct node *value)
{
	const char *name = node_account_name(value, "users: name", r->diags);

	if (name)
		return text_keep(&r->user->name, name);
	r->bad = true;
	return 0;
}

static bool is_field(const char *text)
{
	if (strlen(text) > FIELD_MAX)
		return false;
	for (const char *c = text; *c; c++)
		if (*c == ':' || (unsigned char)*c < ' ' || *c == 0x7F)
			return false;
	return true;
}

/* What stands in a field of passwd(5); NULL: it cannot, which has been told. */
static const char *field_of(struct reader *r, const struct node *value, const char *what)
{
	const char *text = node_string(value, what, r->diags);

	if (!text || is_field(text))
		return text;
	diag_add(r->diags, value->line, value->column,
		 "%s: it must be one line of at most %d characters without a colon", what,
		 FIELD_MAX);
	return NULL;
}

static int read_gecos(struct reader *r, const struct node *value)
{
	const char *text = field_of(r, value, "users: gecos");

	return text ? text_keep(&r->user->gecos, text) : 0;
}

static bool is_path(const char *path)
{
	size_t len = strlen(path);

	return *path == '/' && !strstr(path, "/../") &&
	       !(len >= 3 && !strcmp(path + len - 3, "/.."));
}

static int read_path(struct reader *r, const struct node *value, const char *what, char **to)
{
	const char *text = field_of(r, value, what);

	if (text && is_path(text))
		return text_keep(to, text);
	if (text)
		diag_add(r->diags, value->line, value->column,
			 "%s must begin with '/', and have no '..' in it", what);
	return 0;
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
	const char *name = node_account_name(value, "users: primary_group", r->diags);

	return name ? text_keep(&r->user->primary_group, name) : 0;
}

static int read_groups(struct reader *r, const struct node *value)
{
	bool sudo = string_list_has(&r->user->groups, SUDO_GROUP); /* by the key in front */
	int ret = node_account_names(value, "users: groups", r->diags, &r->user->groups);

	return ret == 0 && sudo ? string_list_add_once(&r->user->groups, SUDO_GROUP) : ret;
}

static int read_keys(struct reader *r, const struct node *value)
{
	return user_ssh_keys_read(value, "users: ssh_authorized_keys", USER_ACCOUNT_KEYS_MAX,
				  r->diags, &r->user->ssh_keys, &r->user->keys_in_doubt);
}

/* YAML's number, or the same in quotes. */
static int read_uid(struct reader *r, const struct node *value)
{
	int64_t uid = number_parse(value->kind == NODE_SCALAR ? value->text : "", UID_MAX);

	if (uid > 0) {
		r->user->uid = uid;
		return 0;
	}
	diag_add(r->diags, value->line, value->column, "users: uid must be a number from 1 to %d",
		 UID_MAX);
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

/* "ALL=(ALL) NOPASSWD:ALL", in whatever spacing: everything. */
static bool is_everything(const char *rule)
{
	static const char *const everything[] = { "ALL=(ALL)NOPASSWD:ALL",
						  "ALL=(ALL:ALL)NOPASSWD:ALL" };
	char packed[RULE_MAX] = "";
	size_t len = 0;

	for (; *rule && len + 1 < sizeof(packed); rule++)
		if (*rule != ' ' && *rule != '\t')
			packed[len++] = *rule;
	for (size_t i = 0; i < sizeof(everything) / sizeof(everything[0]); i++)
		if (!*rule && strcmp(packed, everything[i]) == 0)
			return true;
	return false;
}

static int read_rule(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, "users: sudo", r->diags);

	if (text && is_everything(text))
		return string_list_add_once(&r->user->groups, SUDO_GROUP);
	if (text)
		diag_add(
			r->diags, value->line, value->column,
			"users: sudo: there is 'ALL=(ALL) NOPASSWD:ALL' only: who has it is in the "
			"group " SUDO_GROUP);
	return 0;
}

/* False and nothing: none. */
static int read_sudo(struct reader *r, const struct node *value)
{
	bool none = value->kind == NODE_SCALAR &&
		    (value->type == SCALAR_NULL ||
		     (value->type == SCALAR_BOOL && !node_is_true(value)));
	int ret = 0;

	if (none)
		return 0;
	if (value->kind != NODE_LIST)
		return read_rule(r, value);
	for (const struct node *item = value->first; item && ret == 0; item = item->next)
		ret = read_rule(r, item);
	return ret;
}

static int read_lock(struct reader *r, const struct node *value)
{
	bool locked = !r->user->unlocked;

	node_bool(value, "users: lock_passwd", r->diags, &locked);
	r->user->unlocked = !locked;
	return 0;
}

/* `*` and `!` are no hashes of any password: the same as to be locked. */
static int read_hash(struct reader *r, const struct node *value)
{
	if (value->kind == NODE_SCALAR && (!strcmp(value->text, "*") || !strcmp(value->text, "!")))
		return 0;
	return password_read(value, "users: the hash of this password", false, r->diags,
			     &r->user->password);
}

static int read_plain(struct reader *r, const struct node *value)
{
	return password_read(value, "users: this password", true, r->diags, &r->user->password);
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
} keys[] = {
	{ "gecos", read_gecos },
	{ "groups", read_groups },
	{ "hashed_passwd", read_hash },
	{ "homedir", read_home },
	{ "lock_passwd", read_lock },
	{ "lock-passwd", read_lock },
	{ "name", read_name },
	{ "no_create_home", read_no_home },
	{ "passwd", read_hash },
	{ "plain_text_passwd", read_plain },
	{ "primary_group", read_primary_group },
	{ "shell", read_shell },
	{ "ssh_authorized_keys", read_keys },
	{ "ssh-authorized-keys", read_keys },
	{ "sudo", read_sudo },
	{ "system", read_system },
	{ "uid", read_uid },
};

static const char *const known[] = {
	"create_groups", "doas",	 "expiredate", "inactive",	"no_log_init",
	"no_user_group", "selinux_user", "snapuser",   "ssh_import_id", "ssh_redirect_user",
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
	string_list_release(&user->ssh_keys);
	password_release(&user->password);
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
	if (r->user->password.text && !r->user->unlocked)
		diag_note(r->diags, entry->line, entry->column,
			  "users: this password is locked: 'lock_passwd: false' unlocks it");
	if (ret == 0 && !r->bad && !r->user->name) {
		diag_add(r->diags, entry->line, entry->column, "users: an entry needs a 'name'");
		r->bad = true;
	}
	return ret;
}

static struct user_account *find(const struct user_accounts *accounts, const char *name)
{
	for (size_t i = 0; i < accounts->count; i++)
		if (strcmp(accounts->items[i].name, name) == 0)
			return &accounts->items[i];
	return NULL;
}

static int add_user(struct user_accounts *accounts, const struct node *entry,
		    struct diag_list *diags)
{
	struct user_account user = { .uid = -1, .line = entry->line, .column = entry->column };
	struct reader r = { .user = &user, .diags = diags };
	int ret = read_entry(&r, entry);

	if (ret == 0 && !r.bad && find(accounts, user.name)) {
		diag_add(diags, entry->line, entry->column,
			 "users: '%s' is given twice; the first one counts", user.name);
		r.bad = true;
	}
	if (ret == 0 && !r.bad)
		accounts->items[accounts->count++] = user;
	else
		release_user(&user);
	return ret;
}

/* The user that an image of a cloud has: here it is root, who is there anyway. */
static bool is_default(const struct node *entry)
{
	return entry->kind == NODE_SCALAR && strcmp(entry->text, "default") == 0;
}

static int add_all(struct user_accounts *accounts, const struct node *value,
		   struct diag_list *diags)
{
	int r = 0;

	for (const struct node *entry = value->first; entry && r == 0; entry = entry->next) {
		if (is_default(entry))
			continue;
		if (accounts->count == USER_ACCOUNTS_MAX) {
			diag_add(diags, entry->line, entry->column,
				 "more than %d users; the rest is left out", USER_ACCOUNTS_MAX);
			break;
		}
		r = add_user(accounts, entry, diags);
	}
	return r;
}

static bool is_more_than_keys(const struct user_account *user)
{
	return user->gecos || user->home || user->shell || user->primary_group ||
	       user->groups.count > 0 || user->uid >= 0 || user->system || user->no_home;
}

/* Takes the entry out, and leaves its keys. */
static void take_root(struct user_accounts *accounts, struct diag_list *diags)
{
	struct user_account *root = find(accounts, "root");

	if (!root)
		return;
	if (is_more_than_keys(root))
		diag_add(diags, root->line, root->column,
			 "users: of root only 'ssh_authorized_keys' and a password can be chosen");
	accounts->root_keys = root->ssh_keys;
	accounts->root_keys_in_doubt = root->keys_in_doubt;
	if (root->unlocked) {
		accounts->root_password = root->password;
		root->password = (struct password){ .text = NULL };
	}
	root->ssh_keys = (struct string_list){ 0 };
	release_user(root);
	accounts->count--;
	memmove(root, root + 1, (size_t)(accounts->items + accounts->count - root) * sizeof(*root));
}

int user_accounts_read(const struct node *value, struct diag_list *diags, struct user_accounts *ret)
{
	struct user_accounts accounts = { 0 };
	int r;

	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column,
			 "users must be a list (one '- name: ...' per user)");
		return 0;
	}
	accounts.items = calloc(USER_ACCOUNTS_MAX, sizeof(*accounts.items));
	if (!accounts.items)
		return -ENOMEM;
	r = add_all(&accounts, value, diags);
	if (r < 0) {
		user_accounts_release(&accounts);
		return r;
	}
	take_root(&accounts, diags);
	*ret = accounts;
	return 0;
}

void user_accounts_move(struct user_accounts *accounts, unsigned line, bool encoded)
{
	if (accounts->placed)
		return;
	accounts->placed = true;
	for (size_t i = 0; i < accounts->count; i++) {
		struct user_account *user = &accounts->items[i];

		user->line = encoded ? line : user->line + line - 1;
		user->column = encoded ? 1 : user->column;
	}
}

void user_accounts_release(struct user_accounts *accounts)
{
	for (size_t i = 0; i < accounts->count; i++)
		release_user(&accounts->items[i]);
	free(accounts->items);
	string_list_release(&accounts->root_keys);
	password_release(&accounts->root_password);
	*accounts = (struct user_accounts){ 0 };
}
