// SPDX-License-Identifier: Apache-2.0
//
// Subcommands of the `berth` program. Each level is a table of name, one line of help and function;
// a function that has subcommands of its own calls command_run() with a further table.

#ifndef BERTH_COMMAND_H
#define BERTH_COMMAND_H

#include <stdbool.h>

/* Exit statuses of every subcommand. */
enum {
	EXIT_OK = 0,
	EXIT_PROBLEM = 1, /* what was asked for failed, or the checked file has problems */
	EXIT_USAGE = 2, /* wrong arguments, or a file that cannot be read */
};

struct command {
	const char *name;
	const char *arguments; /* "" or as shown in help: "FILE" */
	const char *help; /* one line */
	int (*run)(int argc, char **argv); /* argv[0] is the name; returns the exit status */
};

/*
 * command_run - find and run a subcommand; shows help for `--help`, `-h` and `help`.
 * @program: what was typed so far: "berth config"
 * @about: a line on what it is, for help
 * @commands: table, ended by an entry without name
 * @argc, @argv: arguments; argv[1] names the subcommand
 * Returns the exit status.
 */
int command_run(const char *program, const char *about, const struct command *commands, int argc,
		char **argv);

/* command_wants_help - true if the only argument is --help or -h. */
bool command_wants_help(int argc, char **argv);

/* command_config - `berth config ...`. Returns the exit status. */
int command_config(int argc, char **argv);

/* command_status - `berth status ...`. command_announce - `berth announce ...`. */
int command_status(int argc, char **argv);
int command_announce(int argc, char **argv);

/* command_health - `berth health`. Returns the exit status. */
int command_health(int argc, char **argv);

/* command_logs - `berth logs ...`. Returns the exit status. */
int command_logs(int argc, char **argv);

/* command_network - `berth network ...`. Returns the exit status. */
int command_network(int argc, char **argv);

/* command_sudo - `sudo ...`. command_sudo_server - `berth sudo-server`. Each returns its status. */
int command_sudo(int argc, char **argv);
int command_sudo_server(int argc, char **argv);

/* command_watch - `berth watch ...`. Returns the exit status. */
int command_watch(int argc, char **argv);

/* command_stop_containers - `berth stop-containers`. Returns the exit status. */
int command_stop_containers(int argc, char **argv);

/* command_install - `berth install ...`. Returns the exit status. */
int command_install(int argc, char **argv);

/* config_boot - `berth config boot`: find the configuration and apply it. Returns the exit status.
 */
int config_boot(int argc, char **argv);

/* config_final - `berth config final`: run what is run once, in the background. The same. */
int config_final(int argc, char **argv);

/* What concerns the slots and the disk. Each returns the exit status. */
int command_slots(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_reset(int argc, char **argv);

#endif
