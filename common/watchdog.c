// SPDX-License-Identifier: Apache-2.0
//
// The watchdogs of the machine. See watchdog.h.

#include "watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "cmdline.h"
#include "io.h"
#include "log.h"
#include "text.h"

#define INHERITED_MAX 64 /* a program that has just begun has no descriptors beyond */
#define FD_LOWEST 10 /* out of the way of 0, 1 and 2, which the next program sets up anew */
#define TIMEOUT_LEAST_S 8

/*
 * The kernel's own watchdog, on every machine. It comes last: a real one works without the kernel,
 * too, and can tell afterwards that it was the one.
 */
#define SOFT_NAME "Software Watchdog"
#define SOFT_TIMEOUT_S (WATCHDOG_TIMEOUT_S + 15)

bool watchdog_wanted(const char *cmdline)
{
	cleanup_free char *value = NULL;

	return !cmdline_is(cmdline, "panic", "0") &&
	       cmdline_get(cmdline, "berth.rescue", &value) == -ENOENT;
}

int watchdog_ping_ms(const struct watchdog dogs[WATCHDOG_MAX])
{
	int every = WATCHDOG_PING_MS;

	for (size_t i = 0; i < WATCHDOG_MAX; i++)
		if (dogs[i].fd >= 0 && dogs[i].timeout_s > 0 && dogs[i].timeout_s * 250 < every)
			every = dogs[i].timeout_s * 250;
	return every;
}

/* The descriptor that is open for this device already, or -1. */
static int find_inherited(dev_t device)
{
	for (int fd = 0; fd < INHERITED_MAX; fd++) {
		struct stat st;

		if (fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == device)
			return fd;
	}
	return -1;
}

/* Opening it is what starts it. */
static int open_new(const char *path)
{
	cleanup_fd int fd = open(path, O_WRONLY | O_CLOEXEC);
	int high;

	if (fd < 0)
		return -errno;
	high = fcntl(fd, F_DUPFD_CLOEXEC, FD_LOWEST);
	return high < 0 ? take_fd(&fd) : high;
}

static int open_or_inherit(const char *path)
{
	struct stat st;
	int fd;

	if (stat(path, &st) < 0)
		return -errno;
	fd = find_inherited(st.st_rdev);
	if (fd < 0)
		return open_new(path);
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* One that cannot count so far is asked for less; one that takes nothing keeps its own timeout. */
static int set_timeout(int fd, int most)
{
	int timeout = 0;

	for (int wanted = most; wanted >= TIMEOUT_LEAST_S; wanted /= 2) {
		timeout = wanted;
		if (io_control(fd, WDIOC_SETTIMEOUT, &timeout) >= 0)
			break;
	}
	/* some round the value without saying so in the answer */
	return io_control(fd, WDIOC_GETTIMEOUT, &timeout) < 0 ? most : timeout;
}

static void look_up(struct watchdog *dog)
{
	struct watchdog_info info = { 0 };
	int status = 0;

	if (io_control(dog->fd, WDIOC_GETSUPPORT, &info) >= 0)
		memcpy(dog->name, info.identity, sizeof(info.identity));
	if (io_control(dog->fd, WDIOC_GETBOOTSTATUS, &status) >= 0)
		dog->restarted = status & WDIOF_CARDRESET;
}

static void arm_one(unsigned number, struct watchdog *dog)
{
	cleanup_free char *path = format_text("/dev/watchdog%u", number);
	int fd = path ? open_or_inherit(path) : -ENOMEM;

	*dog = (struct watchdog){ .fd = -1 };
	if (fd == -ENOENT)
		return;
	if (fd < 0) {
		log_errno(fd, "watchdog%u (it does not guard the machine)", number);
		return;
	}
	dog->fd = fd;
	look_up(dog);
	dog->timeout_s = set_timeout(fd, strcmp(dog->name, SOFT_NAME) == 0 ? SOFT_TIMEOUT_S
									   : WATCHDOG_TIMEOUT_S);
}

void watchdog_arm(struct watchdog ret_dogs[WATCHDOG_MAX])
{
	for (unsigned i = 0; i < WATCHDOG_MAX; i++)
		arm_one(i, &ret_dogs[i]);
}

void watchdog_hand_over(const struct watchdog dogs[WATCHDOG_MAX])
{
	for (size_t i = 0; i < WATCHDOG_MAX; i++)
		if (dogs[i].fd >= 0)
			(void)fcntl(dogs[i].fd, F_SETFD, 0);
}

void watchdog_ping(const struct watchdog dogs[WATCHDOG_MAX])
{
	for (size_t i = 0; i < WATCHDOG_MAX; i++)
		if (dogs[i].fd >= 0)
			(void)io_control(dogs[i].fd, WDIOC_KEEPALIVE, NULL);
}

void watchdog_disarm(struct watchdog dogs[WATCHDOG_MAX])
{
	for (size_t i = 0; i < WATCHDOG_MAX; i++) {
		int off = WDIOS_DISABLECARD;

		if (dogs[i].fd < 0)
			continue;
		/* at once, as a child that hangs may have the descriptor, too */
		(void)io_control(dogs[i].fd, WDIOC_SETOPTIONS, &off);
		/* and for those that know this way only: closed behind the magic character */
		(void)write(dogs[i].fd, "V", 1);
		(void)close(dogs[i].fd);
		dogs[i].fd = -1;
	}
}
