// SPDX-License-Identifier: Apache-2.0
//
// The boot record in its place on the EFI system partition: the file is found, and its bytes are
// replaced without mounting. See boot_record.h.

#include "boot_record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "fat_file.h"

/* The sectors that hold the block. */
struct place {
	uint64_t offset; /* bytes from the beginning of the partition */
	size_t len; /* BOOT_RECORD_BYTES, or one sector if that is more */
};

static int find_place(const struct disk_io *esp, struct place *ret)
{
	size_t sector = esp->sector_size;
	uint64_t offset;
	uint32_t size;
	int r = fat_locate(esp, BOOT_RECORD_PATH, &offset, &size);

	if (r < 0)
		return r;
	/* one sector more would be a second one that a cut could leave in another state */
	if (size < BOOT_RECORD_BYTES || offset % sector != 0)
		return -EUCLEAN;
	*ret = (struct place){
		.offset = offset,
		.len = sector > BOOT_RECORD_BYTES ? sector : BOOT_RECORD_BYTES,
	};
	return 0;
}

/* @ret_data: all of the place, the block first; the caller frees it */
static int read_place(const struct disk_io *esp, struct place *ret_place, char **ret_data)
{
	cleanup_free char *data = NULL;
	int r = find_place(esp, ret_place);

	if (r < 0)
		return r;
	data = malloc(ret_place->len);
	if (!data)
		return -ENOMEM;
	r = esp->read(esp->ctx, data, ret_place->len, ret_place->offset);
	if (r < 0)
		return r;
	*ret_data = take_ptr(data);
	return 0;
}

int boot_record_read(const struct disk_io *esp, struct boot_record *ret_record)
{
	cleanup_free char *data = NULL;
	struct place place;
	int r;

	boot_record_default(ret_record);
	r = read_place(esp, &place, &data);
	return r < 0 ? r : boot_record_parse(data, ret_record);
}

int boot_record_write(const struct disk_io *esp, const struct boot_record *record)
{
	cleanup_free char *data = NULL;
	struct place place;
	int r = read_place(esp, &place, &data);

	if (r < 0)
		return r;
	boot_record_format(record, data);
	r = esp->write(esp->ctx, data, place.len, place.offset);
	return r < 0 ? r : esp->sync(esp->ctx);
}
