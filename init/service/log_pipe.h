// SPDX-License-Identifier: Apache-2.0
//
// The pipes that services write their logs to, and the one process behind them (init/logger). PID 1
// keeps both ends of each, so that a logger that is started anew finds what has come meanwhile.

#ifndef BERTH_INIT_LOG_PIPE_H
#define BERTH_INIT_LOG_PIPE_H

#include <stdbool.h>

#include "../reexec/saved_state.h"

/*
 * log_pipe_prepare - make sure that a log has its pipe, and a process behind it. Pipes of logs that
 * no service names any more are let go.
 * @path: of the log; NULL = none is wanted. Only one below /var, where the data is, has a pipe
 * What goes wrong is logged; then log_pipe_open() has none.
 */
void log_pipe_prepare(const char *path);

/*
 * log_pipe_open - open the pipe of a log for writing; for children. What they set on it, as
 * O_NONBLOCK, is their own affair.
 * Returns a descriptor, or a negative errno (-ENOENT: there is no pipe, write to the file itself).
 */
int log_pipe_open(const char *path);

/*
 * log_pipe_save - for the init that this one is going to execute. log_pipe_resume - in that one,
 * for each line: true if it was one of these. log_pipe_resumed - those were all.
 */
void log_pipe_save(struct saver *saver);
bool log_pipe_resume(struct saved *saved);
void log_pipe_resumed(void);

/* log_pipe_finish - nobody writes any more: the logger writes what it has, and ends. */
void log_pipe_finish(void);

#endif
