// SPDX-License-Identifier: Apache-2.0
//
// The last good seed, kept on the data partition for boots without its volume. Its files
// belong together, so not each of them but the directory with all is replaced: the new one is
// written beside it and exchanged in one step. Whatever a power cut leaves of the new one is
// removed by the next call.

#include "seed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE (1 << 1)
#endif

static int write_part(const char *dir, const char *name, const char *data, size_t len)
{
	cleanup_free char *path = format_text("%s/%s", dir, name);

	if (!path)
		return -ENOMEM;
	return data ? write_file(path, data, len, 0600) : 0;
}

/* Puts @fresh where @dir is; afterwards @fresh holds the old one, if there was one. */
static int exchange(const char *fresh, const char *dir)
{
	/* by number: the C library may not have a function for it (musl 1.2.5) */
	if (syscall(SYS_renameat2, AT_FDCWD, fresh, AT_FDCWD, dir, RENAME_EXCHANGE) < 0) {
		if (errno != ENOENT)
			return -errno;
		if (rename(fresh, dir) < 0)
			return -errno;
	}
	return fsync_parent(dir);
}

static int write_seed(const char *dir, const struct seed *seed)
{
	/* 0700 and 0600: user-data may hold passwords */
	if (mkdir(dir, 0700) < 0)
		return -errno;
	int r = write_part(dir, "user-data", seed->user_data, seed->user_data_len);
	if (r == 0)
		r = write_part(dir, "meta-data", seed->meta_data, seed->meta_data_len);
	if (r == 0)
		r = write_part(dir, "vendor-data", seed->vendor_data, seed->vendor_data_len);
	if (r == 0)
		r = write_part(dir, "network-config", seed->network_config,
			       seed->network_config_len);
	return r;
}

static bool same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (!a || !b)
		return a == b;
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

static bool is_kept(const char *dir, const struct seed *seed)
{
	struct seed kept;

	if (seed_from_cache(dir, &kept) < 0)
		return false;
	bool equal =
		same(kept.user_data, kept.user_data_len, seed->user_data, seed->user_data_len) &&
		same(kept.meta_data, kept.meta_data_len, seed->meta_data, seed->meta_data_len) &&
		same(kept.vendor_data, kept.vendor_data_len, seed->vendor_data,
		     seed->vendor_data_len) &&
		same(kept.network_config, kept.network_config_len, seed->network_config,
		     seed->network_config_len);
	seed_release(&kept);
	return equal;
}

int seed_cache_store(const char *dir, const struct seed *seed)
{
	cleanup_free char *fresh = format_text("%s.new", dir);

	if (!fresh)
		return -ENOMEM;
	if (is_kept(dir, seed))
		return 0;
	int r = remove_flat_dir(fresh);
	if (r < 0)
		return r;
	r = write_seed(fresh, seed);
	if (r == 0)
		r = exchange(fresh, dir);
	(void)remove_flat_dir(fresh); /* the old seed, or what a failure left of the new one */
	return r;
}

int seed_from_cache(const char *dir, struct seed *ret_seed)
{
	struct seed seed = { .source = NULL };
	struct diag_list ignored; /* a cache without meta-data is in order */

	diag_init(&ignored, "cache");
	int r = seed_read_dir(dir, &ignored, &seed);
	diag_free(&ignored);
	if (r == 0 && !(seed.source = strdup("cache of an earlier boot")))
		r = -ENOMEM;
	if (r < 0) {
		seed_release(&seed);
		return r;
	}
	*ret_seed = seed;
	return 0;
}
