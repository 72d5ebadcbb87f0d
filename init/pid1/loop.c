// SPDX-License-Identifier: Apache-2.0
//
// The event loop of PID 1. See loop.h. One event is taken per epoll_wait(2): a callback may remove
// any source, and an event already fetched for a removed one would be a use after free.

#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"

#define LOOK_MS 100

static int epoll_fd = -1;
static struct loop_fd signal_source = { .fd = -1 };
static struct loop_fd timer_source = { .fd = -1 };
static struct loop_timer *timers; /* the next to expire first */
static struct loop_child *children;
static void (*signal_handler)(int signo);
static bool stopping;
static bool timer_lost; /* the timer could not be set: the loop looks by itself */

/* A blocked fault kills at once, so that the crash handler would never run: these stay open. */
static const int fault_signals[] = { SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGABRT, SIGTRAP, SIGSYS };

static void all_but_faults(sigset_t *set)
{
	(void)sigfillset(set);
	for (size_t i = 0; i < sizeof(fault_signals) / sizeof(fault_signals[0]); i++)
		(void)sigdelset(set, fault_signals[i]);
}

void loop_block_signals(void)
{
	sigset_t set;

	all_but_faults(&set);
	(void)sigprocmask(SIG_SETMASK, &set, NULL);
}

int64_t loop_now_ms(void)
{
	return monotonic_ms();
}

static void program_timerfd(void)
{
	struct itimerspec spec = { 0 };

	if (timers) {
		/* an absolute time of zero would disarm */
		int64_t when = timers->when_ms > 0 ? timers->when_ms : 1;

		spec.it_value.tv_sec = when / 1000;
		spec.it_value.tv_nsec = when % 1000 * 1000000;
	}
	timer_lost = timerfd_settime(timer_source.fd, TFD_TIMER_ABSTIME, &spec, NULL) < 0;
}

void loop_clear_timer(struct loop_timer *timer)
{
	if (!timer->armed)
		return;
	for (struct loop_timer **at = &timers; *at; at = &(*at)->next) {
		if (*at == timer) {
			*at = timer->next;
			break;
		}
	}
	timer->armed = false;
	program_timerfd();
}

void loop_set_timer(struct loop_timer *timer, int64_t delay_ms)
{
	struct loop_timer **at = &timers;

	loop_clear_timer(timer);
	timer->when_ms = loop_now_ms() + (delay_ms > 0 ? delay_ms : 0);
	while (*at && (*at)->when_ms <= timer->when_ms)
		at = &(*at)->next;
	timer->next = *at;
	timer->armed = true;
	*at = timer;
	program_timerfd();
}

/* One at a time, as with all events: timers that set each other again do not keep the loop. */
static void run_timer(void)
{
	struct loop_timer *timer = timers;

	if (timer && timer->when_ms <= loop_now_ms()) {
		timers = timer->next;
		timer->armed = false;
		timer->expired(timer);
	}
	program_timerfd();
}

static void timers_ready(struct loop_fd *self, uint32_t events)
{
	uint64_t scrap;

	(void)events;
	(void)read(self->fd, &scrap, sizeof(scrap));
	run_timer();
}

void loop_add_child(struct loop_child *child)
{
	child->next = children;
	children = child;
}

void loop_del_child(struct loop_child *child)
{
	for (struct loop_child **at = &children; *at; at = &(*at)->next) {
		if (*at == child) {
			*at = child->next;
			break;
		}
	}
	child->pid = 0;
}

static void child_ended(pid_t pid, int wait_status)
{
	for (struct loop_child *child = children; child; child = child->next) {
		if (child->pid == pid) {
			loop_del_child(child);
			child->ended(child, wait_status);
			return;
		}
	}
	/* an orphan that was re-parented to PID 1: reaping it was all there is to do */
}

void loop_reap(void)
{
	int wait_status;
	pid_t pid;

	/* signals coalesce: one SIGCHLD may stand for many dead */
	while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0 || (pid < 0 && errno == EINTR))
		if (pid > 0)
			child_ended(pid, wait_status);
}

static void signals_ready(struct loop_fd *self, uint32_t events)
{
	struct signalfd_siginfo info;

	(void)events;
	if (read(self->fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo == SIGCHLD)
		loop_reap();
	else
		signal_handler((int)info.ssi_signo);
}

int loop_add_fd(struct loop_fd *source, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, source->fd, &event) < 0 ? -errno : 0;
}

void loop_del_fd(struct loop_fd *source)
{
	if (source->fd < 0)
		return;
	(void)epoll_ctl(epoll_fd, EPOLL_CTL_DEL, source->fd, NULL);
	(void)close(source->fd);
	source->fd = -1;
}

/* Set up one of the loop's own sources, unless an earlier attempt got that far. */
static int own_source(struct loop_fd *source, int fd, void (*ready)(struct loop_fd *, uint32_t))
{
	int r;

	if (fd < 0)
		return -errno;
	source->fd = fd;
	source->ready = ready;
	r = loop_add_fd(source, EPOLLIN);
	if (r < 0) { /* the next attempt does all of it again */
		(void)close(fd);
		source->fd = -1;
	}
	return r;
}

int loop_init(void (*on_signal)(int signo))
{
	sigset_t set;
	int r = 0;

	signal_handler = on_signal;
	all_but_faults(&set);
	if (epoll_fd < 0)
		epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (epoll_fd < 0)
		return -errno;
	if (signal_source.fd < 0)
		r = own_source(&signal_source, signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK),
			       signals_ready);
	if (r == 0 && timer_source.fd < 0)
		r = own_source(&timer_source,
			       timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
			       timers_ready);
	return r;
}

void loop_run(void)
{
	stopping = false;
	while (!stopping) {
		struct epoll_event event;
		int n = epoll_wait(epoll_fd, &event, 1, timer_lost ? LOOK_MS : -1);

		if (n == 1) {
			struct loop_fd *source = event.data.ptr;

			source->ready(source, event.events);
		} else if (n == 0) {
			run_timer();
		} else if (n < 0 && errno != EINTR) {
			log_errno(errno, "event loop: waiting failed, trying again in 1 s");
			(void)sleep(1);
		}
	}
}

void loop_stop(void)
{
	stopping = true;
}
