// SPDX-License-Identifier: Apache-2.0
//
// The commands halt, poweroff, reboot and shutdown: clients of PID 1.

#ifndef BERTH_INIT_REQUEST_H
#define BERTH_INIT_REQUEST_H

#include <stdbool.h>

/* request_is_command - true if the program was called by the name of one of the commands. */
bool request_is_command(const char *name);

/* request_main - ask PID 1. Returns the exit status: 0, 1 (failed), 2 (usage). */
int request_main(const char *name, int argc, char *argv[]);

#endif
