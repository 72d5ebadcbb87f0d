// SPDX-License-Identifier: Apache-2.0
//
// Names of signals, as kill(1) and OpenRC write them.

#ifndef BERTH_COMMON_SIGNAL_NAME_H
#define BERTH_COMMON_SIGNAL_NAME_H

/*
 * signal_number - the signal of that name.
 * @name: `TERM`, `SIGTERM`, `15` or `RTMIN+3`; upper case only. RTMIN is 34, as for glibc
 * Returns 1 or more, or -EINVAL if this machine has no such signal.
 */
int signal_number(const char *name);

#endif
