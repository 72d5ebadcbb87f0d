// SPDX-License-Identifier: Apache-2.0
//
// The files of a log. See log_segments.h.

#include "log_segments.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/string_list.h"
#include "rotated.h"

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* What is shown would be shown again. */
static bool is_output(const struct stat *st)
{
	struct stat output;

	return fstat(STDOUT_FILENO, &output) == 0 && is_same(st, &output);
}

/* A log is a plain file; what else has its name is neither followed nor waited for. */
static int open_segment(const char *path, struct log_segment *ret_segment)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || is_output(&st))
		return -EINVAL;
	*ret_segment = (struct log_segment){ .fd = take_fd(&fd), .end = st.st_size };
	return 0;
}

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

static int append(struct log_segments *files, const struct log_segment *segment)
{
	struct log_segment *grown = realloc(files->items, (files->count + 1) * sizeof(*grown));

	if (!grown) {
		(void)close(segment->fd);
		return -ENOMEM;
	}
	files->items = grown;
	grown[files->count++] = *segment;
	return 0;
}

/*
 * @last: the newest that is known, or NULL: all are wanted
 * @current: the log itself, NULL if there is none: between listing and opening it may have got the
 *           name of an earlier one
 */
static int add_earlier(struct log_segments *files, const char *path, const struct stat *last,
		       const struct stat *current)
{
	struct log_segment segment = { .fd = -1 };
	struct stat st;

	if (open_segment(path, &segment) < 0)
		return 0; /* gone meanwhile, or no log */
	if (fstat(segment.fd, &st) < 0 || (current && is_same(&st, current)) ||
	    (last && (is_same(&st, last) || !is_later(&st.st_mtim, &last->st_mtim)))) {
		(void)close(segment.fd);
		return 0;
	}
	return append(files, &segment);
}

static int add_all_earlier(struct log_segments *files, const char *path, const struct stat *last,
			   const struct stat *current)
{
	struct string_list paths = { 0 };
	int r = rotated_list(path, &paths);

	for (size_t i = 0; i < paths.count && r == 0; i++)
		r = add_earlier(files, paths.items[i], last, current);
	string_list_release(&paths);
	return r;
}

/* Returns 1 if the log is another file than @last, 0 if it is that one or none, or an error. */
static int open_current(const char *path, const struct stat *last, struct log_segment *segment,
			struct stat *st)
{
	int r = open_segment(path, segment);

	if (r == -ENOENT)
		return 0;
	if (r == 0 && fstat(segment->fd, st) < 0)
		r = -errno;
	if (r == 0 && !(last && is_same(st, last)))
		return 1;
	if (r == 0)
		(void)close(segment->fd);
	return r;
}

int log_segments_add_newer(struct log_segments *files, const char *path, bool *ret_gap)
{
	size_t before = files->count;
	struct log_segment segment = { .fd = -1 };
	struct stat newest = { 0 }, current = { 0 };
	const struct stat *last = before > 0 ? &newest : NULL;
	int is_new, r;

	if (last && fstat(files->items[before - 1].fd, &newest) < 0)
		return -errno;
	is_new = open_current(path, last, &segment, &current);
	if (is_new < 0 || (last && is_new == 0))
		return is_new;
	r = add_all_earlier(files, path, last, is_new ? &current : NULL);
	if (r == 0 && last && last->st_nlink == 0 && files->count > before)
		*ret_gap = true;
	if (is_new && r == 0)
		r = append(files, &segment);
	else if (is_new)
		(void)close(segment.fd);
	return r < 0 ? r : files->count > before;
}

bool log_segment_was_emptied(const struct log_segment *segment)
{
	struct stat st;

	return fstat(segment->fd, &st) == 0 && st.st_size < segment->at;
}

int64_t log_segments_written_us(const struct log_segments *files)
{
	struct stat st;

	if (files->count == 0 || fstat(files->items[files->count - 1].fd, &st) < 0)
		return 0;
	return (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
}

void log_segments_drop(struct log_segments *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)close(files->items[i].fd);
	files->count -= count;
	if (files->count > 0)
		memmove(files->items, files->items + count, files->count * sizeof(*files->items));
}
