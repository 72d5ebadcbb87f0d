// SPDX-License-Identifier: Apache-2.0
//
// The boot record: which slot starts, which one has proven itself, how many tries are left. It is
// GRUB's environment block on the EFI system partition (1,024 bytes, `grub-editenv` reads it), so
// that the loader can count before it boots. All variables lie within the first 512 bytes: one
// sector, which a power cut leaves old or new.
//
//   record=1          the version of this record; anything else is not understood
//   order=ab          or ba
//   a_good=1          the slot has proven itself: it is started without counting
//   a_tries=3         0 to 3: starts that are left to a slot that has not
//   b_good=0
//   b_tries=0
//
// Pure, except for boot_record_read() and boot_record_write().

#ifndef BERTH_COMMON_BOOT_RECORD_H
#define BERTH_COMMON_BOOT_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "disk_io.h"

#define BOOT_RECORD_BYTES 1024
#define BOOT_RECORD_TRIES 3 /* what a newly written slot gets */
#define BOOT_RECORD_PATH "grub/grubenv" /* on the EFI system partition */

enum slot {
	SLOT_A,
	SLOT_B,
	SLOT_COUNT,
	SLOT_NONE = SLOT_COUNT,
};

struct slot_record {
	bool good;
	unsigned tries; /* 0 to BOOT_RECORD_TRIES */
};

struct boot_record {
	enum slot first; /* of the order */
	struct slot_record slots[SLOT_COUNT];
};

/* slot_letter - 'a' or 'b'. slot_from_letter - the slot, or SLOT_NONE. slot_other - the other one.
 */
char slot_letter(enum slot slot);
enum slot slot_from_letter(char letter);
enum slot slot_other(enum slot slot);

/*
 * boot_record_default - what holds where there is no record that can be read: A before B, both
 * taken for good, since nothing says otherwise and the loader checks what it starts.
 */
void boot_record_default(struct boot_record *ret_record);

/*
 * boot_record_parse - read a block. A value that is none of those above counts as 0 (order: ab).
 * Returns 0, or -EBADMSG: no environment block, or of another version; @ret_record is then the
 * default.
 */
int boot_record_parse(const char block[BOOT_RECORD_BYTES], struct boot_record *ret_record);

/* boot_record_format - make a block. */
void boot_record_format(const struct boot_record *record, char ret_block[BOOT_RECORD_BYTES]);

/*
 * boot_record_read, boot_record_write - the record on an EFI system partition. Writing replaces the
 * block in place and syncs; no other byte of the partition is written.
 * @esp: the partition
 * Returns 0 or a negative errno: -EBADMSG (read: as above; the default was given), -ENOENT and
 * -EUCLEAN (not found by fat_locate()).
 */
int boot_record_read(const struct disk_io *esp, struct boot_record *ret_record);
int boot_record_write(const struct disk_io *esp, const struct boot_record *record);

#endif
