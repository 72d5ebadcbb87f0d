// SPDX-License-Identifier: Apache-2.0
//
// Firmware variables. See efi_vars.h. A file of efivarfs is the variable's attributes (4 bytes) and
// its content; each write(2) has to be a whole one.

#include "efi_vars.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define GLOBAL "8be4df61-93ca-11d2-aa0d-00e098032b8c" /* EFI_GLOBAL_VARIABLE */
#define ATTRIBUTES 4UL /* bytes */
#define KEPT_AT_BOOT_AND_RUN_TIME 7
#define USED_MAX 4096

/* What is there. */
struct entries {
	uint16_t used[USED_MAX], ours[USED_MAX], order[EFI_ORDER_MAX];
	size_t used_count, ours_count, order_count;
};

static char *path_of(const char *dir, const char *name)
{
	return format_text("%s/%s-" GLOBAL, dir, name);
}

static char *path_of_number(const char *dir, unsigned number)
{
	return format_text("%s/Boot%04X-" GLOBAL, dir, number);
}

/* Boot####, four capital hexadecimal digits. Returns the number, or -1 for another variable. */
static int number_of(const char *file)
{
	unsigned long number = strncmp(file, "Boot", 4) == 0 ? strtoul(file + 4, NULL, 16) : 0;
	char expected[64];

	if (number > UINT16_MAX)
		return -1;
	/* also tells whether it was a number at all */
	(void)snprintf(expected, sizeof(expected), "Boot%04lX-" GLOBAL, number);
	return strcmp(file, expected) == 0 ? (int)number : -1;
}

static bool is_ours(const char *dir, const char *file, const unsigned char *guids, size_t count)
{
	cleanup_free char *path = format_text("%s/%s", dir, file);
	cleanup_free char *data = NULL;
	size_t len = 0;

	if (!path || read_file(path, EFI_ENTRY_MAX, &data, &len) < 0 || len < ATTRIBUTES)
		return false;
	for (size_t i = 0; i < count; i++)
		if (efi_entry_is_ours((const unsigned char *)data + ATTRIBUTES, len - ATTRIBUTES,
				      guids + i * GPT_GUID_LEN))
			return true;
	return false;
}

static int list_entries(const char *dir, const unsigned char *guids, size_t count,
			struct entries *entries)
{
	cleanup_dir DIR *open_dir = opendir(dir);
	struct dirent *item;

	if (!open_dir)
		return -errno;
	while ((item = readdir(open_dir))) {
		int number = number_of(item->d_name);

		if (number < 0)
			continue;
		if (entries->used_count == USED_MAX)
			return -ENOSPC;
		entries->used[entries->used_count++] = (uint16_t)number;
		if (is_ours(dir, item->d_name, guids, count))
			entries->ours[entries->ours_count++] = (uint16_t)number;
	}
	return 0;
}

static int read_order(const char *dir, struct entries *entries)
{
	cleanup_free char *path = path_of(dir, "BootOrder");
	cleanup_free char *data = NULL;
	size_t len = 0;
	int r;

	if (!path)
		return -ENOMEM;
	r = read_file(path, ATTRIBUTES + 2UL * EFI_ORDER_MAX, &data, &len);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	for (size_t at = ATTRIBUTES; at + 1 < len; at += 2) {
		const unsigned char *raw = (const unsigned char *)data + at;

		entries->order[entries->order_count++] = (uint16_t)(raw[0] | raw[1] << 8);
	}
	return 0;
}

/* The kernel protects variables that it does not know from being removed by mistake. */
static void make_mutable(int fd)
{
	int flags = 0;

	if (io_control(fd, FS_IOC_GETFLAGS, &flags) < 0 || !(flags & FS_IMMUTABLE_FL))
		return;
	flags &= ~FS_IMMUTABLE_FL;
	(void)io_control(fd, FS_IOC_SETFLAGS, &flags);
}

