// SPDX-License-Identifier: Apache-2.0
//
// One message per failure, always in the grammar `prog: what: path: strerror`, to standard error
// or to the kernel log. Only programs log; library code returns a negative errno and stays silent,
// so that nothing is reported twice.

#ifndef BERTH_COMMON_LOG_H
#define BERTH_COMMON_LOG_H

enum log_target {
	LOG_TO_STDERR,
	LOG_TO_KMSG, /* /dev/kmsg; falls back to standard error while it cannot be opened */
};

/* Values are those of syslog(2); the kernel shows what is below its console level. */
enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_INFO = 6,
};

/*
 * log_init - set the program name and where messages go. May be called again (a child that turns
 * into something else, a log that can be opened only after the mounts).
 * @prog: first word of each message; must stay valid
 */
void log_init(const char *prog, enum log_target target);

/*
 * log_at - one message `prog: TEXT`; a newline is added. Never fails, never blocks on the kernel
 * log, keeps errno. Text beyond about 900 bytes is cut (a limit of /dev/kmsg records).
 */
void log_at(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_info(...) log_at(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warning(...) log_at(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_error(...) log_at(LOG_LEVEL_ERROR, __VA_ARGS__)

/*
 * log_errno - one error message `prog: TEXT: strerror(error)`.
 * @error: an errno value, positive or negative
 * Returns -abs(error), so that `return log_errno(r, "mount: %s", path);` reports and passes on.
 */
int log_errno(int error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
