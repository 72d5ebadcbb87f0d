// SPDX-License-Identifier: Apache-2.0
//
// The data partition grows with its disk. Declared in data_prepare.h. The table is written in the
// order of gpt_disk.h, then the kernel is told about the one partition that changed: reading the
// whole table again is refused while the root is mounted from the same disk.

#include <errno.h>
#include <fcntl.h>
#include <linux/blkpg.h>
#include <linux/fs.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

#include "../../common/cleanup.h"
#include "../../common/gpt_disk.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "data_prepare.h"

static int tell_kernel(int fd, const struct blockdev *part, const struct gpt *gpt)
{
	struct blkpg_partition partition = { .pno = (int)part->partno };
	struct blkpg_ioctl_arg arg = { .op = BLKPG_RESIZE_PARTITION,
				       .datalen = sizeof(partition),
				       .data = &partition };
	struct gpt_entry entry;
	int r = gpt_entry(gpt, part->partno, &entry);

	if (r < 0)
		return r;
	partition.start = (long long)entry.first * gpt->sector_size;
	partition.length = (long long)(entry.last - entry.first + 1) * gpt->sector_size;
	return io_control(fd, BLKPG, &arg);
}

static int grow_table(const struct disk_io *io, struct gpt *gpt, const struct blockdev *part,
		      bool first_boot)
{
	unsigned char random[2 * GPT_GUID_LEN];
	bool changed;
	int r = gpt_grow(gpt, part->partno, &changed);

	if (r < 0)
		return r;
	if (first_boot) {
		/* not worth waiting for: without entropy the next disk operation will do */
		if (getrandom(random, sizeof(random), GRND_NONBLOCK) == (ssize_t)sizeof(random)) {
			gpt_renew_guids(gpt, part->partno, random);
			changed = true;
		}
	}
	if (gpt->my_lba != GPT_PRIMARY_LBA) {
		log_warning("the partition table of %s was damaged; restored from its backup",
			    part->disk);
		changed = true;
	}
	return changed ? gpt_disk_write(io, gpt) : 0;
}

int data_grow(const struct blockdev *part, bool first_boot)
{
	cleanup_free char *path = format_text("/dev/%s", part->disk ? part->disk : "");
	cleanup_fd int fd = -1;
	struct disk_io io;
	struct gpt gpt;
	int r = -ENOMEM;

	if (path) {
		fd = open(path, O_RDWR | O_CLOEXEC);
		r = fd < 0 ? -errno : disk_io_open(&fd, &io);
	}
	if (r == 0)
		r = gpt_disk_read(&io, &gpt);
	if (r < 0)
		return log_errno(r, "reading the partition table of %s (not grown)", part->disk);
	r = grow_table(&io, &gpt, part, first_boot);
	if (r == 0)
		r = tell_kernel(fd, part, &gpt);
	gpt_release(&gpt);
	return r < 0 ? log_errno(r, "growing %s to the end of the disk (not grown)", part->name)
		     : 0;
}
