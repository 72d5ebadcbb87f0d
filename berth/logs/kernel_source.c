// SPDX-License-Identifier: Apache-2.0
//
// The kernel's log. See kernel_source.h. The kernel counts the time from its start; what the clock
// said then is worked out from what it says now.

#include "kernel_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "kmsg_record.h"

#define SECOND_US INT64_C(1000000)

struct kernel_source {
	struct log_source base;
	int fd;
	bool of_programs;
	int64_t boot_us; /* when the kernel started, by the clock as it is now */
	int64_t until_us; /* since then; a log that is filled faster than it is read has an end */
	char record[KMSG_RECORD_MAX];
};

static int64_t clock_us(clockid_t clock)
{
	struct timespec now = { 0 };

	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

/* The next record. Returns its length, 0 if there is none, or a negative errno. */
static ssize_t read_record(struct kernel_source *kernel)
{
	for (;;) {
		ssize_t n = read(kernel->fd, kernel->record, sizeof(kernel->record));

		if (n >= 0)
			return n;
		if (errno == EAGAIN)
			return 0;
		/* what was to be read has been overwritten: go on with the oldest there is */
		if (errno != EPIPE && errno != EINTR)
			return -errno;
	}
}

static int next_line(struct log_source *self, struct log_line *ret_line)
{
	struct kernel_source *kernel = (struct kernel_source *)self;
	struct kmsg_record record;
	ssize_t len;

	while ((len = read_record(kernel)) > 0) {
		if (kmsg_record_parse(kernel->record, (size_t)len, &record) < 0 ||
		    record.from_kernel == kernel->of_programs)
			continue;
		if (record.since_boot_us > kernel->until_us)
			return 0;
		*ret_line = (struct log_line){
			.time_us = kernel->boot_us + record.since_boot_us,
			.text = record.text,
			.len = record.len,
		};
		return 1;
	}
	return (int)len;
}

static int rewind_log(struct log_source *self)
{
	struct kernel_source *kernel = (struct kernel_source *)self;

	return lseek(kernel->fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

static void go_on(struct log_source *self)
{
	((struct kernel_source *)self)->until_us = INT64_MAX;
}

static void release(struct log_source *self)
{
	struct kernel_source *kernel = (struct kernel_source *)self;

	(void)close(kernel->fd);
	free(kernel);
}

int kernel_source_open(const char *unit, bool of_programs, struct log_source **ret_source)
{
	cleanup_fd int fd = open("/dev/kmsg", O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct kernel_source *kernel;
	int64_t since_boot_us = clock_us(CLOCK_MONOTONIC);

	if (fd < 0)
		return -errno;
	kernel = calloc(1, sizeof(*kernel));
	if (!kernel)
		return -ENOMEM;
	kernel->base = (struct log_source){
		.unit = strdup(unit),
		.next = next_line,
		.rewind = rewind_log,
		.go_on = go_on,
		.release = release,
		.poll_fd = fd,
	};
	kernel->fd = take_fd(&fd);
	kernel->of_programs = of_programs;
	kernel->boot_us = clock_us(CLOCK_REALTIME) - since_boot_us;
	kernel->until_us = since_boot_us + SECOND_US; /* the kernel's own clock is not the same */
	if (!kernel->base.unit) {
		release(&kernel->base);
		return -ENOMEM;
	}
	*ret_source = &kernel->base;
	return 0;
}
