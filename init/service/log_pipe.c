// SPDX-License-Identifier: Apache-2.0
//
// Pipes of logs. See log_pipe.h.

#include "log_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../logger/logger.h"
#include "../pid1/child.h"
#include "services.h"

#define PIPES_MAX 200
#define LOW_FD 512 /* out of the way of children, whose limit may be a low one: 1024 is PID 1's */
#define START_AGAIN_MS 1000
#define DEATHS_MAX 5 /* in a row, each within DEATH_SOON_MS of its start: it cannot run here */
#define DEATH_SOON_MS 5000
#define OOM_SCORE "-900" /* without it no service would get rid of what it says */

struct log_pipe {
	char *path;
	int read_end, write_end;
	bool handed_over; /* to the logger that runs */
	struct log_pipe *next;
};

static void logger_ended(struct loop_child *self, int wait_status);
static void start_again(struct loop_timer *timer);
static void socket_ready(struct loop_fd *self, uint32_t events);

static struct log_pipe *pipes;
static size_t pipe_count;
static struct loop_child logger = { .ended = logger_ended };
static struct loop_timer again = { .expired = start_again };
static struct loop_fd to_logger = { .fd = -1, .ready = socket_ready };
static int64_t started_ms;
static unsigned early_deaths; /* in a row */
static bool finished;

/* In the child. This program, under another name. */
static _Noreturn void become_logger(int socket)
{
	static char name[] = "rc-log";
	char *argv[] = { name, NULL };

	/* it ends when its socket is closed, behind all others that are asked to end */
	(void)signal(SIGTERM, SIG_IGN);
	(void)write_value("/proc/self/oom_score_adj", OOM_SCORE);
	if (socket == LOGGER_SOCKET ? fcntl(socket, F_SETFD, 0) == 0
				    : dup2(socket, LOGGER_SOCKET) >= 0)
		(void)execv("/proc/self/exe", argv);
	_exit(127);
}

/* Tell it about one more log. Returns 0 or a negative errno (-EAGAIN: the socket is full). */
static int hand_over(const struct log_pipe *log)
{
	struct iovec data = { .iov_base = log->path, .iov_len = strlen(log->path) };
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr aligned;
	} control = { 0 };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control.bytes) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &log->read_end, sizeof(int));
	return sendmsg(to_logger.fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* As many as the socket takes; for the rest socket_ready() comes. */
static void hand_over_all(void)
{
	for (struct log_pipe *log = pipes; log && to_logger.fd >= 0; log = log->next) {
		int r = log->handed_over ? 0 : hand_over(log);

		if (r == -EAGAIN)
			return;
		log->handed_over = r == 0;
		if (r == 0)
			continue;
		log_errno(r, "handing %s to the logger (it is started anew)", log->path);
		if (logger.pid > 0)
			(void)kill(logger.pid, SIGKILL);
		return;
	}
}

static void socket_ready(struct loop_fd *self, uint32_t events)
{
	(void)self;
	(void)events;
	hand_over_all();
}

static int start_logger(void)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	pid = child_fork(&logger);
	if (pid == 0)
		become_logger(ends[1]);
	(void)close(ends[1]);
	if (pid < 0) {
		(void)close(ends[0]);
		return pid;
	}
	started_ms = loop_now_ms();
	to_logger.fd = ends[0];
	for (struct log_pipe *log = pipes; log; log = log->next)
		log->handed_over = false;
	/* by edges: it is writable nearly always */
	if (loop_add_fd(&to_logger, EPOLLOUT | EPOLLET) < 0)
		log_warning("the logger of services may learn of their logs late");
	hand_over_all();
	return 0;
}

static void start_again(struct loop_timer *timer)
{
	int r;

	if (finished || logger.pid > 0)
		return;
	r = start_logger();
	if (r == 0)
		return;
	log_errno(r, "starting the logger of services (trying again)");
	loop_set_timer(timer, START_AGAIN_MS);
}

static void release(struct log_pipe *log)
{
	if (log->read_end >= 0)
		(void)close(log->read_end);
	if (log->write_end >= 0)
		(void)close(log->write_end);
	free(log->path);
	free(log);
}

/* Nobody reads any more: who writes gets to hear that, and is started again without a pipe. */
static void drop_all(void)
{
	while (pipes) {
		struct log_pipe *log = pipes;

		pipes = log->next;
		release(log);
	}
	pipe_count = 0;
}

static void logger_ended(struct loop_child *self, int wait_status)
{
	char how[64];

	(void)self;
	loop_del_fd(&to_logger);
	if (finished)
		return;
	early_deaths = loop_now_ms() - started_ms < DEATH_SOON_MS ? early_deaths + 1 : 0;
	log_warning("the logger of services ended with %s, %s",
		    child_describe(wait_status, how, sizeof(how)),
		    early_deaths < DEATHS_MAX ? "starting it anew" : "going on without it");
	if (early_deaths < DEATHS_MAX) {
		loop_set_timer(&again, START_AGAIN_MS);
		return;
	}
	finished = true;
	drop_all();
}

static struct log_pipe *find(const char *path)
{
	struct log_pipe *log = pipes;

	while (log && strcmp(log->path, path) != 0)
		log = log->next;
	return log;
}

static bool is_named(const char *path)
{
	for (size_t i = 0; services_at(i); i++) {
		const struct service_def *def = &services_at(i)->def;

		if ((def->output_log && strcmp(def->output_log, path) == 0) ||
		    (def->error_log && strcmp(def->error_log, path) == 0))
			return true;
	}
	return false;
}

