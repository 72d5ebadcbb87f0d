// SPDX-License-Identifier: Apache-2.0
//
// Messages about devices for several listeners. See device_events.h.

#include "device_events.h"

#include <stdint.h>
#include <sys/epoll.h>

#include "../../common/log.h"
#include "../../common/uevent.h"
#include "loop.h"

static struct loop_fd source = { .fd = -1 };
static struct device_listener *listeners;

/* @len: 0 = messages were lost */
static void deliver(const struct device_listener *listener, const char *message, size_t len)
{
	if (len > 0)
		listener->heard(message, len);
	else if (listener->lost)
		listener->lost();
}

static void source_ready(struct loop_fd *self, uint32_t events)
{
	static char message[UEVENT_MAX];
	ssize_t n;

	(void)events;
	while ((n = uevent_receive(self->fd, message, sizeof(message))) >= 0)
		for (struct device_listener *at = listeners; at; at = at->next)
			deliver(at, message, (size_t)n);
}

static int watch(int fd)
{
	int r;

	source.ready = source_ready;
	source.fd = fd;
	r = loop_add_fd(&source, EPOLLIN);
	if (r < 0)
		loop_del_fd(&source);
	return r;
}

static int open_source(void)
{
	int fd;

	if (source.fd >= 0)
		return 0;
	fd = uevent_open();
	return fd < 0 ? fd : watch(fd);
}

void device_events_save(struct saver *saver)
{
	saver_fd(saver, DEVICE_EVENTS_SAVED, source.fd);
}

void device_events_resume(int fd)
{
	if (fd >= 0)
		(void)watch(fd);
}

int device_events_open(void)
{
	int r = open_source();

	return r < 0 ? log_errno(r, "listening to the kernel's messages about devices") : 0;
}

int device_events_listen(struct device_listener *listener)
{
	int r = open_source();

	if (r < 0)
		return r;
	listener->next = listeners;
	listeners = listener;
	return 0;
}
