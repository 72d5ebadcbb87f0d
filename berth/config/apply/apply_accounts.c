// SPDX-License-Identifier: Apache-2.0
//
// Making users. See apply_accounts.h.

#include "apply_accounts.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"
#include "../config_paths.h"
#include "account_ids.h"
#include "accounts_text.h"
#include "authorized_keys.h"

#define TEXT_MAX 1048576 /* bytes of a file of accounts */
#define KEYS_LIMIT_S 10 /* to write those of a user */
#define PASSWD "/etc/passwd"
#define GROUP "/etc/group"

/* What the image has is kept before the first change: a second call starts from there, too. */
static int read_of_image(const char *path, const char *kept, char **ret_text)
{
	int r = read_file(kept, TEXT_MAX, ret_text, NULL);

	if (r != -ENOENT)
		return r;
	r = read_file(path, TEXT_MAX, ret_text, NULL);
	return r < 0 ? r : write_file(kept, *ret_text, strlen(*ret_text), 0644);
}

static int read_ids(struct account_ids *ids)
{
	cleanup_free char *text = NULL;
	int r = read_file(ACCOUNT_IDS, TEXT_MAX, &text, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	return account_ids_parse(text ? text : "", ids);
}

/* Before anything can belong to a number that would be forgotten. */
static void keep_ids(const struct account_ids *ids, struct diag_list *problems)
{
	cleanup_free char *text = NULL;
	int r = account_ids_text(ids, &text);

	if (r == 0)
		r = write_file_if_changed(ACCOUNT_IDS, text, 0644);
	if (r < 0)
		diag_add(problems, 0, 0, "users may have other numbers at the next boot: %s: %s",
			 ACCOUNT_IDS, strerror(-r));
}

static int make_texts(const struct user_accounts *users, const struct user_groups *groups,
		      struct diag_list *problems, struct accounts_text *ret)
{
	cleanup_free char *passwd = NULL;
	cleanup_free char *group = NULL;
	cleanup_free char *shells = NULL;
	struct account_ids ids = { 0 };
	int r = read_of_image(PASSWD, ACCOUNTS_OF_IMAGE ".passwd", &passwd);

	if (r == 0)
		r = read_of_image(GROUP, ACCOUNTS_OF_IMAGE ".group", &group);
	if (r == 0)
		r = read_file("/etc/shells", TEXT_MAX, &shells, NULL);
	if (r == 0)
		r = read_ids(&ids);
	if (r == 0)
		r = accounts_text_make(users, groups, passwd, group, shells, &ids, problems, ret);
	if (r == 0)
		keep_ids(&ids, problems);
	account_ids_release(&ids);
	return r;
}

/* Both files; who refers to a group finds it. */
static int make_files(const struct user_accounts *users, const struct user_groups *groups,
		      struct diag_list *problems, struct accounts_text *ret)
{
	int r = make_texts(users, groups, problems, ret);

	if (r != 0)
		return r;
	r = write_file_if_changed(GROUP, ret->group, 0644);
	if (r == 0)
		r = write_file_if_changed(PASSWD, ret->passwd, 0644);
	if (r < 0)
		accounts_text_release(ret);
	return r;
}

/* It appears as the user's, also if the power goes: made beside its place, and moved there. */
static int make_home(const struct account *account)
{
	cleanup_free char *fresh = format_text("%s.new", account->home);
	int r = 0;

	if (!fresh)
		return -ENOMEM;
	if (access(account->home, F_OK) == 0)
		return 0; /* whose it is was decided when it was made */
	if (mkdir(fresh, 0750) < 0 && errno != EEXIST)
		return -errno;
	if (lchown(fresh, account->uid, account->gid) < 0 || rename(fresh, account->home) < 0)
		r = -errno;
	if (r < 0)
		(void)rmdir(fresh);
	return r;
}

static int become(const struct account *account)
{
	if (setgroups(0, NULL) < 0 || setgid(account->gid) < 0 || setuid(account->uid) < 0)
		return -errno;
	return 0;
}

/* As the user: what lies in the home directory is the user's, links included. */
static int apply_keys(const struct account *account)
{
	const struct user_account *user = account->user;
	int status = 0;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		int r;

		(void)alarm(KEYS_LIMIT_S); /* a home directory may be anything */
		r = become(account);
		if (r == 0)
			r = authorized_keys_apply(account->home, &user->ssh_keys,
						  !user->keys_in_doubt);
		_exit(-r);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
}

static int apply_account(const struct account *account, struct diag_list *problems)
{
	const struct user_account *user = account->user;
	bool wants_home = !user->no_home && !user->system;
	int r = wants_home ? make_home(account) : 0;

	if (r < 0)
		diag_add(problems, user->line, user->column,
			 "user '%s' is there, but not the home directory %s: %s", user->name,
			 account->home, strerror(-r));
	else
		r = apply_keys(account);
	if (r < 0 && user->ssh_keys.count > 0)
		diag_add(problems, user->line, user->column,
			 "user '%s' cannot log in: the ssh keys cannot be written: %s", user->name,
			 strerror(-r));
	return r;
}

static int apply_all(const struct accounts_text *text, struct diag_list *problems)
{
	int result = 0;

	for (size_t i = 0; i < text->count; i++) {
		int r = apply_account(&text->accounts[i], problems);

		if (r < 0)
			result = r;
	}
	return result;
}

int apply_accounts(const struct user_accounts *users, const struct user_groups *groups,
		   struct diag_list *problems)
{
	struct accounts_text text = { .count = 0 };
	int r;

	if (users->count == 0 && groups->count == 0 &&
	    access(ACCOUNTS_OF_IMAGE ".passwd", F_OK) < 0)
		return 0;
	r = make_files(users, groups, problems, &text);
	if (r < 0) {
		diag_add(problems, 0, 0, "there are no users and groups of the configuration: %s",
			 strerror(-r));
		return r;
	}
	r = apply_all(&text, problems);
	accounts_text_release(&text);
	return r;
}
