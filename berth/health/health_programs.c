// SPDX-License-Identifier: Apache-2.0
//
// Checks that others add: executables in health.d. See health.h.

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/monotonic.h"
#include "../../common/run.h"
#include "../../common/text.h"
#include "health.h"
#include "health_text.h"

/* Of a program that prints more, the last line of this much counts. */
#define OUTPUT_MAX (64UL * 1024)

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int add_executable(const char *dir, const char *name, struct string_list *list)
{
	cleanup_free char *path = format_text("%s/%s", dir, name);
	struct stat st;

	if (!path)
		return -ENOMEM;
	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) || access(path, X_OK) < 0)
		return 0;
	return string_list_add(list, path, strlen(path));
}

int health_programs_find(const char *dir, struct string_list *list)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, is_visible, alphasort);
	int r = 0;

	if (count < 0)
		return errno == ENOENT ? 0 : -errno;
	for (int i = 0; i < count; i++) {
		if (r == 0)
			r = add_executable(dir, entries[i]->d_name, list);
		free(entries[i]);
	}
	free(entries);
	return r;
}

int health_program(const char *path, int64_t deadline_ms, char **ret_reason)
{
	const char *const argv[] = { path, NULL };
	struct run_options options = {
		.timeout_ms = health_limit(deadline_ms, monotonic_ms(), HEALTH_PROGRAM_LIMIT_MS),
		.output_max = OUTPUT_MAX,
	};
	cleanup_free char *output = NULL;
	cleanup_free char *line = NULL;
	int status = 0;
	int r = options.timeout_ms > 0 ? run(argv, &options, &status, &output) : -ETIMEDOUT;

	*ret_reason = NULL;
	if (r == 0 && status == 0)
		return 0;
	line = r == 0 ? text_last_line(output) : NULL;
	if (r == -ETIMEDOUT)
		*ret_reason = format_text("it did not end within %d s", options.timeout_ms / 1000);
	else if (r < 0)
		*ret_reason = format_text("it cannot be run: %s", strerror(-r));
	else if (line && *line)
		*ret_reason = format_text("%s", line);
	else
		*ret_reason =
			format_text("it ended with exit status %d and printed nothing", status);
	return *ret_reason ? 0 : -ENOMEM;
}
