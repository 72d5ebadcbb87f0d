// SPDX-License-Identifier: Apache-2.0
//
// The wait for a daemon to be ready. See readiness.h.

#include "readiness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"
#include "service_state.h"

#define MESSAGE_MAX 1024
#define POLL_MS 10 /* for as long as a start takes that people wait for */
#define WATCHED_POLL_MS 250 /* changes are told; not all file systems do that */
#define SLOW_AFTER_MS 5000
#define SLOW_POLL_MS 100
#define LATE_AFTER_MS 60000 /* it has failed, but it may still come */
#define LATE_POLL_MS 1000

static int unix_address(const char *path, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(ret->sun_path))
		return -ENAMETOOLONG;
	memcpy(ret->sun_path, path, strlen(path) + 1);
	return 0;
}

static bool accepts(const char *path)
{
	struct sockaddr_un address;
	cleanup_fd int fd = -1;

	if (unix_address(path, &address) < 0)
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}

static void tell(struct readiness_wait *wait, bool ready)
{
	readiness_close(wait);
	wait->told(wait, ready);
}

/* One that is there may be listened to at any moment, and nothing tells of that. */
static int64_t pause_ms(const struct readiness_wait *wait, bool is_there)
{
	int64_t took_ms = loop_now_ms() - wait->since_ms;

	if (took_ms >= LATE_AFTER_MS)
		return LATE_POLL_MS;
	if (!is_there && path_watch_is_open(&wait->socket_watch))
		return WATCHED_POLL_MS;
	return took_ms >= SLOW_AFTER_MS ? SLOW_POLL_MS : POLL_MS;
}

static void look_for_socket(struct readiness_wait *wait)
{
	const char *path = wait->how->path;
	bool is_there = access(path, F_OK) == 0;
	int64_t pause;

	if (is_there && accepts(path)) {
		tell(wait, true);
		return;
	}
	pause = pause_ms(wait, is_there);
	if (pause == LATE_POLL_MS) /* a directory where much happens is not followed for ever */
		path_watch_close(&wait->socket_watch);
	loop_set_timer(&wait->poll, pause);
}

static void time_to_look(struct loop_timer *timer)
{
	look_for_socket(timer->ctx);
}

static void path_changed(struct path_watch *watch)
{
	look_for_socket(watch->ctx);
}

static void wait_for_socket(struct readiness_wait *wait)
{
	(void)path_watch_open(&wait->socket_watch, wait->how->path); /* without it, it polls */
	loop_set_timer(&wait->poll, POLL_MS);
}

/* The first line counts, whatever it says. */
static void line_ready(struct loop_fd *self, uint32_t events)
{
	struct readiness_wait *wait = self->ctx;
	char text[MESSAGE_MAX];
	ssize_t n = read(self->fd, text, sizeof(text));

	(void)events;
	if (n > 0 && memchr(text, '\n', (size_t)n))
		tell(wait, true);
	else if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		tell(wait, false);
}

/* The pipe has been closed: by execve(2), or by the end of the process, which is told elsewhere. */
static void executed(struct loop_fd *self, uint32_t events)
{
	(void)events;
	tell(self->ctx, true);
}

/* One of the lines of a message is READY=1. */
static bool says_ready(const char *text, size_t len)
{
	static const char word[] = "READY=1";
	const char *end = text + len;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((newline ? newline : end) - text);

		if (line == sizeof(word) - 1 && memcmp(text, word, line) == 0)
			return true;
		text += line + 1;
	}
	return false;
}

/* The user of the service, as it is now, or root: anybody can write to the socket. */
static bool may_tell(const struct readiness_wait *wait, uid_t sender)
{
	cleanup_free char *path = format_text("/proc/%d", (int)wait->pid);
	struct stat process;

	return sender == 0 || (path && stat(path, &process) == 0 && process.st_uid == sender);
}

static bool sender_of(struct msghdr *message, uid_t *ret)
{
	struct cmsghdr *part = CMSG_FIRSTHDR(message);
	struct ucred sender;

	if (!part || part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS)
		return false;
	memcpy(&sender, CMSG_DATA(part), sizeof(sender));
	*ret = sender.uid;
	return true;
}

