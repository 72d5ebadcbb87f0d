// SPDX-License-Identifier: Apache-2.0
//
// Root shells on the consoles of media that were built with a console log-in.

#ifndef BERTH_INIT_GETTY_H
#define BERTH_INIT_GETTY_H

/*
 * getty_start - keep a log-in shell on tty1 and on each serial console of the kernel. A terminal
 * that does not exist or does not work is tried again after growing pauses.
 */
void getty_start(void);

/* getty_stop - hang up on all shells: an interactive one ignores SIGTERM and would cost its grace.
 */
void getty_stop(void);

#endif
