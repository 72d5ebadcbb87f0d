// SPDX-License-Identifier: Apache-2.0
//
// Messages to standard error or to the kernel log. The kernel log is opened for each message:
// messages are rare, and a descriptor kept open would not survive the root switch, the first
// moments without /dev, or a shutdown that closes everything.

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "io.h"

#define RECORD_MAX 960 /* the kernel refuses records above 1024 bytes less its own prefix */

static const char *log_prog = "berth";
static enum log_target log_target = LOG_TO_STDERR;

void log_init(const char *prog, enum log_target target)
{
	log_prog = prog;
	log_target = target;
}

static bool emit_kmsg(enum log_level level, const char *text, size_t len)
{
	cleanup_fd int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char record[RECORD_MAX + 9];
	int n;

	if (fd < 0)
		return false;
	/* without its newline, the kernel keeps it back until the next one comes */
	n = snprintf(record, sizeof(record), "<%d>%.*s\n", (int)level, (int)len, text);
	/* one write is one record; what the kernel does not take is lost, waiting would be worse */
	return n > 0 && write(fd, record, (size_t)n) > 0;
}

static void emit(enum log_level level, char *text, size_t len)
{
	if (log_target == LOG_TO_KMSG && emit_kmsg(level, text, len))
		return;
	text[len] = '\n';
	(void)write_all(STDERR_FILENO, text, len + 1);
}

/* Append to a buffer of RECORD_MAX + 1 bytes (one is kept for the newline). */
static size_t append(char *text, size_t len, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static size_t append(char *text, size_t len, const char *fmt, va_list ap)
{
	int n = vsnprintf(text + len, RECORD_MAX - len, fmt, ap);

	if (n < 0)
		return len;
	return (size_t)n < RECORD_MAX - len ? len + (size_t)n : RECORD_MAX - 1;
}

static size_t append_f(char *text, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static size_t append_f(char *text, size_t len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	len = append(text, len, fmt, ap);
	va_end(ap);
	return len;
}

void log_at(enum log_level level, const char *fmt, ...)
{
	int saved = errno;
	char text[RECORD_MAX + 1];
	size_t len = append_f(text, 0, "%s: ", log_prog);
	va_list ap;

	va_start(ap, fmt);
	len = append(text, len, fmt, ap);
	va_end(ap);
	emit(level, text, len);
	errno = saved;
}

int log_errno(int error, const char *fmt, ...)
{
	int positive = error < 0 ? -error : error;
	char text[RECORD_MAX + 1];
	size_t len = append_f(text, 0, "%s: ", log_prog);
	va_list ap;

	va_start(ap, fmt);
	len = append(text, len, fmt, ap);
	va_end(ap);
	len = append_f(text, len, ": %s", strerror(positive));
	emit(LOG_LEVEL_ERROR, text, len);
	errno = positive;
	return -positive;
}
