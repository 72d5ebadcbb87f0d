// SPDX-License-Identifier: Apache-2.0
//
// Where a file of a FAT32 volume lies. See fat_file.h.

#include "fat_file.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "fat_name.h"
#include "fat_volume.h"

#define DIRECTORY_ENTRIES_MAX 65536 /* of the specification; a loop in the table ends here */
#define ENTRY_END 0x00
#define ENTRY_DELETED 0xE5
#define ATTRIBUTE_LABEL 0x08
#define ATTRIBUTE_DIRECTORY 0x10

/* What a directory says about a file. */
struct found {
	bool is_directory;
	uint32_t cluster; /* the first one; anything if the size is 0 */
	uint32_t size; /* bytes; 0 for a directory */
};

/* One name of a path. */
struct name {
	const char *at;
	size_t len;
};

static struct found take_entry(const unsigned char *entry)
{
	return (struct found){
		.is_directory = (entry[11] & ATTRIBUTE_DIRECTORY) != 0,
		.cluster = fat_le16(entry + 20) << 16 | fat_le16(entry + 26),
		.size = fat_le32(entry + 28),
	};
}

/*
 * Look at one entry. @collected: the long name so far
 * Returns 1 (it is the file), 0 (go on) or -ENOENT (the directory ends here).
 */
static int look_at(const unsigned char *entry, const struct name *wanted,
		   struct fat_long_name *collected, struct found *ret)
{
	int r = 0;

	if (entry[0] == ENTRY_END)
		return -ENOENT;
	if (entry[0] != ENTRY_DELETED && fat_name_is_part(entry)) {
		fat_name_add(collected, entry);
		return 0;
	}
	if (entry[0] != ENTRY_DELETED && !(entry[11] & ATTRIBUTE_LABEL) &&
	    fat_name_matches(collected, entry, wanted->at, wanted->len)) {
		*ret = take_entry(entry);
		r = 1;
	}
	*collected = (struct fat_long_name){ 0 };
	return r;
}

/* All entries of one cluster. Returns as look_at(), or an errno of reading. */
static int search_cluster(struct fat_volume *volume, uint32_t cluster, const struct name *wanted,
			  struct fat_long_name *collected, struct found *ret)
{
	uint64_t offset = fat_volume_offset(volume, cluster);
	int r = 0;

	for (uint32_t at = 0; r == 0 && at < volume->cluster_bytes; at += FAT_ENTRY_BYTES) {
		unsigned char entry[FAT_ENTRY_BYTES];

		r = fat_volume_read(volume, entry, sizeof(entry), offset + at);
		if (r == 0)
			r = look_at(entry, wanted, collected, ret);
	}
	return r;
}

static int search_directory(struct fat_volume *volume, uint32_t cluster, const struct name *wanted,
			    struct found *ret)
{
	uint32_t entries = volume->cluster_bytes / FAT_ENTRY_BYTES;
	struct fat_long_name collected = { 0 };

	for (uint32_t seen = 0; seen < DIRECTORY_ENTRIES_MAX; seen += entries) {
		uint32_t next = 0;
		/* the table first: it refuses what is no cluster */
		int r = fat_volume_next(volume, cluster, &next);

		if (r == 0)
			r = search_cluster(volume, cluster, wanted, &collected, ret);
		if (r != 0)
			return r < 0 ? r : 0;
		if (next == FAT_CLUSTER_END)
			return -ENOENT;
		cluster = next;
	}
	return -EUCLEAN;
}

/* The next name of a path. Returns false at its end. */
static bool next_name(const char **path, struct name *ret)
{
	*path += strspn(*path, "/");
	*ret = (struct name){ *path, strcspn(*path, "/") };
	*path += ret->len;
	return ret->len > 0;
}

static int find(struct fat_volume *volume, const char *path, struct found *ret)
{
	struct found at = { .is_directory = true, .cluster = volume->root };
	struct name name;

	while (next_name(&path, &name)) {
		int r = at.is_directory ? search_directory(volume, at.cluster, &name, &at)
					: -ENOENT;

		if (r < 0)
			return r;
	}
	if (at.is_directory)
		return -ENOENT;
	*ret = at;
	return 0;
}

/* Does each cluster follow the one before? Ends at the latest with the volume: numbers only grow.
 */
static int check_in_one_piece(struct fat_volume *volume, const struct found *file)
{
	uint32_t clusters = (file->size - 1) / volume->cluster_bytes;
	uint32_t next = 0;

	for (uint32_t i = 0; i <= clusters; i++) {
		int r = fat_volume_next(volume, file->cluster + i, &next);

		if (r < 0)
			return r;
		if (i == clusters)
			break;
		if (next == FAT_CLUSTER_END)
			return -EUCLEAN;
		if (next != file->cluster + i + 1)
			return -EFBIG;
	}
	return 0;
}

int fat_locate(const struct disk_io *io, const char *path, uint64_t *ret_offset, uint32_t *ret_size)
{
	struct fat_volume volume;
	struct found file = { 0 };
	int r = fat_volume_open(io, &volume);

	if (r == 0)
		r = find(&volume, path, &file);
	if (r == 0 && file.size > 0)
		r = check_in_one_piece(&volume, &file);
	if (r < 0)
		return r;
	*ret_offset = file.size > 0 ? fat_volume_offset(&volume, file.cluster) : 0;
	*ret_size = file.size;
	return 0;
}
