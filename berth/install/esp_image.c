// SPDX-License-Identifier: Apache-2.0
//
// Filling in the EFI system partition. See esp_image.h.

#include "esp_image.h"

#include <errno.h>
#include <string.h>

#include "../../common/boot_record.h"
#include "../../common/disk_layout.h"
#include "../../common/fat_file.h"
#include "machine_args.h"

struct bytes {
	unsigned char *data;
	size_t len;
};

/* The file system fills the partition; behind the end of the image it is free space. */
static int bytes_read(void *ctx, void *data, size_t len, uint64_t offset)
{
	const struct bytes *bytes = ctx;
	size_t have = offset < bytes->len ? bytes->len - (size_t)offset : 0;

	if (have > len)
		have = len;
	if (have)
		memcpy(data, bytes->data + offset, have);
	memset((unsigned char *)data + have, 0, len - have);
	return 0;
}

static int bytes_write(void *ctx, const void *data, size_t len, uint64_t offset)
{
	const struct bytes *bytes = ctx;

	if (offset > bytes->len || len > bytes->len - offset)
		return -EUCLEAN;
	memcpy(bytes->data + offset, data, len);
	return 0;
}

static int bytes_sync(void *ctx)
{
	(void)ctx;
	return 0;
}

static int put_machine_cfg(const struct disk_io *io, struct bytes *bytes, const char *args)
{
	char file[MACHINE_CFG_BYTES];
	uint64_t offset = 0;
	uint32_t size = 0;
	int r = fat_locate(io, MACHINE_CFG_PATH, &offset, &size);

	if (r < 0)
		return r;
	if (size != MACHINE_CFG_BYTES)
		return -EUCLEAN;
	machine_cfg_format(args, file);
	return bytes_write(bytes, file, sizeof(file), offset);
}

int esp_image_fill(unsigned char *data, size_t len, uint32_t sector_size, const char *args)
{
	static const struct boot_record record = {
		.first = SLOT_A,
		.slots = { [SLOT_A] = { .good = true } },
	};
	uint64_t size = disk_layout()[PART_ESP - 1].mib * 1024ULL * 1024;
	struct bytes bytes = { .data = data, .len = len };
	struct disk_io io = {
		.read = bytes_read,
		.write = bytes_write,
		.sync = bytes_sync,
		.ctx = &bytes,
		.sector_size = sector_size,
		.sectors = size / sector_size,
	};
	int r = put_machine_cfg(&io, &bytes, args);

	return r < 0 ? r : boot_record_write(&io, &record);
}
