// SPDX-License-Identifier: Apache-2.0
//
// shadow(5). See shadow_text.h.

#include "shadow_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"

#define ROOT "root"

struct maker {
	const struct intent *intent;
	const char *old;
	shadow_hash hash;
	struct diag_list *problems;
	FILE *out;
};

/* What `chpasswd` says goes before what an entry of `users` does, as it does with cloud-init. */
static const struct password *password_of(const struct intent *intent, const char *name,
					  const struct password *own)
{
	const struct user_password *said = user_passwords_find(intent->passwords, name);

	return said ? &said->password : own && own->text ? own : NULL;
}

/* The second field of the line of a name. NULL: there is none. */
static char *old_hash(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *line = text; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			return strndup(line + len + 1, strcspn(line + len + 1, ":\n"));
	return NULL;
}

static void print_line(struct maker *m, const char *name, const struct password *password)
{
	cleanup_free char *old = NULL;
	cleanup_free char *made = NULL;
	const char *hash;

	if (!password)
		return;
	old = old_hash(m->old, name);
	made = password->plain ? m->hash(password->text, old) : NULL;
	hash = password->plain ? made : password->text;
	if (hash)
		(void)fprintf(m->out, "%s:%s:::::::\n", name, hash);
	else
		diag_add(m->problems, 0, 0, "the password of '%s' cannot be hashed", name);
}

static bool is_there(const struct user_accounts *users, const char *name)
{
	for (size_t i = 0; i < users->count; i++)
		if (strcmp(users->items[i].name, name) == 0)
			return true;
	return strcmp(name, ROOT) == 0;
}

static void tell_strangers(const struct maker *m)
{
	const struct user_passwords *said = m->intent->passwords;

	for (size_t i = 0; i < said->count; i++)
		if (!is_there(m->intent->users, said->items[i].name))
			diag_add(m->problems, 0, 0, "chpasswd: there is no user '%s'",
				 said->items[i].name);
}

static void print_all(struct maker *m)
{
	const struct user_accounts *users = m->intent->users;
	const struct password *root =
		users->root_password.text ? &users->root_password : m->intent->password;

	print_line(m, ROOT, password_of(m->intent, ROOT, root));
	for (size_t i = 0; i < users->count; i++) {
		const struct user_account *user = &users->items[i];
		const struct password *own = user->unlocked ? &user->password : NULL;

		print_line(m, user->name, password_of(m->intent, user->name, own));
	}
}

int shadow_text_make(const struct intent *intent, const char *old, shadow_hash hash,
		     struct diag_list *problems, char **ret_text)
{
	struct maker m = { .intent = intent, .old = old, .hash = hash, .problems = problems };
	char *text = NULL;
	size_t size = 0;
	int failed;

	m.out = open_memstream(&text, &size);
	if (!m.out)
		return -ENOMEM;
	tell_strangers(&m);
	print_all(&m);
	failed = ferror(m.out);
	if (fclose(m.out) || failed) {
		free(text);
		return -ENOMEM;
	}
	if (size == 0) {
		free(text);
		text = NULL;
	}
	*ret_text = text;
	return 0;
}
