// SPDX-License-Identifier: Apache-2.0
//
// The keys `bootcmd` and `runcmd` of user-data: commands for a shell.
//
//   runcmd:
//     - docker compose -f /etc/app/compose.yaml up -d     # a line of a shell script
//     - [touch, "/var/a b"]                               # words, as they are
//
// Pure.

#ifndef BERTH_USER_COMMANDS_H
#define BERTH_USER_COMMANDS_H

#include <stdbool.h>
#include <stdio.h>

#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

/*
 * user_commands_read - make a shell script of a list of commands, as cloud-init does.
 * @name: of the key, for messages
 * @diags: gets the problems; a command with one is left out
 * @ret_script: NULL if there is no command; the caller frees it
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_commands_read(const struct node *value, const char *name, struct diag_list *diags,
		       char **ret_script);

/*
 * user_command_print - one command: a line of a shell script, or words. Its text ends in a line
 * end. Returns whether there is one; what is wrong is told.
 */
bool user_command_print(FILE *out, const struct node *command, const char *name,
			struct diag_list *diags);

/* shell_print_word - a word for a shell, in quotes. */
void shell_print_word(FILE *out, const char *word);

#endif
