// SPDX-License-Identifier: Apache-2.0
//
// A log on a disk. See log_file.h.

#include "log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define LINE_MAX_KEPT (64L * 1024) /* a line that is longer, or none at all, may be cut */

void log_file_close(struct log_file *file)
{
	if (file->fd >= 0)
		(void)close(file->fd);
	file->fd = -1;
}

int log_file_open(struct log_file *file)
{
	cleanup_fd int fd = -1;
	struct stat st;

	if (file->fd >= 0)
		return 0;
	/* not waiting: it may be a pipe that nobody reads */
	fd = open(file->path,
		  O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK,
		  0640);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EPERM;
	file->size = st.st_size;
	file->fd = take_fd(&fd);
	return 0;
}

/* Readers of the old one are readers of the new one. */
static void take_over_rights(const struct log_file *file, const struct stat *old)
{
	if (fchown(file->fd, old->st_uid, old->st_gid) == 0)
		(void)fchmod(file->fd, old->st_mode & 0777);
}

/* Begin anew. If the old one cannot be kept, it is emptied: it must not grow for ever. */
static int begin_anew(struct log_file *file)
{
	cleanup_free char *old = format_text("%s.1", file->path);
	struct stat st;
	int r;

	if (fstat(file->fd, &st) < 0)
		return -errno;
	if (!old || (rename(file->path, old) < 0 && errno != ENOENT)) {
		if (ftruncate(file->fd, 0) < 0)
			return -errno;
		file->size = 0;
		return 0;
	}
	log_file_close(file);
	r = log_file_open(file);
	if (r == 0)
		take_over_rights(file, &st);
	return r;
}

/* On a full disk the log that was kept is what there is to give. */
static bool make_room(const struct log_file *file)
{
	cleanup_free char *old = format_text("%s.1", file->path);

	return old && unlink(old) == 0;
}

/* Returns how many bytes could be written; @ret_error is 0 for all of them. */
static size_t write_some(struct log_file *file, const char *text, size_t len, int *ret_error)
{
	bool made_room = false; /* once: somebody else may use it up again and again */
	size_t done = 0;

	*ret_error = 0;
	while (done < len) {
		ssize_t n = write(file->fd, text + done, len - done);
		int error = errno;

		if (n >= 0) {
			done += (size_t)n;
			continue;
		}
		if (error == EINTR)
			continue;
		if ((error == ENOSPC || error == EDQUOT) && !made_room && make_room(file)) {
			made_room = true;
			continue;
		}
		*ret_error = -error;
		break;
	}
	file->size += (int64_t)done;
	return done;
}

/* Somebody who moves the log away, or removes it, wants a new one; who empties it, this one. */
static void look_at(struct log_file *file)
{
	struct stat ours, now;

	if (fstat(file->fd, &ours) < 0 || lstat(file->path, &now) < 0 ||
	    ours.st_dev != now.st_dev || ours.st_ino != now.st_ino)
		log_file_close(file);
	else
		file->size = ours.st_size;
}

static bool is_full(const struct log_file *file, size_t len, bool at_line)
{
	int64_t size = file->size + (int64_t)len;

	return file->size > 0 && size > file->limit + (at_line ? 0 : LINE_MAX_KEPT);
}

int log_file_write(struct log_file *file, const char *text, size_t len, bool at_line)
{
	size_t done = 0;
	int r;

	if (file->fd >= 0)
		look_at(file);
	r = log_file_open(file);
	if (r == 0 && is_full(file, len, at_line))
		r = begin_anew(file);
	if (r == 0)
		done = write_some(file, text, len, &r);
	if (r < 0)
		file->lost += len - done;
	if (done > 0)
		file->cut_short = r < 0 && text[done - 1] != '\n';
	return r;
}
