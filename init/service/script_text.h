// SPDX-License-Identifier: Apache-2.0
//
// Words of a shell script that is read without a shell: quotes, comments, lines that go on, and the
// line number for messages. Nothing is expanded: `$` and backquotes are errors outside of single
// quotes. Pure.

#ifndef BERTH_INIT_SCRIPT_TEXT_H
#define BERTH_INIT_SCRIPT_TEXT_H

#include <stdbool.h>

#include "service_file.h"

struct script_text {
	const char *at; /* what comes next */
	unsigned line; /* of .at, from 1 on */
	struct service_error error; /* of the last failure */
};

/* script_fail - note what is wrong in this line. Returns -EINVAL. */
int script_fail(struct script_text *p, const char *text);

/* script_skip_blanks - go over blanks, and a backslash that joins two lines. */
void script_skip_blanks(struct script_text *p);

/* script_skip_space - go over everything between statements: comments, ends of lines, `;` as well.
 */
void script_skip_space(struct script_text *p);

/* script_is_name_char - true for what names of variables and functions are made of. */
bool script_is_name_char(char c);

/* script_ends_word - true for what no word goes over: blanks, operators, the end. */
bool script_ends_word(char c);

/*
 * script_take_word - read a word of plain and quoted parts; may be empty.
 * @ret: the caller frees it; written on success only
 * Returns 0, -EINVAL (see .error) or -ENOMEM.
 */
int script_take_word(struct script_text *p, char **ret);

#endif
