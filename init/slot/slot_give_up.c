// SPDX-License-Identifier: Apache-2.0
//
// Giving a slot up. See slot_give_up.h.

#include "slot_give_up.h"

#include <errno.h>
#include <stdbool.h>

#include "../../common/fsident.h"
#include "../../common/log.h"

/* Does the other slot hold a system at all? The default record calls both slots good. */
static bool is_written(const char *boot, const char *image)
{
	struct fs_identity on_boot, on_root;

	return boot && image && blockdev_identify(boot, &on_boot, NULL) == 0 &&
	       on_boot.type == FS_EXT && blockdev_identify(image, &on_root, NULL) == 0 &&
	       on_root.type == FS_EROFS;
}

int slot_give_up(const struct slot_disk *disk, enum slot_hope hope)
{
	enum slot other = slot_other(disk->running);
	struct boot_record record;
	int r = slot_disk_read(disk, &record);

	if (r < 0 && r != -EBADMSG)
		return log_errno(r, "reading the boot record on %s", disk->esp);
	if (!slot_leave(&record, disk->running, is_written(disk->boot[other], disk->root[other]),
			hope))
		return -ENOENT;
	r = slot_disk_write(disk, &record);
	if (r < 0)
		return log_errno(r, "writing the boot record on %s", disk->esp);
	return slot_is_startable(&record, other) ? 0 : 1;
}
