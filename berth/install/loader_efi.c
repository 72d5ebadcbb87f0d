// SPDX-License-Identifier: Apache-2.0
//
// The UEFI loader, replaced. See loader_efi.h.
//
// The new file is written beside the old one, synced and read back. Renaming it over the old one
// changes one entry of the folder, in one sector. The clusters of the old file are given back only
// when nobody has it open any more: it is kept open until the new entry is safe, or a power cut
// could leave the old entry with clusters that are free. (Exchanging the two names instead could
// leave both with the same clusters, and deleting one of them then would take them from the other.)

#include "loader_efi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"

#define NEW_FILE "NEW.EFI" /* in capitals: one entry of the folder, and not two */

static const struct {
	const char *folder, *name;
} copies[] = {
	{ "EFI/berth", "grubx64.efi" },
	{ "EFI/BOOT", "BOOTX64.EFI" },
};

/* Returns 1 if @file has this content, 0 if not, or a negative errno. */
static int has_content(int file, const void *data, size_t len)
{
	cleanup_free char *found = NULL;
	size_t found_len = 0;
	int r = read_fd(file, len, &found, &found_len);

	if (r == -EFBIG)
		return 0;
	if (r < 0)
		return r;
	return found_len == len && memcmp(found, data, len) == 0;
}

/* Written, safe on the disk, and read back from there. */
static int write_new(int folder, const void *data, size_t len)
{
	cleanup_fd int file = -1;
	int r;

	/* a power cut may have left one */
	if (unlinkat(folder, NEW_FILE, 0) < 0 && errno != ENOENT)
		return -errno;
	file = openat(folder, NEW_FILE, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (file < 0)
		return -errno;
	r = write_all(file, data, len);
	if (r < 0)
		return r;
	if (fsync(file) < 0 || fsync(folder) < 0)
		return -errno;
	/* what is read now comes from the disk; a hint, so a refusal does not matter */
	(void)posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
	if (lseek(file, 0, SEEK_SET) < 0)
		return -errno;
	r = has_content(file, data, len);
	if (r < 0)
		return r;
	return r ? 0 : -EILSEQ;
}

static int take_over(int folder, const char *name)
{
	if (renameat(folder, NEW_FILE, folder, name) < 0)
		return -errno;
	return syncfs(folder) < 0 ? -errno : 0;
}

/* @old: descriptor of the file that is replaced, kept open meanwhile; -1: there is none */
static int replace(int folder, const char *name, int old, const void *data, size_t len)
{
	int r = old < 0 ? 0 : has_content(old, data, len);

	if (r != 0)
		return r < 0 ? r : 0;
	r = write_new(folder, data, len);
	if (r == 0)
		r = take_over(folder, name);
	else
		(void)unlinkat(folder, NEW_FILE, 0);
	return r < 0 ? r : 1;
}

/* Returns 1 if the copy was replaced, 0 if it is this one already, or a negative errno. */
static int refresh(int root, const char *folder_name, const char *name, const void *data,
		   size_t len)
{
	cleanup_fd int folder =
		openat(root, folder_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int old, r;

	if (folder < 0)
		return -errno;
	old = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (old < 0 && errno != ENOENT)
		return -errno;
	r = replace(folder, name, old, data, len);
	if (old >= 0)
		(void)close(old);
	/* the old file's clusters, given back */
	if (r > 0 && syncfs(folder) < 0)
		return -errno;
	return r;
}

int loader_efi_refresh(int root, const void *data, size_t len, bool *ret_changed)
{
	*ret_changed = false;
	for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
		int r = refresh(root, copies[i].folder, copies[i].name, data, len);

		if (r < 0)
			return r;
		*ret_changed = *ret_changed || r > 0;
	}
	return 0;
}
