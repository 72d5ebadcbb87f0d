// SPDX-License-Identifier: Apache-2.0
//
// What `berth config apply` left on the data partition. It lies on top of every source, and wins
// over it key by key.

#ifndef BERTH_APPLIED_H
#define BERTH_APPLIED_H

#include <stdbool.h>
#include <stddef.h>

#define APPLIED_STAMP_SIZE 48

struct applied {
	char *user_data, *network_config; /* as they came; NULL: nothing was applied */
	size_t user_data_len, network_config_len;
	bool in_doubt; /* one is there and cannot be read: nobody knows what it says */
	char stamp[APPLIED_STAMP_SIZE]; /* another one each time that other user-data is applied */
};

/*
 * applied_load - read what is there.
 * @ret: release with applied_release()
 * Returns 0, also when there is nothing, or a negative errno; what could be read is there then, and
 * is in doubt.
 */
int applied_load(struct applied *ret);

/*
 * applied_store - keep a file in the place of an earlier one; the same once more changes nothing.
 * @path: CONFIG_APPLIED or NETWORK_APPLIED
 * Returns 0 or a negative errno; on failure the earlier one is still there.
 */
int applied_store(const char *path, const char *bytes, size_t len);

/* applied_forget - take it back. One that is not there is no failure. 0 or a negative errno. */
int applied_forget(const char *path);

/* applied_is_any - whether somebody has applied anything, readable or not. */
bool applied_is_any(const struct applied *applied);

void applied_release(struct applied *applied);

#endif