static void make_mutable_path(const char *path)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		make_mutable(fd);
}

/* Firmware wears out, and some of it breaks when it is written to often: only what is new. */
static bool is_same(const char *path, const unsigned char *content, size_t len)
{
	cleanup_free char *data = NULL;
	size_t have = 0;

	return read_file(path, EFI_ENTRY_MAX, &data, &have) == 0 && have == len &&
	       memcmp(data, content, len) == 0;
}

/* @content: with room for the attributes in front */
static int write_variable(const char *path, unsigned char *content, size_t len)
{
	cleanup_fd int fd = -1;
	ssize_t n;

	memset(content, 0, ATTRIBUTES);
	content[0] = KEPT_AT_BOOT_AND_RUN_TIME;
	if (is_same(path, content, len))
		return 0;
	make_mutable_path(path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	n = write(fd, content, len);
	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}

static int write_entry(const char *dir, uint16_t number, const struct efi_partition *partition)
{
	unsigned char content[ATTRIBUTES + EFI_ENTRY_MAX];
	cleanup_free char *path = path_of_number(dir, number);
	size_t len = efi_entry_encode(partition, content + ATTRIBUTES);

	return path ? write_variable(path, content, ATTRIBUTES + len) : -ENOMEM;
}

static int write_order(const char *dir, const struct efi_plan *plan)
{
	unsigned char content[ATTRIBUTES + 2UL * EFI_ORDER_MAX];
	cleanup_free char *path = path_of(dir, "BootOrder");

	if (!path)
		return -ENOMEM;
	for (size_t i = 0; i < plan->order_count; i++) {
		content[ATTRIBUTES + 2 * i] = (unsigned char)plan->order[i];
		content[ATTRIBUTES + 2 * i + 1] = (unsigned char)(plan->order[i] >> 8);
	}
	return write_variable(path, content, ATTRIBUTES + 2 * plan->order_count);
}

/* What cannot be removed does no harm: it is not in the order any more. */
static void remove_others(const char *dir, const struct entries *entries, uint16_t kept)
{
	for (size_t i = 0; i < entries->ours_count; i++) {
		cleanup_free char *path = NULL;

		if (entries->ours[i] == kept)
			continue;
		path = path_of_number(dir, entries->ours[i]);
		if (!path)
			return;
		make_mutable_path(path);
		(void)unlink(path);
	}
}

/* The new partition is looked for as well: a second attempt finds what the first one wrote. */
static int find_entries(const char *dir, const struct efi_partition *partition,
			const unsigned char *old_guids, size_t old_count, struct entries *entries)
{
	cleanup_free unsigned char *guids = malloc((old_count + 1) * (size_t)GPT_GUID_LEN);
	int r;

	if (!guids)
		return -ENOMEM;
	memcpy(guids, partition->guid, GPT_GUID_LEN);
	if (old_count)
		memcpy(guids + GPT_GUID_LEN, old_guids, old_count * GPT_GUID_LEN);
	r = list_entries(dir, guids, old_count + 1, entries);
	return r < 0 ? r : read_order(dir, entries);
}

int efi_vars_install(const char *dir, const struct efi_partition *partition,
		     const unsigned char *old_guids, size_t old_count)
{
	cleanup_free struct entries *entries = calloc(1, sizeof(*entries));
	cleanup_free struct efi_plan *plan = calloc(1, sizeof(*plan));
	int r;

	if (!entries || !plan)
		return -ENOMEM;
	r = find_entries(dir, partition, old_guids, old_count, entries);
	if (r == 0)
		r = efi_plan_make(entries->used, entries->used_count, entries->ours,
				  entries->ours_count, entries->order, entries->order_count, plan);
	if (r == 0)
		r = write_entry(dir, plan->number, partition);
	if (r == 0)
		r = write_order(dir, plan);
	if (r == 0)
		remove_others(dir, entries, plan->number);
	return r;
}
