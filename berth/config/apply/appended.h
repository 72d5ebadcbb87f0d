// SPDX-License-Identifier: Apache-2.0
//
// What `append: true` has put behind files in this boot, so that the same configuration can be
// carried out once more and nothing is there twice. What an image has by itself is no reason not to
// append it, nor is an entry that the list has twice.

#ifndef BERTH_APPENDED_H
#define BERTH_APPENDED_H

#include <stddef.h>

#include "../../../common/string_list.h"

struct appended {
	struct string_list before; /* by earlier runs: a line per entry */
	struct string_list now; /* by this one */
};

/* appended_load - read what earlier runs of this boot have left. Returns 0 or a negative errno. */
int appended_load(const char *path, struct appended *ret);

/*
 * appended_before - whether an earlier run has put this behind the file, and it is still there. The
 * entry counts as one of this run.
 * Returns 1 or 0, or a negative errno.
 */
int appended_before(struct appended *appended, const char *file, const char *data, size_t len);

/* appended_store - leave it for later runs. Returns 0 or a negative errno. */
int appended_store(const char *path, const struct appended *appended);

void appended_release(struct appended *appended);

#endif
