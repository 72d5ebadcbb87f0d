// SPDX-License-Identifier: Apache-2.0
//
// Names and sizes in superblocks. See fsident.h. Layouts: ECMA-119 (ISO 9660), the FAT
// specification, and the kernel's ext4, erofs and squashfs headers.

#include "fsident.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"

static uint32_t le32(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static uint64_t le64(const unsigned char *at)
{
	return (uint64_t)le32(at) | (uint64_t)le32(at + 4) << 32;
}

/* Text of a fixed field: up to a NUL, without the blanks it is padded with. */
static void copy_label(const unsigned char *from, size_t len, char to[FS_LABEL_MAX + 1])
{
	size_t end = 0;

	for (size_t i = 0; i < len && from[i]; i++) {
		to[i] = (char)from[i];
		if (from[i] != ' ')
			end = i + 1;
	}
	to[end] = '\0';
}

static void copy_uuid(const unsigned char u[16], char to[FS_UUID_MAX + 1])
{
	static const unsigned char none[16];

	if (memcmp(u, none, sizeof(none)) == 0)
		return;
	(void)snprintf(to, FS_UUID_MAX + 1,
		       "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0],
		       u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12],
		       u[13], u[14], u[15]);
}

/* An ISO has no UUID: its time of modification, sixteen digits down to 1/100 s, stands for one. */
static void iso_uuid(const unsigned char digits[16], char to[FS_UUID_MAX + 1])
{
	const char *d = (const char *)digits;

	for (size_t i = 0; i < 16; i++)
		if (d[i] < '0' || d[i] > '9')
			return;
	(void)snprintf(to, FS_UUID_MAX + 1, "%.4s-%.2s-%.2s-%.2s-%.2s-%.2s-%.2s", d, d + 4, d + 6,
		       d + 8, d + 10, d + 12, d + 14);
}

static void identify_iso(const unsigned char *data, struct fs_identity *ret)
{
	const unsigned char *volume = data + 32768;

	ret->size = (uint64_t)le32(volume + 80) * 2048;
	copy_label(volume + 40, 32, ret->label);
	iso_uuid(volume + 830, ret->uuid);
}

static void identify_ext(const unsigned char *data, struct fs_identity *ret)
{
	const unsigned char *super = data + 1024;
	bool wide = le32(super + 0x60) & 0x80; /* feature 64bit */
	uint64_t blocks = le32(super + 4) | (wide ? (uint64_t)le32(super + 0x150) << 32 : 0);

	ret->size = blocks * (1024ULL << (le32(super + 0x18) & 7));
	copy_label(super + 0x78, 16, ret->label);
	copy_uuid(super + 0x68, ret->uuid);
}

static void identify_erofs(const unsigned char *data, struct fs_identity *ret)
{
	const unsigned char *super = data + 1024;

	ret->size = (uint64_t)le32(super + 36) << (super[12] & 31);
	copy_uuid(super + 48, ret->uuid);
	copy_label(super + 64, 16, ret->label);
}

static void identify_vfat(const unsigned char *data, struct fs_identity *ret)
{
	const unsigned char *extra = data + (memcmp(data + 82, "FAT32", 5) == 0 ? 64 : 36);

	(void)snprintf(ret->uuid, sizeof(ret->uuid), "%02X%02X-%02X%02X", extra[6], extra[5],
		       extra[4], extra[3]);
	if (memcmp(extra + 7, "NO NAME    ", 11) != 0)
		copy_label(extra + 7, 11, ret->label);
}

void fs_identify(const unsigned char *data, size_t len, struct fs_identity *ret)
{
	*ret = (struct fs_identity){ .type = fs_probe(data, len) };
	/* what is read below lies within this much, whatever the type */
	if (len < FS_PROBE_BYTES)
		return;
	if (ret->type == FS_ISO9660)
		identify_iso(data, ret);
	else if (ret->type == FS_EXT)
		identify_ext(data, ret);
	else if (ret->type == FS_EROFS)
		identify_erofs(data, ret);
	else if (ret->type == FS_SQUASHFS)
		ret->size = le64(data + 40);
	else if (ret->type == FS_VFAT)
		identify_vfat(data, ret);
}

int blockdev_identify(const char *path, struct fs_identity *ret, uint64_t *ret_bytes)
{
	/* O_NONBLOCK: a CD drive opens at once and says -ENOMEDIUM on reading, if it is empty */
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	cleanup_free unsigned char *data = calloc(1, FS_PROBE_BYTES);
	off_t bytes;
	size_t len = 0;

	if (fd < 0)
		return -errno;
	if (!data)
		return -ENOMEM;
	while (len < FS_PROBE_BYTES) {
		ssize_t n = pread(fd, data + len, FS_PROBE_BYTES - len, (off_t)len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	bytes = lseek(fd, 0, SEEK_END);
	if (bytes < 0)
		return -errno;
	fs_identify(data, len, ret);
	if (ret_bytes)
		*ret_bytes = (uint64_t)bytes;
	return 0;
}
