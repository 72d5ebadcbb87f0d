// SPDX-License-Identifier: Apache-2.0
//
// Looking at what a disk holds. See disk_contents.h.

#include "disk_contents.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/fsident.h"
#include "../../common/gpt_disk.h"
#include "size_text.h"

#define END_BYTES (1024UL * 1024) /* that have to be erased at both ends of a blank disk */
#define PROBE_BYTES ((FS_PROBE_BYTES + 4095) / 4096 * 4096) /* whole sectors of any size */
#define NAME_BYTES 64

static unsigned get_le(const unsigned char *at, unsigned bytes)
{
	unsigned value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (unsigned)at[i] << (8 * i);
	return value;
}

/* Labels and names come from the disk: what a terminal would obey is not printed. */
static void clean(const char *from, char to[NAME_BYTES])
{
	size_t i = 0;

	for (; i < NAME_BYTES - 1 && from[i]; i++) {
		to[i] = from[i];
		if (from[i] < ' ' || from[i] > '~')
			to[i] = '?';
	}
	to[i] = '\0';
}

static const char *type_name(enum fs_type type)
{
	const char *name = fs_type_name(type);

	return name ? name : "another file system";
}

/* What a volume says it is: `, ext4 "label"`; nothing for one that says nothing. */
static int describe_volume(const struct disk_io *disk, uint64_t offset, uint64_t size,
			   struct fs_identity *ret)
{
	size_t len = size < PROBE_BYTES ? (size_t)size : PROBE_BYTES;
	cleanup_free unsigned char *data = malloc(PROBE_BYTES);
	int r;

	if (!data)
		return -ENOMEM;
	r = disk->read(disk->ctx, data, len, offset);
	if (r == 0)
		fs_identify(data, len, ret);
	return r;
}

/* @offset, @size: bytes */
static int add_partition(const struct disk_io *disk, unsigned number, const char *name,
			 uint64_t offset, uint64_t size, struct disk_contents *contents)
{
	struct fs_identity identity = { .type = FS_UNKNOWN };
	char text[SIZE_TEXT_MAX], shown[NAME_BYTES], label[NAME_BYTES];
	bool is_known;
	int r = 0;

	/* a table may promise more than the disk has */
	if (size >= disk->sector_size && offset + size <= disk->sectors * disk->sector_size)
		r = describe_volume(disk, offset, size, &identity);
	if (r < 0)
		return r;
	is_known = identity.type != FS_UNKNOWN && identity.type != FS_BLANK;
	size_text(size, text);
	clean(name, shown);
	clean(identity.label, label);
	return string_list_printf(&contents->lines, "partition %u%s%s%s, %s%s%s%s%s%s", number,
				  *shown ? " \"" : "", shown, *shown ? "\"" : "", text,
				  is_known ? ", " : "", is_known ? type_name(identity.type) : "",
				  *label ? " \"" : "", label, *label ? "\"" : "");
}

static int add_guid(const struct gpt_entry *entry, struct disk_contents *contents)
{
	unsigned char *grown =
		realloc(contents->guids, (contents->guid_count + 1) * (size_t)GPT_GUID_LEN);

	if (!grown)
		return -ENOMEM;
	memcpy(grown + contents->guid_count * GPT_GUID_LEN, entry->guid, GPT_GUID_LEN);
	contents->guids = grown;
	contents->guid_count++;
	return 0;
}

static int add_gpt(const struct disk_io *disk, const struct gpt *gpt,
		   struct disk_contents *contents)
{
	uint64_t sector = gpt->sector_size;
	int r = 0;

	for (uint32_t number = 1; number <= gpt->entry_count && r == 0; number++) {
		struct gpt_entry entry;

		if (gpt_entry(gpt, number, &entry) < 0 || entry.last < entry.first ||
		    entry.last >= gpt->disk_sectors)
			continue;
		r = add_guid(&entry, contents);
		if (r == 0)
			r = add_partition(disk, number, entry.name, entry.first * sector,
					  (entry.last - entry.first + 1) * sector, contents);
	}
	if (r == 0 && contents->lines.count == 0)
		r = string_list_printf(&contents->lines, "a partition table without partitions");
	return r;
}

/* The four entries of a classic table, which has no names. */
static int add_mbr(const struct disk_io *disk, const unsigned char *sector,
		   struct disk_contents *contents)
{
	int r = 0;

	for (unsigned i = 0; i < 4 && r == 0; i++) {
		const unsigned char *entry = sector + 446 + 16UL * i;
		uint64_t first = get_le(entry + 8, 4), count = get_le(entry + 12, 4);

		if (entry[4] != 0 && count != 0)
			r = add_partition(disk, i + 1, "", first * disk->sector_size,
					  count * disk->sector_size, contents);
	}
	return r;
}

static int add_whole_disk(const struct disk_io *disk, struct disk_contents *contents)
{
	struct fs_identity identity = { .type = FS_UNKNOWN };
	char label[NAME_BYTES];
	int r = describe_volume(disk, 0, disk->sectors * disk->sector_size, &identity);

	if (r < 0 || identity.type == FS_UNKNOWN || identity.type == FS_BLANK)
		return r;
	clean(identity.label, label);
	return string_list_printf(&contents->lines, "%s%s%s%s on the whole disk",
				  type_name(identity.type), *label ? " \"" : "", label,
				  *label ? "\"" : "");
}

/* Tables first: a file system in a partition may begin like one on the whole disk. */
static int add_known(const struct disk_io *disk, const unsigned char *first,
		     struct disk_contents *contents)
{
	struct gpt gpt;
	int r = gpt_disk_read(disk, &gpt);

	if (r == 0) {
		r = add_gpt(disk, &gpt, contents);
		gpt_release(&gpt);
		return r;
	}
	if (r == -ENOMEM)
		return r;
	r = add_whole_disk(disk, contents);
	if (r == 0 && contents->lines.count == 0 && first[510] == 0x55 && first[511] == 0xAA)
		r = add_mbr(disk, first, contents);
	return r;
}

static bool is_erased(const unsigned char *data, size_t len)
{
	return (data[0] == 0 || data[0] == 0xFF) && memcmp(data, data + 1, len - 1) == 0;
}

static int read_ends(const struct disk_io *disk, unsigned char *first, unsigned char *last)
{
	int r = disk->read(disk->ctx, first, END_BYTES, 0);

	return r < 0 ? r
		     : disk->read(disk->ctx, last, END_BYTES,
				  disk->sectors * disk->sector_size - END_BYTES);
}

int disk_contents_read(const struct disk_io *disk, struct disk_contents *ret)
{
	cleanup_free unsigned char *first = malloc(END_BYTES);
	cleanup_free unsigned char *last = malloc(END_BYTES);
	int r;

	*ret = (struct disk_contents){ 0 };
	if (!first || !last)
		return -ENOMEM;
	if (disk->sectors * disk->sector_size < END_BYTES)
		return 0;
	r = read_ends(disk, first, last);
	if (r < 0 || (is_erased(first, END_BYTES) && is_erased(last, END_BYTES)))
		return r;
	r = add_known(disk, first, ret);
	if (r == 0 && ret->lines.count == 0)
		r = string_list_printf(&ret->lines, "data of an unknown kind");
	return r;
}

void disk_contents_release(struct disk_contents *contents)
{
	string_list_release(&contents->lines);
	free(contents->guids);
	*contents = (struct disk_contents){ 0 };
}
