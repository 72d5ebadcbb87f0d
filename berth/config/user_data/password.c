// SPDX-License-Identifier: Apache-2.0
//
// One password. See password.h.

#include "password.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/text.h"

#define PLAIN_MAX 100 /* what the ssh server takes: DROPBEAR_MAX_PASSWORD_LEN */
#define HASH_MAX 255

/* Of those that the image's C library can check, the ones that are still any good: crypt(5). */
static const char *const kinds[] = { "$6$", "$5$", "$2a$", "$2y$" };

bool password_looks_hashed(const char *text)
{
	return *text == '$' && strchr(text + 1, '$');
}

static const char *hash_problem(const char *text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789./$=";
	size_t len = strlen(text);

	if (len > HASH_MAX || strspn(text, allowed) != len)
		return "is no hash of a password: it has characters that those do not have";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(text, kinds[i], strlen(kinds[i])) == 0)
			return strlen(text) > strlen(kinds[i]) + 20 ? NULL : "is cut short";
	if (strncmp(text, "$y$", 3) == 0)
		return "is made with yescrypt, which cannot be checked here: take SHA-512 "
		       "('openssl passwd -6')";
	return "is no hash that can be checked here: take SHA-512 ('openssl passwd -6')";
}

static const char *plain_problem(const char *text)
{
	if (!*text)
		return "is empty";
	if (strcmp(text, "RANDOM") == 0 || strcmp(text, "R") == 0)
		return "is to be made by chance, which is not done here: nobody would read it";
	return strlen(text) > PLAIN_MAX ? "is longer than 100 bytes" : NULL;
}

const char *password_problem(const char *text, bool plain)
{
	return plain ? plain_problem(text) : hash_problem(text);
}

int password_read(const struct node *value, const char *what, bool plain, struct diag_list *diags,
		  struct password *password)
{
	/* a number is one, too: what counts is what stands there */
	bool is_one = value->kind == NODE_SCALAR && value->type != SCALAR_NULL;
	const char *problem = is_one ? password_problem(value->text, plain) : "must be a string";

	if (problem) {
		diag_add(diags, value->line, value->column, "%s %s", what, problem);
		return 0;
	}
	password_release(password);
	password->plain = plain;
	return text_keep(&password->text, value->text);
}

void password_release(struct password *password)
{
	if (password->text)
		sodium_memzero(password->text, strlen(password->text));
	free(password->text);
	*password = (struct password){ .text = NULL };
}
