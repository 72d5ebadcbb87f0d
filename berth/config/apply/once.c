// SPDX-License-Identifier: Apache-2.0
//
// Marks of what has been done. See once.h.

#include "once.h"

#include <errno.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"

#define NONE "-" /* a mark cannot be empty: a power cut may leave that */
#define MARK_MAX 4096

bool once_is_done(const char *dir, const char *part, const char *instance)
{
	cleanup_free char *path = format_text("%s/%s", dir, part);
	cleanup_free char *mark = NULL;

	return path && read_file(path, MARK_MAX, &mark, NULL) == 0 &&
	       strcmp(mark, instance ? instance : NONE) == 0;
}

int once_mark(const char *dir, const char *part, const char *instance)
{
	cleanup_free char *path = format_text("%s/%s", dir, part);
	const char *mark = instance ? instance : NONE;
	int r = path ? make_dirs(dir, 0755) : -ENOMEM;

	return r < 0 ? r : write_file(path, mark, strlen(mark), 0600);
}
