// SPDX-License-Identifier: Apache-2.0
//
// Words of a shell script that is read without a shell: plain and quoted parts, and variables as a
// shell expands them: $a, ${a}, ${a-b}, ${a:-b}, ${a=b}, ${a:=b}, ${a+b}, ${a:+b}. Whatever else
// a shell would expand (commands, arithmetic, patterns, positional parameters, ~) is left to one,
// so that a word is never read as something that it is not. Pure.

#ifndef BERTH_INIT_SCRIPT_WORD_H
#define BERTH_INIT_SCRIPT_WORD_H

#include "script_text.h"

/*
 * script_take_word - read a word; may be empty. It is not split at the blanks that came from
 * variables, as in an assignment.
 * @ret: the caller frees it; written on success only
 * Returns 0, -EINVAL or -ENOEXEC (a shell might understand it; see .error for both), or -ENOMEM.
 */
int script_take_word(struct script_text *p, char **ret);

#endif
