// SPDX-License-Identifier: Apache-2.0
//
// The logger. See logger.h.

#include "logger.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "log_file.h"
#include "stamp.h"

#define LOG_LIMIT (4L * 1024 * 1024)
#define QUIET_S 10 /* after that a log is closed */
#define SHOWN_MAX 20
#define PIPE_CAPACITY 65536
#define PIECE 4096L /* of one log at a time: a flood in one does not keep the others waiting */
#define STAMPED_MAX (PIECE * (1 + STAMP_LEN)) /* what becomes of a piece at most */

struct source {
	int fd; /* the pipe */
	struct log_file file;
	bool in_line;
	bool quiet; /* nothing has come since the last look */
	unsigned shown; /* lines that went to the kernel's log, as there was no other place */
};

static struct source *sources;
static size_t source_count;
static struct pollfd *ready; /* the socket, and then the sources */

static int grow(void)
{
	struct source *more = realloc(sources, (source_count + 1) * sizeof(*more));
	struct pollfd *more_ready;

	if (!more)
		return -ENOMEM;
	sources = more;
	more_ready = realloc(ready, (source_count + 2) * sizeof(*more_ready));
	if (!more_ready)
		return -ENOMEM;
	ready = more_ready;
	return 0;
}

/* What keeps it from being written may pass, and comes to light again then. */
static void open_first(struct log_file *file)
{
	int r = log_file_open(file);

	if (r < 0)
		log_errno(r, "opening %s (what its service says is lost until that can be done)",
			  file->path);
}

/* Takes over @fd. */
static int add_source(const char *path, int fd)
{
	cleanup_fd int pipe_end = fd;
	struct source *source;
	char *copy;
	int r = grow();

	if (r < 0)
		return r;
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	source = &sources[source_count++];
	*source = (struct source){
		.fd = take_fd(&pipe_end),
		.file = { .path = copy, .limit = LOG_LIMIT, .fd = -1 },
	};
	open_first(&source->file);
	return 0;
}

/* PID 1 needs it no more, and whoever has written to it has ended. */
static void remove_source(size_t index)
{
	struct source *source = &sources[index];

	(void)close(source->fd);
	log_file_close(&source->file);
	free(source->file.path);
	*source = sources[--source_count];
}

/* The descriptor that came with a packet, -1 = none. */
static int take_descriptor(struct msghdr *message)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int fd = -1;

	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* One more log. Returns 0, -EAGAIN (no more has come), -EPIPE (PID 1 has closed its end) or
 * another. */
static int take_log(void)
{
	char path[LOGGER_PATH_MAX + 1];
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr aligned;
	} control;
	struct iovec data = { .iov_base = path, .iov_len = LOGGER_PATH_MAX };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control.bytes) };
	ssize_t len = recvmsg(LOGGER_SOCKET, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	int fd;

	if (len < 0)
		return errno == EINTR ? -EAGAIN : -errno;
	if (len == 0)
		return -EPIPE;
	path[len] = '\0';
	fd = take_descriptor(&message);
	return fd < 0 ? -EBADMSG : add_source(path, fd);
}

/* All that have come. Returns 0 or, as above, the reason to end. */
static int take_logs(void)
{
	int r;

	while ((r = take_log()) == 0)
		;
	if (r != -EAGAIN && r != -EPIPE)
		log_errno(r, "taking over a log");
	return r == -EAGAIN ? 0 : r;
}

static void stamp_now(char stamp[STAMP_LEN])
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &now);
	stamp_write(now.tv_sec, (int)(now.tv_nsec / 1000000), stamp);
}

/* What is missing is told where it is missed, when there is room again. */
static void tell_loss(struct source *source, const char stamp[STAMP_LEN])
{
	struct log_file *file = &source->file;
	uint64_t lost = file->lost;
	char line[128];
	int len = snprintf(line, sizeof(line),
			   "%s%.*sberth: %" PRIu64 " bytes could not be written here\n",
			   file->cut_short ? "\n" : "", STAMP_LEN, stamp, lost);

	if (source->in_line || lost == 0)
		return;
	file->lost = 0;
	if (log_file_write(file, line, (size_t)len, true) < 0)
		file->lost = lost;
	else
		source->shown = 0;
}