static void message_ready(struct loop_fd *self, uint32_t events)
{
	struct readiness_wait *wait = self->ctx;
	char text[MESSAGE_MAX] = "";
	union { /* as cmsg(3) has it: a buffer that is aligned */
		char bytes[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct iovec part = { .iov_base = text, .iov_len = sizeof(text) };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(self->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	uid_t sender;

	(void)events;
	if (n > 0 && sender_of(&message, &sender) && may_tell(wait, sender) &&
	    says_ready(text, (size_t)n))
		tell(wait, true);
}

static int open_pipe(struct readiness_wait *wait,
		     void (*ready)(struct loop_fd *self, uint32_t events))
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	/* theirs is as any program expects it */
	(void)fcntl(ends[1], F_SETFL, 0);
	wait->source = (struct loop_fd){ .fd = ends[0], .ready = ready, .ctx = wait };
	wait->theirs = ends[1];
	return 0;
}

static int bind_socket(int fd, const char *path)
{
	struct sockaddr_un address;
	int r = unix_address(path, &address);

	if (r < 0)
		return r;
	(void)unlink(path);
	/* the service may run as any user */
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || chmod(path, 0666) < 0)
		return -errno;
	return 0;
}

static char *socket_path(const char *name)
{
	return format_text(SERVICE_STATE_DIR "/supervise-%s.sock", name);
}

static int open_socket(struct readiness_wait *wait, const char *name)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const int on = 1;
	int r;

	if (fd < 0)
		return -errno;
	wait->source = (struct loop_fd){ .fd = fd, .ready = message_ready, .ctx = wait };
	/* without it nobody is known, and the room for it would take descriptors that are sent */
	r = setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0 ? -errno : 0;
	if (r == 0)
		wait->socket = socket_path(name);
	if (r == 0)
		r = wait->socket ? bind_socket(fd, wait->socket) : -ENOMEM;
	return r;
}

void readiness_init(struct readiness_wait *wait, const struct readiness *how)
{
	wait->how = how;
	wait->source.fd = -1;
	wait->theirs = -1;
	wait->poll = (struct loop_timer){ .expired = time_to_look, .ctx = wait };
	wait->socket_watch = (struct path_watch){ .changed = path_changed, .ctx = wait };
	path_watch_init(&wait->socket_watch);
}

int readiness_open(struct readiness_wait *wait, const char *name)
{
	int r = 0;

	readiness_close(wait);
	if (wait->how->kind == READINESS_FD)
		r = open_pipe(wait, line_ready);
	else if (wait->how->kind == READINESS_EXECUTED)
		r = open_pipe(wait, executed);
	else if (wait->how->kind == READINESS_NOTIFY)
		r = open_socket(wait, name);
	if (r == 0 && wait->source.fd >= 0)
		r = loop_add_fd(&wait->source, EPOLLIN);
	if (r < 0)
		readiness_close(wait);
	return r;
}

int readiness_hand_over(const struct readiness_wait *wait)
{
	if (wait->how->kind == READINESS_NOTIFY && wait->socket)
		return setenv("NOTIFY_SOCKET", wait->socket, 1) < 0 ? -errno : 0;
	if (wait->how->kind != READINESS_FD || wait->theirs < 0)
		return 0;
	if (wait->theirs == wait->how->fd)
		return fcntl(wait->theirs, F_SETFD, 0) < 0 ? -errno : 0;
	return dup2(wait->theirs, wait->how->fd) < 0 ? -errno : 0;
}

void readiness_listen(struct readiness_wait *wait, pid_t pid)
{
	wait->since_ms = loop_now_ms();
	wait->pid = pid;
	if (wait->theirs >= 0)
		(void)close(wait->theirs);
	wait->theirs = -1;
	if (wait->how->kind == READINESS_CONNECT)
		wait_for_socket(wait);
}

void readiness_resume(struct readiness_wait *wait, const char *name, pid_t pid, int fd)
{
	static void (*const ready[])(struct loop_fd * self, uint32_t events) = {
		[READINESS_FD] = line_ready,
		[READINESS_EXECUTED] = executed,
		[READINESS_NOTIFY] = message_ready,
		[READINESS_CONNECT] = NULL,
	};

	wait->pid = pid;
	wait->source = (struct loop_fd){ .fd = fd, .ready = ready[wait->how->kind], .ctx = wait };
	if (wait->how->kind == READINESS_NOTIFY)
		wait->socket = socket_path(name);
	if (wait->how->kind == READINESS_CONNECT)
		wait_for_socket(wait);
	else if (fd >= 0 && loop_add_fd(&wait->source, EPOLLIN) < 0)
		readiness_close(wait);
}

void readiness_close(struct readiness_wait *wait)
{
	loop_clear_timer(&wait->poll);
	path_watch_close(&wait->socket_watch);
	loop_del_fd(&wait->source);
	if (wait->theirs >= 0)
		(void)close(wait->theirs);
	wait->theirs = -1;
	if (wait->socket)
		(void)unlink(wait->socket);
	free(wait->socket);
	wait->socket = NULL;
}
