// SPDX-License-Identifier: Apache-2.0
//
// The end of a log, and what comes. See service_logs.h.

#include "service_logs.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/number.h"
#include "say.h"

#define LINES_DEFAULT 10
#define LINES_MAX 1000000
#define LOOK_US 200000
#define PIECE 4096

struct log {
	const char *path;
	int fd;
	off_t at; /* up to here it has been shown */
};

/* Where the last @lines lines begin. The newline at the very end ends the last one of them. */
static int find_tail(int fd, int64_t lines, off_t *ret_start)
{
	char piece[PIECE];
	off_t end = lseek(fd, 0, SEEK_END);
	int64_t newlines = 0;

	if (end < 0)
		return -errno;
	*ret_start = lines == 0 ? end : 0;
	for (off_t at = end; lines > 0 && at > 0;) {
		size_t len = at < PIECE ? (size_t)at : PIECE;
		int r;

		at -= (off_t)len;
		r = pread_all(fd, piece, len, at);
		if (r < 0)
			return r;
		while (len-- > 0) {
			if (piece[len] != '\n' || at + (off_t)len + 1 == end)
				continue;
			if (++newlines == lines) {
				*ret_start = at + (off_t)len + 1;
				return 0;
			}
		}
	}
	return 0;
}

/* Show what is there from log->at on. */
static int show(struct log *log)
{
	char piece[PIECE];
	ssize_t n;

	while ((n = pread(log->fd, piece, sizeof(piece), log->at)) != 0) {
		int r;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		r = write_all(STDOUT_FILENO, piece, (size_t)n);
		if (r < 0)
			return r;
		log->at += n;
	}
	return 0;
}

/* A log that was rotated is another file, or has become shorter. */
static int open_anew_if_rotated(struct log *log)
{
	struct stat now, then;
	int fd;

	if (fstat(log->fd, &then) < 0)
		return -errno;
	if (stat(log->path, &now) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (now.st_dev == then.st_dev && now.st_ino == then.st_ino) {
		if (then.st_size < log->at)
			log->at = 0;
		return 0;
	}
	fd = open(log->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	(void)close(log->fd);
	log->fd = fd;
	log->at = 0;
	return 0;
}

static int follow(struct log *log)
{
	int r = 0;

	while (r == 0) {
		(void)usleep(LOOK_US);
		r = show(log); /* to its end, before another one takes its place */
		if (r == 0)
			r = open_anew_if_rotated(log);
	}
	return r;
}

static int show_log(const char *path, int64_t lines, bool go_on)
{
	struct log log = { .path = path, .fd = open(path, O_RDONLY | O_CLOEXEC) };
	int r = log.fd < 0 ? -errno : find_tail(log.fd, lines, &log.at);

	if (r == 0)
		r = show(&log);
	if (r == 0 && go_on)
		r = follow(&log);
	if (log.fd >= 0)
		(void)close(log.fd);
	return r;
}

int service_logs(const char *path, int argc, char *argv[])
{
	int64_t lines = LINES_DEFAULT;
	bool go_on = false;
	int option, r;

	optind = 0; /* another list of words than the one before */
	while ((option = getopt(argc, argv, "fn:")) != -1) {
		if (option == 'f')
			go_on = true;
		else if (option == 'n')
			lines = number_parse(optarg, LINES_MAX);
		else
			lines = -EINVAL;
	}
	if (lines < 0 || optind < argc) {
		(void)fprintf(stderr, "usage: rc-service SERVICE logs [-f] [-n LINES]\n");
		return 1;
	}
	r = show_log(path, lines, go_on);
	if (r == 0 || r == -EPIPE)
		return 0;
	say_error("%s: %s", path, strerror(-r));
	return 1;
}
