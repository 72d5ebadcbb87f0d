// SPDX-License-Identifier: Apache-2.0
//
// The files of `berth config apply`. See applied.h.

#include "applied.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../network/network_config.h"
#include "../config_paths.h"
#include "../user_data/user_data.h"

static int load(const char *path, size_t max, char **ret_bytes, size_t *ret_len)
{
	int r = read_file(path, max, ret_bytes, ret_len);

	return r == -ENOENT ? 0 : r;
}

/* The file is written anew only when it is another one, so its date tells one from the other. */
static void read_stamp(struct applied *applied)
{
	struct stat st = { 0 };

	(void)stat(CONFIG_APPLIED, &st);
	(void)snprintf(applied->stamp, sizeof(applied->stamp), "applied-%lld.%09ld",
		       (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

int applied_load(struct applied *ret)
{
	struct applied applied = { .user_data = NULL };
	int user = load(CONFIG_APPLIED, USER_DATA_MAX, &applied.user_data, &applied.user_data_len);
	int network = load(NETWORK_APPLIED, NETWORK_CONFIG_MAX, &applied.network_config,
			   &applied.network_config_len);

	applied.in_doubt = user < 0 || network < 0;
	read_stamp(&applied);
	*ret = applied;
	return user < 0 ? user : network;
}

int applied_store(const char *path, const char *bytes, size_t len)
{
	cleanup_free char *old = NULL;
	size_t old_len = 0;

	if (read_file(path, USER_DATA_MAX, &old, &old_len) == 0 && old_len == len &&
	    memcmp(old, bytes, len) == 0)
		return 0;
	int r = make_dirs(CONFIG_STATE_DIR, 0755);
	/* 0600: user-data may hold passwords */
	return r < 0 ? r : write_file(path, bytes, len, 0600);
}

int applied_forget(const char *path)
{
	if (unlink(path) < 0)
		return errno == ENOENT ? 0 : -errno;
	return fsync_parent(path);
}

bool applied_is_any(const struct applied *applied)
{
	return applied->user_data || applied->network_config || applied->in_doubt;
}

void applied_release(struct applied *applied)
{
	free(applied->user_data);
	free(applied->network_config);
	*applied = (struct applied){ .user_data = NULL };
}
