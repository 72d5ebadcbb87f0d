// SPDX-License-Identifier: Apache-2.0
//
// The place in a script that is read without a shell. See script_text.h.

#include "script_text.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

int script_fail(struct script_text *p, const char *text)
{
	p->error = (struct service_remark){ .line = p->line, .in_conf = p->in_conf, .text = text };
	return -EINVAL;
}

int script_needs_shell(struct script_text *p, const char *text)
{
	(void)script_fail(p, text);
	return -ENOEXEC;
}

bool script_is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

size_t script_name_length(const char *text)
{
	size_t len = 0;

	if (isdigit((unsigned char)*text))
		return 0;
	while (script_is_name_char(text[len]))
		len++;
	return len;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Blanks, and a backslash that joins two lines. */
void script_skip_blanks(struct script_text *p)
{
	for (;;) {
		if (is_blank(*p->at)) {
			p->at++;
		} else if (p->at[0] == '\\' && p->at[1] == '\n') {
			p->at += 2;
			p->line++;
		} else {
			return;
		}
	}
}

static void skip_comment(struct script_text *p)
{
	if (*p->at == '#')
		p->at += strcspn(p->at, "\n");
}

/* Everything between statements. */
void script_skip_space(struct script_text *p)
{
	for (;;) {
		script_skip_blanks(p);
		skip_comment(p);
		if (*p->at == '\n')
			p->line++;
		else if (*p->at != ';')
			return;
		p->at++;
	}
}

bool script_ends_word(char c)
{
	return !c || isspace((unsigned char)c) || strchr(";&|()<>", c);
}
