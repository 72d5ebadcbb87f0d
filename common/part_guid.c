// SPDX-License-Identifier: Apache-2.0
//
// GUIDs of partitions. See part_guid.h.

#include "part_guid.h"

#include <errno.h>
#include <fcntl.h>

#include "cleanup.h"
#include "disk_io.h"
#include "gpt_disk.h"
#include "text.h"

static int read_entry(const char *disk, uint32_t number, struct gpt_entry *ret_entry)
{
	cleanup_fd int fd = open(disk, O_RDONLY | O_CLOEXEC);
	struct disk_io io;
	struct gpt gpt;
	int r;

	if (fd < 0)
		return -errno;
	r = disk_io_open(&fd, &io);
	if (r == 0)
		r = gpt_disk_read(&io, &gpt);
	if (r < 0)
		return r;
	r = gpt_entry(&gpt, number, ret_entry);
	gpt_release(&gpt);
	return r;
}

int part_guid_read(const struct blockdev *dev, char ret_text[GPT_GUID_TEXT + 1])
{
	cleanup_free char *disk = NULL;
	struct gpt_entry entry;
	int r;

	if (!dev->disk)
		return -ENOENT;
	disk = format_text("/dev/%s", dev->disk);
	r = disk ? read_entry(disk, dev->partno, &entry) : -ENOMEM;
	if (r == 0)
		gpt_guid_format(entry.guid, ret_text);
	return r;
}
