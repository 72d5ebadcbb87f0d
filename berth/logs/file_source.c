// SPDX-License-Identifier: Apache-2.0
//
// Logs in files. See file_source.h.

#include "file_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "line_buffer.h"
#include "log_segments.h"
#include "log_tail.h"

#define FIRST_LINES 64 /* one of them ought to have a time, if any has one */

struct file_source {
	struct log_source base;
	char *path, *directory;
	bool json, live;
	struct log_segments files;
	size_t current; /* the one that is read */
	bool at_end; /* of the current one: nothing more comes there */
	bool gap; /* to be told before the next line */
	struct line_buffer buffer;
	char *text; /* of the last line, if it is none of the buffer */
};

static bool is_last(const struct file_source *file)
{
	return file->current + 1 >= file->files.count;
}

/* Returns how many bytes have come, or a negative errno. */
static ssize_t read_piece(struct file_source *file)
{
	struct log_segment *segment = &file->files.items[file->current];
	size_t len;
	char *room = line_buffer_room(&file->buffer, &len);
	ssize_t n;

	if (!room)
		return -ENOMEM;
	if (!file->live && (off_t)len > segment->end - segment->at)
		len = (size_t)(segment->end - segment->at);
	n = pread(segment->fd, room, len, segment->at);
	if (n < 0)
		return -errno;
	segment->at += n;
	line_buffer_add(&file->buffer, (size_t)n);
	return n;
}

/* A log that was emptied, or begun anew. Returns 1 if there is something to read now, else 0. */
static int look_again(struct file_source *file)
{
	struct log_segments *files = &file->files;
	int r;

	if (files->count > 0 && log_segment_was_emptied(&files->items[file->current])) {
		files->items[file->current].at = 0;
		line_buffer_clear(&file->buffer);
		return 1;
	}
	log_segments_drop(files, file->current);
	file->current = 0;
	r = log_segments_add_newer(files, file->path, &file->gap);
	return r == -ENOENT ? 0 : r;
}

/* Returns 1 if that makes a difference, 0 if there is nothing yet, or a negative errno. */
static int fill(struct file_source *file)
{
	ssize_t n = file->files.count > 0 ? read_piece(file) : 0;

	if (n != 0)
		return n < 0 ? (int)n : 1;
	if (file->live && is_last(file))
		return look_again(file);
	file->at_end = true;
	return 1;
}

static bool move_on(struct file_source *file)
{
	if (is_last(file))
		return false;
	file->current++;
	file->at_end = false;
	return true;
}

static int take_line(struct file_source *file, const char *line, size_t len,
		     struct log_line *ret_line)
{
	int r = 0;

	free(take_ptr(file->text));
	if (file->json)
		r = log_line_parse_json(line, len, ret_line, &file->text);
	else
		log_line_parse(line, len, ret_line);
	return r < 0 ? r : 1;
}

static int tell_gap(struct file_source *file, struct log_line *ret_line)
{
	static const char text[] = "berth: lines may be missing here: the log was begun anew more "
				   "than once meanwhile";

	file->gap = false;
	*ret_line = (struct log_line){ LOG_TIME_NONE, text, sizeof(text) - 1 };
	return 1;
}

static int next_line(struct log_source *self, struct log_line *ret_line)
{
	struct file_source *file = (struct file_source *)self;
	const char *line;
	size_t len;

	while (!line_buffer_next(&file->buffer, file->at_end, &line, &len)) {
		int r;

		if (file->at_end && !move_on(file))
			return 0;
		r = fill(file);
		if (r <= 0)
			return r;
		if (file->gap)
			return tell_gap(file, ret_line);
	}
	return take_line(file, line, len, ret_line);
}

static void begin(struct file_source *file)
{
	for (size_t i = 0; i < file->files.count; i++)
		file->files.items[i].at = file->files.items[i].start;
	line_buffer_clear(&file->buffer);
	file->current = 0;
	file->at_end = false;
}

/* Where lines without a time belong before there was one with: of a log that has none, all. */
static int64_t first_time(struct file_source *file)
{
	struct log_line line;

	for (int i = 0; i < FIRST_LINES && next_line(&file->base, &line) > 0; i++)
		if (line.time_us != LOG_TIME_NONE)
			return line.time_us;
	return log_segments_written_us(&file->files);
}

static int rewind_log(struct log_source *self)
{
	struct file_source *file = (struct file_source *)self;

	begin(file);
	file->base.at_us = first_time(file);
	begin(file);
	return 0;
}

static void go_on(struct log_source *self)
{
	struct file_source *file = (struct file_source *)self;

	file->live = true;
	file->at_end = false;
}

static void release(struct log_source *self)
{
	struct file_source *file = (struct file_source *)self;

	log_segments_drop(&file->files, file->files.count);
	free(file->files.items);
	line_buffer_release(&file->buffer);
	free(file->text);
	free(file->path);
	free(file->directory);
	free(file);
}

/* From the last file to the first, as long as lines are wanted. */
static int find_start(struct file_source *file, int64_t lines)
{
	for (size_t i = file->files.count; i-- > 0 && lines != FILE_SOURCE_ALL;) {
		struct log_segment *segment = &file->files.items[i];
		int64_t found = log_tail_find(segment->fd, segment->end, lines, &segment->start);

		if (found < 0)
			return (int)found;
		lines -= found;
	}
	return 0;
}

static int prepare(struct file_source *file, const char *unit, const char *path)
{
	const char *slash = strrchr(path, '/');

	file->base = (struct log_source){
		.unit = strdup(unit),
		.next = next_line,
		.rewind = rewind_log,
		.go_on = go_on,
		.release = release,
		.poll_fd = -1,
	};
	file->path = strdup(path);
	file->directory = slash ? strndup(path, (size_t)(slash - path)) : NULL;
	file->base.directory = file->directory;
	return file->base.unit && file->path && file->directory ? 0 : -ENOMEM;
}

int file_source_open(const char *unit, const char *path, bool json, int64_t lines,
		     struct log_source **ret_source)
{
	struct file_source *file = calloc(1, sizeof(*file));
	int r = file ? prepare(file, unit, path) : -ENOMEM;

	if (!file)
		return r;
	file->json = json;
	if (r == 0)
		r = log_segments_add_newer(&file->files, path, &file->gap);
	if (r >= 0 || r == -ENOENT) /* not even its directory */
		r = find_start(file, lines);
	if (r == 0)
		r = rewind_log(&file->base);
	if (r < 0) {
		free(file->base.unit);
		release(&file->base);
		return r;
	}
	*ret_source = &file->base;
	return 0;
}
