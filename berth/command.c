// SPDX-License-Identifier: Apache-2.0
//
// Dispatch of subcommands and their help, from tables. See command.h.

#include "command.h"

#include <stdio.h>
#include <string.h>

static void print_help(FILE *out, const char *program, const char *about,
		       const struct command *commands)
{
	(void)fprintf(out, "%s\n\nUsage: %s COMMAND [ARGUMENTS]\n\nCommands:\n", about, program);
	for (const struct command *c = commands; c->name; c++) {
		int width = 20 - (int)strlen(c->name) - 1;

		(void)fprintf(out, "  %s %-*s %s\n", c->name, width, c->arguments, c->help);
	}
	(void)fprintf(out, "\n'%s COMMAND --help' tells more about one command.\n", program);
}

static int is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

int command_run(const char *program, const char *about, const struct command *commands, int argc,
		char **argv)
{
	if (argc < 2) {
		print_help(stderr, program, about, commands);
		return EXIT_USAGE;
	}
	if (is_help(argv[1])) {
		print_help(stdout, program, about, commands);
		return EXIT_OK;
	}
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(argv[1], c->name) == 0)
			return c->run(argc - 1, argv + 1);
	(void)fprintf(stderr, "%s: no command '%s'; see '%s --help'\n", program, argv[1], program);
	return EXIT_USAGE;
}

bool command_wants_help(int argc, char **argv)
{
	return argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
}