/* The first lines of what cannot be written: they may tell what is wrong. */
static void show_in_kernel_log(struct source *source, const char *piece, size_t len)
{
	while (len > 0 && source->shown < SHOWN_MAX) {
		const char *newline = memchr(piece, '\n', len);
		size_t line = newline ? (size_t)(newline - piece) : len;

		log_warning("%s: %.*s", source->file.path, (int)line, piece);
		source->shown++;
		line += newline != NULL;
		piece += line;
		len -= line;
	}
}

static void write_lines(struct source *source, const char *piece, size_t len)
{
	static char lines[STAMPED_MAX];
	struct log_file *file = &source->file;
	bool at_line = !source->in_line;
	bool failed_before = file->lost > 0;
	char stamp[STAMP_LEN];
	size_t stamped;
	int r;

	stamp_now(stamp);
	tell_loss(source, stamp);
	stamped = stamp_lines(&source->in_line, piece, len, stamp, lines);
	r = log_file_write(file, lines, stamped, at_line);
	if (r < 0 && !failed_before)
		log_errno(r, "writing %s (what its service says is lost meanwhile)", file->path);
	if (r < 0)
		show_in_kernel_log(source, piece, len);
}

/* In a flood pieces end inside of lines: a log that has grown large enough is begun anew between
 * two. */
static void write_piece(struct source *source, const char *piece, size_t len)
{
	const char *newline = memchr(piece, '\n', len);
	size_t rest = newline ? (size_t)(newline + 1 - piece) : len;

	if (!source->in_line || source->file.size < LOG_LIMIT - STAMPED_MAX)
		rest = 0;
	if (rest > 0)
		write_lines(source, piece, rest);
	if (rest < len)
		write_lines(source, piece + rest, len - rest);
	source->quiet = false;
}

/* Returns the number of bytes, 0 at the end, or -EAGAIN when no more has come. */
static ssize_t read_piece(struct source *source)
{
	char piece[PIECE];
	ssize_t n = read(source->fd, piece, sizeof(piece));

	if (n > 0)
		write_piece(source, piece, (size_t)n);
	return n < 0 ? -EAGAIN : n;
}

/* A file that is open keeps its file system from being unmounted. */
static void close_quiet_ones(void)
{
	for (size_t i = 0; i < source_count; i++) {
		if (sources[i].quiet)
			log_file_close(&sources[i].file);
		sources[i].quiet = true;
	}
}

/* Returns false when the time has passed. */
static bool wait_for_something(int limit_ms)
{
	ready[0] = (struct pollfd){ .fd = LOGGER_SOCKET, .events = POLLIN };
	for (size_t i = 0; i < source_count; i++)
		ready[i + 1] = (struct pollfd){ .fd = sources[i].fd, .events = POLLIN };
	if (poll(ready, source_count + 1, limit_ms) > 0)
		return true;
	for (size_t i = 0; i <= source_count; i++)
		ready[i].revents = 0;
	return false;
}

/* From the last one on, as the last one takes the place of one that is removed. */
static void read_ready_ones(void)
{
	for (size_t i = source_count; i-- > 0;)
		if (ready[i + 1].revents && read_piece(&sources[i]) == 0)
			remove_source(i);
}

/* What is in the pipes; of one who goes on writing no more than fits into one. */
static void read_all(void)
{
	for (size_t round = 0; round < PIPE_CAPACITY / PIECE; round++)
		for (size_t i = 0; i < source_count; i++)
			(void)read_piece(&sources[i]);
}

int logger_main(int argc, char *argv[])
{
	time_t looked_at = 0;
	int r = grow();

	(void)argc;
	(void)argv;
	log_init("berth rc-log", LOG_TO_KMSG);
	(void)prctl(PR_SET_NAME, "rc-log"); /* it was executed as /proc/self/exe */
	while (r == 0) {
		struct timespec now = { 0 };

		(void)wait_for_something(QUIET_S * 1000);
		read_ready_ones();
		if (ready[0].revents)
			r = take_logs();
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec - looked_at >= QUIET_S) {
			close_quiet_ones();
			looked_at = now.tv_sec;
		}
	}
	read_all();
	return r == -EPIPE ? 0 : 1;
}
