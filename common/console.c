// SPDX-License-Identifier: Apache-2.0
//
// Lines to every console of the kernel, without waiting. See console.h.

#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "io.h"
#include "text.h"

#define ACTIVE_CONSOLES "/sys/class/tty/console/active"

int console_names(char ***ret_names)
{
	cleanup_free char *text = NULL;
	char **names;
	char *cursor = NULL;
	size_t count = 0;
	int r = read_file(ACTIVE_CONSOLES, 4096, &text, NULL);

	if (r < 0)
		return r;
	/* every name but the last is followed by at least one blank */
	names = calloc(strlen(text) / 2 + 2, sizeof(*names));
	if (!names)
		return -ENOMEM;
	for (char *name = strtok_r(text, " \n", &cursor); name;
	     name = strtok_r(NULL, " \n", &cursor)) {
		names[count] = strdup(name);
		if (!names[count++]) {
			console_names_free(names);
			return -ENOMEM;
		}
	}
	*ret_names = names;
	return 0;
}

void console_names_free(char **names)
{
	for (char **name = names; name && *name; name++)
		free(*name);
	free(names);
}

static void say_on(const char *name, const char *line, size_t len)
{
	cleanup_free char *path = NULL;
	cleanup_fd int fd = -1;

	path = format_text("/dev/%s", name);
	if (!path)
		return;
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd >= 0)
		(void)write_all(fd, line, len);
}

static void say(const char *line, size_t len)
{
	char **names = NULL;

	if (console_names(&names) < 0 || !names[0]) {
		console_names_free(names);
		say_on("console", line, len);
		return;
	}
	for (char **name = names; *name; name++)
		say_on(*name, line, len);
	console_names_free(names);
}

void console_say(const char *fmt, ...)
{
	char *line = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&line, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	/* the terminating NUL gives its place to the newline */
	line[n] = '\n';
	say(line, (size_t)n + 1);
	free(line);
}

void console_milestone(const char *what)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	console_say("berth: %s at %lld.%02ld s", what, (long long)now.tv_sec,
		    now.tv_nsec / 10000000);
}
