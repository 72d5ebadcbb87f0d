// SPDX-License-Identifier: Apache-2.0
//
// Search for marked containers. See watch_marks.h.

#include "watch_marks.h"

#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#include "watch_record.h"

#define MARK_MAX 256 /* bytes */

/* Hands a path .../NAMESPACE/ID/MARK on. Names that no container has are passed over. */
static int report(const char *path, watch_mark_found *found, void *context)
{
	cleanup_free char *copy = strdup(path);
	cleanup_free char *name = NULL;
	char *parts[3];

	if (!copy)
		return -ENOMEM;
	for (int i = 0; i < 3; i++) {
		char *slash = strrchr(copy, '/');

		if (!slash)
			return 0;
		*slash = '\0';
		parts[i] = slash + 1;
	}
	name = format_text("%s:%s", parts[2], parts[1]);
	if (!name)
		return -ENOMEM;
	return watch_name_check(name) ? found(context, parts[2], parts[1]) : 0;
}

/* An empty mark is one whose text a power cut took away: of an earlier boot as well. */
static bool is_of_boot(const char *path, const char *boot_id)
{
	cleanup_free char *text = NULL;

	return read_file(path, MARK_MAX, &text, NULL) == 0 && strcmp(text, boot_id) == 0;
}

int watch_marks_find(const char *dir, const char *mark, const char *boot_id,
		     watch_mark_found *found, void *context)
{
	cleanup_free char *pattern = format_text("%s/*/containers/*/*/%s", dir, mark);
	glob_t paths;
	int r;

	if (!pattern)
		return -ENOMEM;
	r = glob(pattern, GLOB_NOSORT, NULL, &paths);
	if (r == GLOB_NOMATCH)
		return 0;
	if (r != 0)
		return r == GLOB_NOSPACE ? -ENOMEM : -EIO;
	for (size_t i = 0; r == 0 && i < paths.gl_pathc; i++)
		if (!is_of_boot(paths.gl_pathv[i], boot_id))
			r = report(paths.gl_pathv[i], found, context);
	globfree(&paths);
	return r;
}
