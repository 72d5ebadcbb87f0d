// SPDX-License-Identifier: Apache-2.0
//
// Lines for people. See say.h.

#include "say.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../common/number.h"

#define WIDTH_DEFAULT 80
#define WIDTH_MAX 1000
#define BRACKET_WIDTH 6

static const char *open_name; /* of the service whose line has not ended yet */
static size_t column;

size_t say_width(void)
{
	const char *columns = getenv("COLUMNS");
	int64_t width = columns ? number_parse(columns, WIDTH_MAX) : 0;
	struct winsize size = { 0 };

	if (width > 0)
		return (size_t)width;
	if (io_control(STDOUT_FILENO, TIOCGWINSZ, &size) >= 0 && size.ws_col > 0)
		return size.ws_col;
	return WIDTH_DEFAULT;
}

static void close_line(void)
{
	if (open_name)
		(void)printf("\n");
	(void)fflush(stdout);
	open_name = NULL;
}

static void print_begin(const char *doing, const char *name)
{
	int len = printf(" * %s %s ...", doing, name);

	column = len > 0 ? (size_t)len : 0;
}

void say_begin(const char *doing, const char *name)
{
	close_line();
	print_begin(doing, name);
	(void)fflush(stdout);
	open_name = name;
}

void say_end(const char *doing, const char *name, bool well)
{
	size_t width = isatty(STDOUT_FILENO) ? say_width() : 0;
	size_t pad = width > column + BRACKET_WIDTH ? width - column - BRACKET_WIDTH - 1 : 1;

	if (!open_name || strcmp(open_name, name) != 0) {
		close_line();
		print_begin(doing, name);
	}
	(void)printf("%*s[ %s ]\n", (int)pad, "", well ? "ok" : "!!");
	(void)fflush(stdout);
	open_name = NULL;
}

static void say(FILE *to, const char *mark, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void say(FILE *to, const char *mark, const char *fmt, va_list ap)
{
	close_line();
	(void)fputs(mark, to);
	(void)vfprintf(to, fmt, ap);
	(void)fputc('\n', to);
}

void say_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(stdout, " * ", fmt, ap);
	va_end(ap);
}

void say_warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(stderr, " * WARNING: ", fmt, ap);
	va_end(ap);
}

void say_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(stderr, " * ERROR: ", fmt, ap);
	va_end(ap);
}
