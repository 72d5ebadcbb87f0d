// SPDX-License-Identifier: Apache-2.0
//
// Unmounting at the end. See unmount.h.

#include "unmount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/mountinfo.h"
#include "../pid1/child.h"
#include "detach.h"
#include "kept_mounts.h"

#define MOUNTINFO_MAX (16UL * 1024 * 1024)
#define UNMOUNT_LIMIT_MS 5000
#define TOTAL_LIMIT_MS 60000
#define LAST_LIMIT_MS 10000 /* for each of the two things that are tried at the end */
#define QUIET_ROUNDS 20 /* what a killed container held is released a little later */
#define PAUSE_US 20000

/* Targets that did not answer: asking again would cost the limit again. */
static struct mount_list hanging;

static bool is_hanging(const char *target)
{
	for (size_t i = 0; i < hanging.count; i++)
		if (strcmp(hanging.items[i].target, target) == 0)
			return true;
	return false;
}

static void note_hanging(const char *target)
{
	struct mount_info *grown =
		realloc(hanging.items, (hanging.count + 1) * sizeof(*hanging.items));
	char *copy = strdup(target);

	if (grown)
		hanging.items = grown;
	if (!grown || !copy) {
		free(copy);
		return;
	}
	hanging.items[hanging.count++] = (struct mount_info){ .target = copy };
}

/* These wait for a server, or for a process: told to, they give up what is under way. */
static bool waits_for_somebody(const struct mount_info *mount_info)
{
	return strncmp(mount_info->type, "nfs", 3) == 0 ||
	       strncmp(mount_info->type, "fuse", 4) == 0;
}

/*
 * In a child: unmount, then make sure that the disk has it, not only its cache. Opened before, as a
 * loop device may end with its last user.
 */
static int do_unmount(const void *ctx)
{
	const struct mount_info *mount_info = ctx;
	bool on_device = strncmp(mount_info->source, "/dev/", 5) == 0;
	cleanup_fd int fd =
		on_device ? open(mount_info->source, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;

	if (umount2(mount_info->target, UMOUNT_NOFOLLOW) < 0)
		return errno & 0xFF;
	if (fd >= 0 && fsync(fd) < 0)
		log_errno(errno, "flushing %s", mount_info->source);
	return 0;
}

/* In a child. */
static int do_unmount_by_force(const void *ctx)
{
	const struct mount_info *mount_info = ctx;

	return umount2(mount_info->target, UMOUNT_NOFOLLOW | MNT_FORCE) < 0 ? errno & 0xFF : 0;
}

/* By force only after it has not answered: what is under way is lost, to its other mounts, too. */
static int unmount_one(const struct mount_info *mount_info)
{
	int r = child_run(do_unmount, mount_info, UNMOUNT_LIMIT_MS);

	if (r != -ETIMEDOUT || !waits_for_somebody(mount_info))
		return r;
	log_warning("unmounting %s (%s): no answer, now by force", mount_info->target,
		    mount_info->type);
	return child_run(do_unmount_by_force, mount_info, UNMOUNT_LIMIT_MS);
}

/* In a child: read-only with its other flags, and not as a bind, which would spare the disk. */
static int do_remount(const void *ctx)
{
	const struct mount_info *mount_info = ctx;

	return mount(NULL, mount_info->target, NULL, mount_info->flags | MS_REMOUNT | MS_RDONLY,
		     NULL) < 0
		       ? errno & 0xFF
		       : 0;
}

static int read_mounts(struct mount_list *ret_list)
{
	cleanup_free char *text = NULL;
	int r = read_file("/proc/self/mountinfo", MOUNTINFO_MAX, &text, NULL);

	return r < 0 ? r : mountinfo_parse(text, ret_list);
}

/*
 * One pass over all mounts, or as many as the time allows. Returns the number of those unmounted;
 * @ret_left: still there.
 */
static size_t one_round(const struct mount_list *list, bool talk, int64_t deadline,
			size_t *ret_left)
{
	size_t done = 0;

	*ret_left = 0;
	for (size_t i = list->count; i-- > 0;) {
		const struct mount_info *item = &list->items[i];
		int r;

		if (kept_mount(item) || is_hanging(item->target))
			continue;
		if (loop_now_ms() >= deadline) {
			(*ret_left)++;
			continue;
		}
		r = unmount_one(item);
		if (r == 0) {
			done++;
			continue;
		}
		(*ret_left)++;
		if (r == -ETIMEDOUT)
			note_hanging(item->target);
		if (talk || r == -ETIMEDOUT)
			log_errno(r, "unmounting %s (%s)", item->target, item->type);
	}
	return done;
}

static void remount_rest(const struct mount_list *list, int64_t deadline)
{
	for (size_t i = list->count; i-- > 0;) {
		const struct mount_info *item = &list->items[i];
		int r;

		if (kept_mount(item) || item->super_read_only || is_hanging(item->target))
			continue;
		if (loop_now_ms() >= deadline) {
			log_error("too many mounts: the time is over for the last %zu", i + 1);
			return;
		}
		r = child_run(do_remount, item, UNMOUNT_LIMIT_MS);
		if (r != 0)
			log_errno(r, "making %s (%s) read-only", item->target, item->type);
	}
}

/* Returns the number of mounts that are left, or a negative errno, logged. */
static int64_t next_round(bool last, int64_t deadline, size_t *ret_done)
{
	struct mount_list list;
	size_t left;
	int r = read_mounts(&list);

	if (r < 0)
		return log_errno(r, "reading the list of mounts (nothing is unmounted)");
	*ret_done = one_round(&list, last, deadline, &left);
	if (last && left > 0)
		remount_rest(&list, loop_now_ms() + LAST_LIMIT_MS);
	mountinfo_release(&list);
	return (int64_t)left;
}

void unmount_all(void)
{
	int64_t deadline = loop_now_ms() + TOTAL_LIMIT_MS;
	int64_t left = 1;

	/* otherwise each unmount would be repeated in every namespace that still exists */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		log_errno(errno, "making / private (going on)");
	for (int quiet = 0; left > 0 && quiet <= QUIET_ROUNDS;) {
		bool last = quiet == QUIET_ROUNDS || loop_now_ms() >= deadline;
		size_t done = 0;

		if (last)
			deadline = loop_now_ms() + LAST_LIMIT_MS;
		left = next_round(last, deadline, &done);
		if (last)
			return;
		if (left <= 0 || done > 0)
			continue;
		if (quiet++ == 0)
			detach_devices();
		(void)usleep(PAUSE_US);
	}
}
