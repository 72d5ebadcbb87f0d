// SPDX-License-Identifier: Apache-2.0
//
// Service scripts on their way to PID 1: read here, by a shell where it takes one, because PID 1
// itself waits for no disk and no shell.

#ifndef BERTH_INIT_SEND_SCRIPT_H
#define BERTH_INIT_SEND_SCRIPT_H

#include "../../common/string_list.h"
#include "../control/client.h"

/*
 * send_script - send the script of a service, and before it those of what it needs or wants, as far
 * as PID 1 will have to start them.
 * @list: what PID 1 knows
 * @path: of its script
 * @sent: names of what has been sent; extended
 * @ret_why: on 1, which script was not taken and why; the caller frees it
 * Returns 0, 1 (not taken), or a negative errno (PID 1 could not be asked, or memory is short).
 */
int send_script(const struct control_list *list, const char *name, const char *path,
		struct string_list *sent, char **ret_why);

#endif
