// SPDX-License-Identifier: Apache-2.0
//
// Names in a FAT directory: long ones, which lie in entries before the one they belong to, and
// short ones (8.3). Pure. Used by fat_file.c.

#ifndef BERTH_COMMON_FAT_NAME_H
#define BERTH_COMMON_FAT_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define FAT_ENTRY_BYTES 32
#define FAT_LONG_PARTS 20
#define FAT_LONG_PART 13UL /* characters in an entry */

/* A long name while it is collected. Zeros: none. */
struct fat_long_name {
	unsigned parts_left; /* entries that are still to come */
	unsigned char checksum; /* of the short name that it belongs to */
	bool begun;
	char text[FAT_LONG_PARTS * FAT_LONG_PART + 1]; /* characters outside ASCII: \x01 */
};

/* fat_name_is_part - is this entry a part of a long name? fat_name_add - add it to @name. */
bool fat_name_is_part(const unsigned char entry[FAT_ENTRY_BYTES]);
void fat_name_add(struct fat_long_name *name, const unsigned char entry[FAT_ENTRY_BYTES]);

/*
 * fat_name_matches - is this entry the file?
 * @collected: what came before the entry; a long name that is not whole does not count
 * @wanted, @len: the name, any case
 */
bool fat_name_matches(const struct fat_long_name *collected,
		      const unsigned char entry[FAT_ENTRY_BYTES], const char *wanted, size_t len);

#endif
