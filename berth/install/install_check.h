// SPDX-License-Identifier: Apache-2.0
//
// May Berth be installed on this disk? From facts to a refusal in words. Pure.

#ifndef BERTH_INSTALL_CHECK_H
#define BERTH_INSTALL_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/string_list.h"

enum disk_kind {
	DISK_MISSING,
	DISK_NO_DEVICE, /* a path that leads to a file, a folder ... */
	DISK_PARTITION,
	DISK_OTHER, /* a block device, but not one to install on: CD, loop, dm, md, RAM ... */
	DISK_WHOLE,
};

/* What is known about a disk. Strings and lists are the caller's. */
struct disk_facts {
	const char *name; /* sda */
	enum disk_kind kind;
	const char *parent; /* the disk of a partition */
	uint64_t bytes;
	uint32_t sector_size; /* bytes */
	bool read_only;
	const struct string_list *uses; /* see disk_uses.h */
	bool runs_system; /* one of them is the running system's own */
	const struct string_list *contents; /* see disk_contents.h; what will be erased */
};

struct install_conditions {
	bool efi; /* the machine was started by UEFI */
	bool force;
	uint64_t needed_bytes; /* how large a disk has to be */
};

enum refusal {
	REFUSE_NOTHING,
	REFUSE_MISSING,
	REFUSE_NO_DEVICE,
	REFUSE_PARTITION,
	REFUSE_NO_DISK,
	REFUSE_READ_ONLY,
	REFUSE_IN_USE,
	REFUSE_TOO_SMALL,
	REFUSE_SECTOR_SIZE,
	REFUSE_BIOS_4096,
	REFUSE_NOT_EMPTY, /* the only one that --force overrules, and the last to be looked at */
};

/* install_decide - the first reason that holds. */
enum refusal install_decide(const struct disk_facts *facts,
			    const struct install_conditions *conditions);

/*
 * install_refusal_text - what is wrong and what to do.
 * @refusal: not REFUSE_NOTHING
 * Returns the text, which the caller frees, or NULL if memory is short.
 */
char *install_refusal_text(enum refusal refusal, const struct disk_facts *facts,
			   const struct install_conditions *conditions);

#endif
