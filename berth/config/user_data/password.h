// SPDX-License-Identifier: Apache-2.0
//
// A password as a configuration gives it: as it is typed, or as crypt(5) has made it. Pure.

#ifndef BERTH_PASSWORD_H
#define BERTH_PASSWORD_H

#include <stdbool.h>

#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

struct password {
	char *text; /* NULL: none */
	bool plain; /* it is to be hashed */
};

/* password_looks_hashed - `$6$...` and the like, where a file does not say which of both it is. */
bool password_looks_hashed(const char *text);

/*
 * password_read - take one from a node.
 * @what: the key, for messages, which never have the password in them
 * @plain: it is as it is typed
 * @diags: gets why it cannot be used: a kind of hash that the C library of the image does not know
 * @password: replaced, unless there is a problem
 * Returns 0 or -ENOMEM.
 */
int password_read(const struct node *value, const char *what, bool plain, struct diag_list *diags,
		  struct password *password);

/* password_problem - why a text is none that can be used; NULL: it is. */
const char *password_problem(const char *text, bool plain);

/* password_release - wiped before it is freed. */
void password_release(struct password *password);

#endif
