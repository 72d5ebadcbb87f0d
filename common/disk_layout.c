// SPDX-License-Identifier: Apache-2.0
//
// The partitions of a machine's disk. See disk_layout.h.

#include "disk_layout.h"

#include <errno.h>

#include "gpt_create.h"
#include "gpt_guid.h"

#define TYPE_BIOS_BOOT "21686148-6449-6E6F-744E-656564454649"
#define TYPE_ESP "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
#define TYPE_LINUX "0FC63DAF-8483-4772-8E79-3D69D8477DE4"

#define MIB (1024ULL * 1024)

static const struct disk_layout_part parts[DISK_PARTS] = {
	[PART_BIOS_BOOT - 1] = { "bios-boot", TYPE_BIOS_BOOT, 1 },
	/* FAT32 needs 65,525 clusters: with sectors of 4 KiB that is 256 MiB and what goes with it
	 */
	[PART_ESP - 1] = { "berth-efi", TYPE_ESP, 260 },
	[PART_BOOT_A - 1] = { "berth-boot-a", TYPE_LINUX, 128 },
	[PART_BOOT_B - 1] = { "berth-boot-b", TYPE_LINUX, 128 },
	[PART_ROOT_A - 1] = { "berth-a", TYPE_LINUX, 1024 },
	[PART_ROOT_B - 1] = { "berth-b", TYPE_LINUX, 1024 },
	[PART_DATA - 1] = { "berth-data", TYPE_LINUX, 0 },
};

const struct disk_layout_part *disk_layout(void)
{
	return parts;
}

uint64_t disk_layout_min_bytes(void)
{
	/* one MiB before the first partition, and one for the backup table */
	uint64_t mib = 2 + DISK_DATA_MIN_MIB;

	for (size_t i = 0; i < DISK_PARTS; i++)
		mib += parts[i].mib;
	return mib * MIB;
}

static int append(struct gpt *gpt, const struct disk_layout_part *part, const unsigned char *guid)
{
	unsigned char type[GPT_GUID_LEN];
	struct gpt_new_partition partition = {
		.name = part->name, .type = type, .guid = guid, .bytes = part->mib * MIB
	};
	int r = gpt_guid_parse(part->type, type);

	return r < 0 ? r : gpt_append(gpt, &partition);
}

int disk_layout_make(const struct disk_layout_part *layout, uint32_t sector_size,
		     uint64_t disk_sectors, const struct disk_guids *guids, struct gpt *ret_gpt)
{
	struct gpt gpt;
	int r = gpt_create(sector_size, disk_sectors, guids->disk, &gpt);

	if (r < 0)
		return r;
	for (size_t i = 0; i < DISK_PARTS && r == 0; i++)
		r = append(&gpt, &layout[i], guids->parts[i]);
	if (r < 0) {
		gpt_release(&gpt);
		return r;
	}
	*ret_gpt = gpt;
	return 0;
}