/* Scripts change. A process that still writes to one has its end of it, and the logger the other.
 */
static void drop_unused(void)
{
	for (struct log_pipe **at = &pipes; *at;) {
		struct log_pipe *log = *at;

		if (!log->handed_over || is_named(log->path)) {
			at = &log->next;
			continue;
		}
		*at = log->next;
		pipe_count--;
		release(log);
	}
}

/* Takes over @fd. Returns another one for the same, or @fd if there is none. */
static int move_up(int fd)
{
	int higher = fcntl(fd, F_DUPFD_CLOEXEC, LOW_FD);

	if (higher < 0)
		return fd;
	(void)close(fd);
	return higher;
}

static int make_pipe(const char *path)
{
	struct log_pipe *log = calloc(1, sizeof(*log));
	int ends[2];

	if (!log)
		return -ENOMEM;
	log->path = strdup(path);
	if (!log->path || pipe2(ends, O_CLOEXEC) < 0) {
		int error = log->path ? -errno : -ENOMEM;

		free(log->path);
		free(log);
		return error;
	}
	log->read_end = move_up(ends[0]);
	log->write_end = move_up(ends[1]);
	log->next = pipes;
	pipes = log;
	pipe_count++;
	return 0;
}

/* Devices are written to as they are; and so are files anywhere else, as one on a disk that hangs
 * would hold up the logs of all others. */
static bool is_log(const char *path)
{
	return path && strncmp(path, "/var/", 5) == 0 && strlen(path) <= LOGGER_PATH_MAX;
}

void log_pipe_prepare(const char *path)
{
	int r;

	if (!is_log(path) || finished || find(path))
		return;
	drop_unused();
	r = pipe_count < PIPES_MAX ? make_pipe(path) : -EMFILE;
	if (r < 0)
		log_errno(r, "making a pipe for %s (it is written to without a logger)", path);
	else if (logger.pid > 0)
		hand_over_all();
	else if (!again.armed)
		start_again(&again);
}

int log_pipe_open(const char *path)
{
	const struct log_pipe *log = find(path);
	cleanup_free char *same = log ? format_text("/proc/self/fd/%d", log->write_end) : NULL;
	int fd;

	if (!log)
		return -ENOENT;
	fd = same ? open(same, O_WRONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		fd = fcntl(log->write_end, F_DUPFD_CLOEXEC, 0);
	return fd < 0 ? -errno : fd;
}

#define SAVED_PATH "log"
#define SAVED_READ "log.read"
#define SAVED_WRITE "log.write"
#define SAVED_KNOWN "log.known"
#define SAVED_PID "logger.pid"
#define SAVED_SOCKET "logger.socket"

void log_pipe_save(struct saver *saver)
{
	for (const struct log_pipe *log = pipes; log; log = log->next) {
		saver_text(saver, SAVED_PATH, log->path);
		saver_fd(saver, SAVED_READ, log->read_end);
		saver_fd(saver, SAVED_WRITE, log->write_end);
		saver_number(saver, SAVED_KNOWN, log->handed_over);
	}
	if (logger.pid > 0)
		saver_number(saver, SAVED_PID, logger.pid);
	saver_fd(saver, SAVED_SOCKET, to_logger.fd);
}

static bool resume_path(struct saved *saved)
{
	const char *path = saved_text(saved);
	struct log_pipe *log = path ? calloc(1, sizeof(*log)) : NULL;

	if (!log)
		return true;
	*log = (struct log_pipe){
		.path = strdup(path), .read_end = -1, .write_end = -1, .next = pipes
	};
	pipes = log;
	pipe_count++;
	return true;
}

bool log_pipe_resume(struct saved *saved)
{
	if (saved_is(saved, SAVED_PATH))
		return resume_path(saved);
	if (saved_is(saved, SAVED_READ) && pipes)
		pipes->read_end = saved_fd(saved);
	else if (saved_is(saved, SAVED_WRITE) && pipes)
		pipes->write_end = saved_fd(saved);
	else if (saved_is(saved, SAVED_KNOWN) && pipes)
		pipes->handed_over = saved->number != 0;
	else if (saved_is(saved, SAVED_PID))
		logger.pid = (pid_t)saved->number;
	else if (saved_is(saved, SAVED_SOCKET))
		to_logger.fd = saved_fd(saved);
	else
		return false;
	return true;
}

static void drop_incomplete(void)
{
	for (struct log_pipe **at = &pipes; *at;) {
		struct log_pipe *log = *at;

		if (log->path && log->read_end >= 0 && log->write_end >= 0) {
			at = &log->next;
			continue;
		}
		*at = log->next;
		pipe_count--;
		release(log);
	}
}

void log_pipe_resumed(void)
{
	drop_incomplete();
	if (logger.pid > 0 && to_logger.fd >= 0) {
		loop_add_child(&logger);
		(void)loop_add_fd(&to_logger, EPOLLOUT | EPOLLET);
		return;
	}
	/* one without the other is of no use */
	if (logger.pid > 0)
		(void)kill(logger.pid, SIGKILL);
	logger.pid = 0;
	loop_del_fd(&to_logger);
	for (struct log_pipe *log = pipes; log; log = log->next)
		log->handed_over = false;
	if (pipes)
		start_again(&again);
}

void log_pipe_finish(void)
{
	finished = true;
	loop_clear_timer(&again);
	if (to_logger.fd >= 0)
		loop_del_fd(&to_logger);
}
