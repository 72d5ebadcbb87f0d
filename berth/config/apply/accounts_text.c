// SPDX-License-Identifier: Apache-2.0
//
// passwd(5) and group(5). See accounts_text.h.

#include "accounts_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/number.h"
#include "../../../common/string_list.h"
#include "../../../common/text.h"

#define FIRST 1000 /* of people; below it of the system */
#define FIRST_OF_SYSTEM 100
#define DEFAULT_SHELL "/bin/sh"

struct maker {
	const struct user_accounts *users;
	const struct user_groups *groups;
	const char *passwd, *group, *shells; /* of the image */
	struct account_ids *ids;
	struct diag_list *problems;
	struct string_list new_groups; /* names, in the order of their lines */
	struct accounts_text *result;
};

/* Where a problem is. */
struct place {
	const char *name; /* of the user or group */
	unsigned line, column;
};

/* The line of a name, in a text of lines `NAME:...`; NULL: there is none. */
static const char *find_line(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *line = text; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			return line;
	return NULL;
}

/* The number in the third field; -1: there is none. */
static int64_t number_of_line(const char *line)
{
	char number[16] = "";
	size_t len;

	for (int i = 0; i < 2; i++) {
		line += strcspn(line, ":\n");
		if (*line != ':')
			return -1;
		line++;
	}
	len = strcspn(line, ":\n");
	if (len >= sizeof(number))
		return -1;
	memcpy(number, line, len);
	return number_parse(number, INT32_MAX);
}

