// SPDX-License-Identifier: Apache-2.0
//
// A process that is no child of the caller: its number may belong to another one tomorrow, so it is
// held by a descriptor, and told from later ones by the time at which it started.

#ifndef BERTH_COMMON_PROCESS_H
#define BERTH_COMMON_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/*
 * process_open - a descriptor that becomes readable when the process ends (pidfd_open(2)),
 * close-on-exec. Returns it, or a negative errno; -ESRCH if there is no such process.
 */
int process_open(pid_t pid);

/*
 * process_signal - send a signal to the process behind a descriptor (pidfd_send_signal(2)).
 * Returns 0 or a negative errno; -ESRCH if it has ended.
 */
int process_signal(int fd, int signo);

/*
 * process_start_parse - find the start time, in clock ticks since boot, in the text of
 * /proc/PID/stat (proc_pid_stat(5)). Returns 0 or -EINVAL.
 */
int process_start_parse(const char *stat, uint64_t *ret_start);

/*
 * process_start - the start time of a process, in clock ticks since boot.
 * Returns 0, -EINVAL, or a negative errno; -ENOENT or -ESRCH if there is no such process.
 */
int process_start(pid_t pid, uint64_t *ret_start);

/*
 * process_end - ask a process to end (SIGTERM), and wait until it has, two seconds at most. Who it
 * is the caller has made sure of.
 */
void process_end(pid_t pid);

#endif
