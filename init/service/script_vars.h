// SPDX-License-Identifier: Apache-2.0
//
// The variables of a script that is read without a shell. Pure.

#ifndef BERTH_INIT_SCRIPT_VARS_H
#define BERTH_INIT_SCRIPT_VARS_H

#include <stdbool.h>
#include <stddef.h>

#define SCRIPT_VARS_MAX 512 /* a script that needs more is none that somebody wrote */

struct script_var {
	char *name;
	char *value;
	unsigned line; /* where it was set last, for messages */
	bool in_conf; /* that line is one of /etc/conf.d */
	bool used; /* it was asked for by another value */
};

/* All zero has none. */
struct script_vars {
	struct script_var *items; /* in the order in which they were set last */
	size_t count;
};

/*
 * script_vars_set - set a variable, anew or for the first time.
 * @name: @name_len bytes
 * @value: copied
 * Returns 0, -ENOMEM, or -E2BIG: there are SCRIPT_VARS_MAX others.
 */
int script_vars_set(struct script_vars *vars, const char *name, size_t name_len, const char *value,
		    unsigned line, bool in_conf);

/*
 * script_vars_use - the value of a variable, NULL if it was never set; valid until it is set anew.
 */
const char *script_vars_use(struct script_vars *vars, const char *name, size_t name_len);

/* script_vars_release - free everything and leave none. */
void script_vars_release(struct script_vars *vars);

#endif
