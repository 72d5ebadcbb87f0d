// SPDX-License-Identifier: Apache-2.0
//
// Commands for a shell. See user_commands.h.

#include "user_commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../yaml/node_value.h"

void shell_print_word(FILE *out, const char *word)
{
	(void)fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			(void)fputs("'\\''", out);
		else
			(void)fputc(*word, out);
	}
	(void)fputc('\'', out);
}

/* Words are taken as they are written: what YAML makes of `yes` or 010 is not what a shell sees. */
static bool are_words(const struct node *list, const char *name, struct diag_list *diags)
{
	for (const struct node *word = list->first; word; word = word->next) {
		if (word->kind == NODE_SCALAR && !word->binary)
			continue;
		diag_add(diags, word->line, word->column,
			 "%s: a word of a command must be a string", name);
		return false;
	}
	if (list->complete)
		return true;
	diag_add(diags, list->line, list->column, "%s: this command is cut short, and not run",
		 name);
	return false;
}

bool user_command_print(FILE *out, const struct node *command, const char *name,
			struct diag_list *diags)
{
	const char *text;

	if (command->kind == NODE_LIST) {
		if (!are_words(command, name, diags) || !command->first)
			return false;
		for (const struct node *word = command->first; word; word = word->next) {
			shell_print_word(out, word->text);
			(void)fputc(word->next ? ' ' : '\n', out);
		}
		return true;
	}
	if (command->kind == NODE_SCALAR && command->type == SCALAR_NULL)
		return false; /* `-` with nothing behind it */
	text = node_string(command, name, diags);
	if (text)
		(void)fprintf(out, "%s\n", text);
	return text;
}

int user_commands_read(const struct node *value, const char *name, struct diag_list *diags,
		       char **ret_script)
{
	bool any = false;
	char *script = NULL;
	size_t size = 0;
	FILE *out;
	int failed;

	*ret_script = NULL;
	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column,
			 "%s must be a list (one '- COMMAND' line per command)", name);
		return 0;
	}
	out = open_memstream(&script, &size);
	if (!out)
		return -ENOMEM;
	(void)fputs("#!/bin/sh\n", out);
	for (const struct node *command = value->first; command; command = command->next)
		any = user_command_print(out, command, name, diags) || any;
	failed = ferror(out);
	if (fclose(out) || failed) {
		free(script);
		return -ENOMEM;
	}
	if (any)
		*ret_script = script;
	else
		free(script);
	return 0;
}
