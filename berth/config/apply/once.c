// SPDX-License-Identifier: Apache-2.0
//
// Marks of what has been done: a file per part, a line per instance. See once.h.

#include "once.h"

#include <errno.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"

#define NONE "-" /* of a machine that has no instance-id */
#define INSTANCE_MAX 512
#define MARKS_MAX 16384 /* bytes: more are those of instances long gone */

static bool has_line(const char *marks, const char *instance)
{
	size_t len = strlen(instance);

	for (const char *line = marks; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
		if (strcspn(line, "\n") == len && memcmp(line, instance, len) == 0)
			return true;
	return false;
}

bool once_is_done(const char *dir, const char *part, const char *instance)
{
	cleanup_free char *path = format_text("%s/%s", dir, part);
	cleanup_free char *marks = NULL;

	return path && read_file(path, MARKS_MAX, &marks, NULL) == 0 &&
	       has_line(marks, instance ? instance : NONE);
}

int once_mark_only(const char *dir, const char *part, const char *instance)
{
	cleanup_free char *path = format_text("%s/%s", dir, part);
	cleanup_free char *mark = format_text("%s\n", instance ? instance : NONE);
	int r = path && mark ? make_dirs(dir, 0755) : -ENOMEM;

	return r < 0 ? r : write_file(path, mark, strlen(mark), 0600);
}

int once_mark(const char *dir, const char *part, const char *instance)
{
	cleanup_free char *path = format_text("%s/%s", dir, part);
	cleanup_free char *marks = NULL;
	cleanup_free char *more = NULL;
	const char *mark = instance ? instance : NONE;
	int r = path ? make_dirs(dir, 0755) : -ENOMEM;

	if (r == 0)
		r = read_file(path, MARKS_MAX - INSTANCE_MAX, &marks, NULL);
	if (r == 0 && has_line(marks, mark))
		return 0;
	if (r < 0 && r != -ENOENT && r != -EFBIG)
		return r;
	more = format_text("%s%s\n", marks ? marks : "", mark);
	return more ? write_file(path, more, strlen(more), 0600) : -ENOMEM;
}
