// SPDX-License-Identifier: Apache-2.0
//
// Reasons not to install. See install_check.h.

#include "install_check.h"

#include <stdlib.h>

#include "../../common/text.h"
#include "size_text.h"

enum refusal install_decide(const struct disk_facts *facts,
			    const struct install_conditions *conditions)
{
	if (facts->kind == DISK_MISSING)
		return REFUSE_MISSING;
	if (facts->kind == DISK_NO_DEVICE)
		return REFUSE_NO_DEVICE;
	if (facts->kind == DISK_PARTITION)
		return REFUSE_PARTITION;
	if (facts->kind == DISK_OTHER)
		return REFUSE_NO_DISK;
	if (facts->read_only)
		return REFUSE_READ_ONLY;
	if (facts->uses->count)
		return REFUSE_IN_USE;
	if (facts->bytes < conditions->needed_bytes)
		return REFUSE_TOO_SMALL;
	if (facts->sector_size != 512 && facts->sector_size != 4096)
		return REFUSE_SECTOR_SIZE;
	if (facts->sector_size == 4096 && !conditions->efi)
		return REFUSE_BIOS_4096;
	if (facts->contents->count && !conditions->force)
		return REFUSE_NOT_EMPTY;
	return REFUSE_NOTHING;
}

static char *too_small_text(const struct disk_facts *facts, uint64_t needed)
{
	char has[SIZE_TEXT_MAX], needs[SIZE_TEXT_MAX];

	size_text(facts->bytes, has);
	/* rounded up: what is asked for must be enough */
	size_text(needed + (1ULL << 30) / 10, needs);
	return format_text("%s is too small: it has %s, and Berth needs %s", facts->name, has,
			   needs);
}

static char *in_use_text(const struct disk_facts *facts)
{
	if (facts->runs_system)
		return format_text("%s is in use: this system runs from it (%s). Choose another "
				   "disk, or start the installer from its medium",
				   facts->name, facts->uses->items[0]);
	return format_text("%s is in use: %s. Unmount or detach it, or choose another disk",
			   facts->name, facts->uses->items[0]);
}

static char *not_empty_text(const struct disk_facts *facts)
{
	char *list = format_text("%s is not empty. With --force, this is erased:", facts->name);

	for (size_t i = 0; i < facts->contents->count && list; i++) {
		char *longer = format_text("%s\n  %s", list, facts->contents->items[i]);

		free(list);
		list = longer;
	}
	return list;
}

char *install_refusal_text(enum refusal refusal, const struct disk_facts *facts,
			   const struct install_conditions *conditions)
{
	const char *name = facts->name;

	switch (refusal) {
	case REFUSE_MISSING:
		return format_text("there is no disk %s: 'berth install' alone lists the disks",
				   name);
	case REFUSE_NO_DEVICE:
		return format_text("%s is not a block device: 'berth install' alone lists the "
				   "disks",
				   name);
	case REFUSE_PARTITION:
		return format_text("%s is a partition, and Berth needs a whole disk: %s", name,
				   facts->parent);
	case REFUSE_NO_DISK:
		return format_text("%s is not a disk to install on: CD drives, memory, and "
				   "devices that are made of others are not",
				   name);
	case REFUSE_READ_ONLY:
		return format_text("%s is read-only: is there a switch on it?", name);
	case REFUSE_IN_USE:
		return in_use_text(facts);
	case REFUSE_TOO_SMALL:
		return too_small_text(facts, conditions->needed_bytes);
	case REFUSE_SECTOR_SIZE:
		return format_text("%s has sectors of %u bytes, and Berth knows 512 and 4096", name,
				   facts->sector_size);
	case REFUSE_BIOS_4096:
		return format_text("%s has sectors of 4096 bytes, and BIOS cannot start from it. "
				   "Start the installer through UEFI, or choose another disk",
				   name);
	case REFUSE_NOT_EMPTY:
		return not_empty_text(facts);
	case REFUSE_NOTHING:
		break;
	}
	return NULL;
}
