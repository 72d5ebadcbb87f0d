// SPDX-License-Identifier: Apache-2.0
//
// Words of a shell script that is read without a shell. See script_text.h.

#include "script_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"

int script_fail(struct script_text *p, const char *text)
{
	p->error = (struct service_error){ .line = p->line, .text = text };
	return -EINVAL;
}

bool script_is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
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

/* One character of a double-quoted part; a backslash is taken away before the special few. */
static int take_quoted_char(struct script_text *p, char **to)
{
	if (*p->at == '$' || *p->at == '`')
		return script_fail(p, "variables and commands are not expanded here");
	if (*p->at == '\\' && p->at[1] && strchr("$`\"\\\n", p->at[1])) {
		p->at++;
		if (*p->at == '\n') {
			p->line++;
			p->at++;
			return 0;
		}
	}
	if (*p->at == '\n')
		p->line++;
	*(*to)++ = *p->at++;
	return 0;
}

static int take_quoted(struct script_text *p, char **to)
{
	unsigned opened_in = p->line;
	char quote = *p->at++;

	while (*p->at != quote) {
		int r = 0;

		if (!*p->at) {
			p->line = opened_in;
			return script_fail(p, "a quote is not closed");
		}
		if (quote == '"') {
			r = take_quoted_char(p, to);
		} else {
			if (*p->at == '\n')
				p->line++;
			*(*to)++ = *p->at++;
		}
		if (r < 0)
			return r;
	}
	p->at++;
	return 0;
}

/* A word of plain and quoted parts. Returns 0, -EINVAL or -ENOMEM; the caller frees *ret. */
int script_take_word(struct script_text *p, char **ret)
{
	/* quotes and backslashes only shrink: the rest of the text is room enough for any word */
	cleanup_free char *word = malloc(strlen(p->at) + 1);
	char *to = word;
	int r = 0;

	if (!word)
		return -ENOMEM;
	while (r == 0 && !script_ends_word(*p->at)) {
		if (*p->at == '"' || *p->at == '\'')
			r = take_quoted(p, &to);
		else if (*p->at == '$' || *p->at == '`')
			r = script_fail(p, "variables and commands are not expanded here");
		else if (p->at[0] == '\\' && p->at[1] && p->at[1] != '\n')
			p->at++, *to++ = *p->at++;
		else if (p->at[0] == '\\' && p->at[1] == '\n')
			break; /* a blank: see script_skip_blanks() */
		else if (p->at[0] == '\\')
			r = script_fail(p, "a backslash at the very end");
		else
			*to++ = *p->at++;
	}
	if (r < 0)
		return r;
	*to = '\0';
	*ret = take_ptr(word);
	return 0;
}