static bool text_has_number(const char *text, int64_t id)
{
	for (const char *line = text; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
		if (number_of_line(line) == id)
			return true;
	return false;
}

static bool is_taken(const struct maker *m, int64_t id, bool group)
{
	return account_ids_has(m->ids, id, group) ||
	       text_has_number(group ? m->group : m->passwd, id);
}

/* The number that a name has, or else the first that is free. */
static int64_t id_of(struct maker *m, const char *name, bool group, int64_t first)
{
	int64_t id = account_ids_find(m->ids, name, group);
	int r;

	if (id >= 0)
		return id;
	if (m->ids->count == ACCOUNT_IDS_MAX)
		return -ENOSPC;
	for (id = first; id <= ACCOUNT_ID_LAST && is_taken(m, id, group);)
		id++;
	r = id > ACCOUNT_ID_LAST ? -ENOSPC : account_ids_add(m->ids, name, group, id);
	return r < 0 ? r : id;
}

/* A number that cannot be had is told, and another one taken: nobody is to be locked out by it. */
static int64_t uid_of(struct maker *m, const struct user_account *user)
{
	int64_t kept = account_ids_find(m->ids, user->name, false);
	int64_t first = user->system ? FIRST_OF_SYSTEM : FIRST;
	bool other = user->uid >= 0 && kept != user->uid;
	int64_t uid;

	if (other && kept < 0 && !is_taken(m, user->uid, false))
		return id_of(m, user->name, false, user->uid);
	uid = id_of(m, user->name, false, first);
	if (other && uid >= 0)
		diag_add(m->problems, user->line, user->column,
			 "user '%s' has the uid %lld: %s %lld", user->name, (long long)uid,
			 kept >= 0 ? "it had that before, and its files have; not"
				   : "somebody else has, or had,",
			 (long long)user->uid);
	return uid;
}

static int64_t gid_of(struct maker *m, const char *name, int64_t first)
{
	const char *line = find_line(m->group, name);
	int r;

	if (line)
		return number_of_line(line);
	r = string_list_add_once(&m->new_groups, name);
	if (r < 0)
		return r;
	return id_of(m, name, true, first);
}

/* One that is short of numbers is told and left out. Returns 0 or -ENOMEM. */
static int no_number(struct maker *m, const struct place *at, int64_t error)
{
	if (error == -ENOSPC)
		diag_add(m->problems, at->line, at->column,
			 "'%s' is left out: there is no number left for it", at->name);
	return error == -ENOMEM ? -ENOMEM : 0;
}

static bool ends_in(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* With another one the ssh server lets nobody in; those that keep people out need not be there. */
static bool is_shell(const struct maker *m, const char *shell)
{
	size_t len = strlen(shell);

	for (const char *line = m->shells; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
		if (strcspn(line, "\n") == len && memcmp(line, shell, len) == 0)
			return true;
	return ends_in(shell, "/nologin") || ends_in(shell, "/false");
}

static const char *shell_of(struct maker *m, const struct user_account *user)
{
	if (!user->shell)
		return DEFAULT_SHELL;
	if (is_shell(m, user->shell))
		return user->shell;
	diag_add(m->problems, user->line, user->column,
		 "user '%s' has the shell " DEFAULT_SHELL ": there is no %s", user->name,
		 user->shell);
	return DEFAULT_SHELL;
}

static int add_account(struct maker *m, const struct user_account *user)
{
	const struct place at = { user->name, user->line, user->column };
	struct account *account = &m->result->accounts[m->result->count];
	int64_t uid, gid;

	if (find_line(m->passwd, user->name)) {
		diag_add(m->problems, user->line, user->column,
			 "user '%s' is one of the system, and not changed", user->name);
		return 0;
	}
	uid = uid_of(m, user);
	if (uid < 0)
		return no_number(m, &at, uid);
	gid = gid_of(m, user->primary_group ? user->primary_group : user->name,
		     user->primary_group ? FIRST : uid);
	if (gid < 0)
		return no_number(m, &at, gid);
	account->home = user->home ? strdup(user->home) : format_text(HOMES_DIR "/%s", user->name);
	if (!account->home)
		return -ENOMEM;
	account->user = user;
	account->shell = shell_of(m, user);
	account->uid = (uid_t)uid;
	account->gid = (gid_t)gid;
	m->result->count++;
	return 0;
}

/* Those that somebody is to be in exist, as with cloud-init. */
static int add_groups_of(struct maker *m, const struct user_account *user)
{
	const struct place at = { user->name, user->line, user->column };
	int r = 0;

	for (size_t i = 0; i < user->groups.count && r == 0; i++) {
		int64_t gid = gid_of(m, user->groups.items[i], FIRST);

		r = gid < 0 ? no_number(m, &at, gid) : 0;
	}
	return r;
}

static int add_group(struct maker *m, const struct user_group *group)
{
	const struct place at = { group->name, group->line, group->column };
	int64_t gid = gid_of(m, group->name, FIRST);

	return gid < 0 ? no_number(m, &at, gid) : 0;
}

/* Groups that are named come before those that follow from users. */
static int add_all(struct maker *m)
{
	int r = 0;

	for (size_t i = 0; i < m->groups->count && r == 0; i++)
		r = add_group(m, &m->groups->items[i]);
	for (size_t i = 0; i < m->users->count && r == 0; i++)
		r = add_account(m, &m->users->items[i]);
	for (size_t i = 0; i < m->result->count && r == 0; i++)
		r = add_groups_of(m, m->result->accounts[i].user);
	return r;
}

static bool is_user(const struct maker *m, const char *name)
{
	for (size_t i = 0; i < m->result->count; i++)
		if (strcmp(m->result->accounts[i].user->name, name) == 0)
			return true;
	return find_line(m->passwd, name) != NULL;
}

/* Of the members that the key `groups` gives it. */
static int add_named(struct maker *m, const struct user_group *group, struct string_list *members)
{
	int r = 0;

	for (size_t i = 0; i < group->members.count && r == 0; i++) {
		const char *name = group->members.items[i];

		if (is_user(m, name))
			r = string_list_add_once(members, name);
		else
			diag_add(m->problems, group->line, group->column,
				 "group '%s': there is no user '%s'", group->name, name);
	}
	return r;
}

static int find_members(struct maker *m, const char *group, struct string_list *members)
{
	int r = 0;

	for (size_t i = 0; i < m->groups->count && r == 0; i++)
		if (strcmp(m->groups->items[i].name, group) == 0)
			r = add_named(m, &m->groups->items[i], members);
	for (size_t i = 0; i < m->result->count && r == 0; i++) {
		const struct user_account *user = m->result->accounts[i].user;

		if (string_list_has(&user->groups, group))
			r = string_list_add_once(members, user->name);
	}
	return r;
}

/* @begun: there are members already */
static int print_members(struct maker *m, const char *group, bool begun, FILE *out)
{
	struct string_list members = { 0 };
	int r = find_members(m, group, &members);

	for (size_t i = 0; i < members.count && r == 0; i++)
		(void)fprintf(out, "%s%s", i > 0 || begun ? "," : "", members.items[i]);
	string_list_release(&members);
	(void)fputc('\n', out);
	return r;
}

/* A line of the image, with whom the configuration puts into that group. */
static int print_old_group(struct maker *m, const char *line, size_t len, FILE *out)
{
	char *name = strndup(line, strcspn(line, ":\n"));
	int r;

	if (!name)
		return -ENOMEM;
	(void)fwrite(line, 1, len, out);
	r = print_members(m, name, len > 0 && line[len - 1] != ':', out);
	free(name);
	return r;
}

static int print_groups(struct maker *m, FILE *out)
{
	int r = 0;

	for (const char *line = m->group; *line && r == 0;) {
		size_t len = strcspn(line, "\n");

		r = print_old_group(m, line, len, out);
		line += len + (line[len] == '\n');
	}
	for (size_t i = 0; i < m->new_groups.count && r == 0; i++) {
		const char *name = m->new_groups.items[i];
		int64_t gid = account_ids_find(m->ids, name, true);

		if (gid < 0)
			continue;
		(void)fprintf(out, "%s:x:%lld:", name, (long long)gid);
		r = print_members(m, name, false, out);
	}
	return r;
}

/* `x`: whoever has a password has it in shadow(5). */
static int print_users(struct maker *m, FILE *out)
{
	(void)fputs(m->passwd, out);
	if (*m->passwd && m->passwd[strlen(m->passwd) - 1] != '\n')
		(void)fputc('\n', out);
	for (size_t i = 0; i < m->result->count; i++) {
		const struct account *a = &m->result->accounts[i];

		(void)fprintf(out, "%s:x:%u:%u:%s:%s:%s\n", a->user->name, (unsigned)a->uid,
			      (unsigned)a->gid, a->user->gecos ? a->user->gecos : "", a->home,
			      a->shell);
	}
	return 0;
}

static int text_of(struct maker *m, int (*print)(struct maker *m, FILE *out), char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int r, failed;

	if (!out)
		return -ENOMEM;
	r = print(m, out);
	failed = ferror(out);
	if (fclose(out) || failed || r < 0) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	return 0;
}

int accounts_text_make(const struct user_accounts *users, const struct user_groups *groups,
		       const char *passwd, const char *group, const char *shells,
		       struct account_ids *ids, struct diag_list *problems,
		       struct accounts_text *ret)
{
	struct accounts_text text = { 0 };
	struct maker m = { .users = users,
			   .groups = groups,
			   .passwd = passwd,
			   .group = group,
			   .shells = shells,
			   .ids = ids,
			   .problems = problems,
			   .result = &text };
	int r;

	text.accounts = calloc(users->count + 1, sizeof(*text.accounts));
	r = text.accounts ? add_all(&m) : -ENOMEM;
	if (r == 0)
		r = text_of(&m, print_users, &text.passwd);
	if (r == 0)
		r = text_of(&m, print_groups, &text.group);
	string_list_release(&m.new_groups);
	if (r < 0)
		accounts_text_release(&text);
	else
		*ret = text;
	return r;
}

void accounts_text_release(struct accounts_text *text)
{
	for (size_t i = 0; i < text->count; i++)
		free(text->accounts[i].home);
	free(text->accounts);
	free(text->passwd);
	free(text->group);
	*text = (struct accounts_text){ 0 };
}
