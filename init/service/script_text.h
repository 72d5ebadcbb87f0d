// SPDX-License-Identifier: Apache-2.0
//
// The place in a shell script that is read without a shell: blanks, comments, ends of lines, and
// the line number for messages. Its words are read by script_word.h. Pure.

#ifndef BERTH_INIT_SCRIPT_TEXT_H
#define BERTH_INIT_SCRIPT_TEXT_H

#include <stdbool.h>

#include "script_vars.h"
#include "service_file.h"

struct script_text {
	const char *at; /* what comes next */
	unsigned line; /* of .at, from 1 on */
	bool in_conf; /* it is one of /etc/conf.d */
	struct script_vars *vars; /* what `$` stands for; NULL = it stands for nothing here */
	size_t expanded; /* bytes that came from variables so far */
	bool sets_nothing; /* ${a:=b} is an error here */
	bool of_command; /* patterns are errors, as they would be expanded */
	struct service_remark error; /* of the last failure */
};

/* script_fail - note what is wrong in this line. Returns -EINVAL. */
int script_fail(struct script_text *p, const char *text);

/* script_needs_shell - the same for what a shell may understand. Returns -ENOEXEC. */
int script_needs_shell(struct script_text *p, const char *text);

/* script_skip_blanks - go over blanks, and a backslash that joins two lines. */
void script_skip_blanks(struct script_text *p);

/* script_skip_space - go over everything between statements: comments, ends of lines, `;` as well.
 */
void script_skip_space(struct script_text *p);

/* script_is_name_char - true for what names of variables and functions are made of. */
bool script_is_name_char(char c);

/* script_name_length - of the name that stands at the beginning of a text, 0 = there is none. */
size_t script_name_length(const char *text);

/* script_ends_word - true for what no word goes over: blanks, operators, the end. */
bool script_ends_word(char c);

#endif
