// SPDX-License-Identifier: Apache-2.0
//
// A first-boot seed: the raw files of a source (NoCloud volume, cache), not yet looked into. A
// further kind of source is one more function that fills this struct.

#ifndef BERTH_SEED_H
#define BERTH_SEED_H

#include <stdbool.h>
#include <stddef.h>

#include "../../yaml/diag.h"

struct seed {
	char *source; /* for messages: "/dev/sr0 (iso9660)" */
	char *user_data, *meta_data, *vendor_data, *network_config; /* NULL: it has no such file */
	size_t user_data_len, meta_data_len, vendor_data_len, network_config_len;
	bool removable; /* it is on a CD or a stick */
	bool incomplete; /* it has a file that could not be read */
};

/* seed_release - free the content. */
void seed_release(struct seed *seed);

/*
 * seed_read_dir - read user-data, meta-data, vendor-data and network-config from a directory,
 * bounded.
 * @dir: the directory
 * @problems: gets what could not be read and why; a missing one counts as a problem,
 * but for the last two, which most have not
 * @seed: its files are filled in; NULL stays where there is none
 * Returns 0, or -ENOENT if there is no user-data that can be read.
 */
int seed_read_dir(const char *dir, struct diag_list *problems, struct seed *seed);

/*
 * seed_read_config_drive - the same of an OpenStack config drive (version 2): the files of
 * openstack/latest. A machine may have no user-data there, which is then empty.
 */
int seed_read_config_drive(const char *dir, struct diag_list *problems, struct seed *seed);

/*
 * seed_from_cmdline - what the kernel command line says: `berth.config=`, user-data in base64,
 * perhaps compressed before, and of `ds=nocloud;i=...;h=...` instance-id and host name. Pure.
 * @problems: gets what was wrong with it
 * Returns 0, -ENOENT (it says nothing), -EINVAL, or -ENOMEM.
 */
int seed_from_cmdline(const char *cmdline, struct diag_list *problems, struct seed *ret_seed);

enum seed_media {
	SEED_ANY,
	SEED_FIXED /* none that somebody could put in: no CD, no stick; told as a note */
};

/*
 * seed_from_volume - look for a NoCloud volume, or else a config drive, and read it.
 * @wait_ms: how long to wait for one that is still being detected; 0: look once
 * @problems: gets what was wrong with a volume that was found
 * @ret_seed: release with seed_release()
 * Returns 0, -ENOENT (no volume, or none that could be used), or a negative errno.
 */
int seed_from_volume(enum seed_media media, int wait_ms, struct diag_list *problems,
		     struct seed *ret_seed);

/*
 * seed_from_cache - the seed that seed_cache_store() kept.
 * @dir: the cache directory
 * Returns 0, -ENOENT (nothing kept), or a negative errno.
 */
int seed_from_cache(const char *dir, struct seed *ret_seed);

/*
 * seed_cache_store - keep a seed for boots without its volume; does nothing if it is kept already.
 * @dir: the cache directory; replaced as a whole, so all files are always of the same seed
 * Returns 0 or a negative errno; on failure the old cache is still there.
 */
int seed_cache_store(const char *dir, const struct seed *seed);

#endif
