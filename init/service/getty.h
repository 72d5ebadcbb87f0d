// SPDX-License-Identifier: Apache-2.0
//
// Root shells on the consoles: of media that were built with a console log-in, in Rescue, and of a
// machine whose boot has failed.

#ifndef BERTH_INIT_GETTY_H
#define BERTH_INIT_GETTY_H

#include <stdbool.h>

#include "../reexec/saved_state.h"

/*
 * getty_start - keep a log-in shell on tty1 and on each serial console of the kernel. A terminal
 * that does not exist or does not work is tried again after growing pauses. Once.
 * @on_request: a shell only behind Enter
 */
void getty_start(bool on_request);

/* getty_stop - hang up on all shells: an interactive one ignores SIGTERM and would cost its grace.
 */
void getty_stop(void);

/*
 * getty_save - for the init that this one is going to execute. getty_resume - in that one, for each
 * line: true if it was one of these.
 */
void getty_save(struct saver *saver);
bool getty_resume(struct saved *saved);

#endif
