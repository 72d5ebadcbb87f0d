// SPDX-License-Identifier: Apache-2.0
//
// The power button: input devices that have KEY_POWER. Declared in control.h.

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../shutdown/control.h"
#include "../shutdown/shutdown.h"
#include "loop.h"

#define INPUT_DIR "/dev/input"
#define BITS_PER_LONG (CHAR_BIT * sizeof(unsigned long))

static struct loop_fd new_devices = { .fd = -1 };

static bool has_power_key(int fd)
{
	unsigned long keys[KEY_MAX / BITS_PER_LONG + 1] = { 0 };

	if (io_control(fd, EVIOCGBIT(EV_KEY, sizeof(keys)), keys) < 0)
		return false;
	return keys[KEY_POWER / BITS_PER_LONG] >> (KEY_POWER % BITS_PER_LONG) & 1;
}

static void button_ready(struct loop_fd *self, uint32_t events)
{
	struct input_event event;
	ssize_t n = read(self->fd, &event, sizeof(event));

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n != (ssize_t)sizeof(event)) {
		/* unplugged */
		loop_del_fd(self);
		free(self);
		return;
	}
	if (event.type == EV_KEY && event.code == KEY_POWER && event.value == 1)
		shutdown_request(ACTION_POWEROFF, "the power button");
}

static void add_device(const char *name)
{
	cleanup_free char *path = format_text(INPUT_DIR "/%s", name);
	cleanup_free struct loop_fd *button = calloc(1, sizeof(*button));
	int r;

	if (!path || !button || strncmp(name, "event", 5) != 0)
		return;
	button->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	button->ready = button_ready;
	if (button->fd < 0) {
		log_errno(errno, "power button: opening %s (ignored)", path);
		return;
	}
	if (!has_power_key(button->fd)) {
		(void)close(button->fd);
		return;
	}
	r = loop_add_fd(button, EPOLLIN);
	if (r < 0) {
		log_errno(r, "power button: watching %s (ignored)", path);
		(void)close(button->fd);
		return;
	}
	(void)take_ptr(button);
}

static void directory_ready(struct loop_fd *self, uint32_t events)
{
	_Alignas(struct inotify_event) char buffer[4096];
	ssize_t n = read(self->fd, buffer, sizeof(buffer));

	(void)events;
	for (ssize_t at = 0; at < n;) {
		struct inotify_event *event = (struct inotify_event *)(void *)(buffer + at);

		if (event->len > 0)
			add_device(event->name);
		at += (ssize_t)(sizeof(*event) + event->len);
	}
}

int control_open_buttons(void)
{
	cleanup_dir DIR *dir = NULL;
	struct dirent *entry;
	int r = make_dirs(INPUT_DIR, 0755);

	/* watched before it is read, so that no device falls between the two */
	new_devices.ready = directory_ready;
	new_devices.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (r == 0 &&
	    (new_devices.fd < 0 || inotify_add_watch(new_devices.fd, INPUT_DIR, IN_CREATE) < 0))
		r = -errno;
	if (r == 0)
		r = loop_add_fd(&new_devices, EPOLLIN);
	if (r < 0)
		log_errno(r, "power button: watching %s (ignored)", INPUT_DIR);
	dir = opendir(INPUT_DIR);
	if (!dir)
		return log_errno(errno, "power button: reading %s (ignored)", INPUT_DIR);
	while ((entry = readdir(dir)))
		add_device(entry->d_name);
	return r;
}
