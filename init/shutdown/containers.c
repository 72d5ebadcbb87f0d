// SPDX-License-Identifier: Apache-2.0
//
// The end of the containers. See containers.h.

#include "containers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "../../common/log.h"
#include "../pid1/child.h"
#include "../pid1/loop.h"

#define BERTH "/usr/bin/berth"
#define RUNNING "/run/containerd/io.containerd.runtime.v2.task"
#define LIMIT_MS 360000 /* the program itself ends after 5 minutes and a few seconds */
#define HURRIED_LIMIT_MS 10000
#define FORK_AGAIN_MS 500
#define FORK_TRIES 20

static void ended(struct loop_child *self, int wait_status);
static void takes_too_long(struct loop_timer *timer);
static void start(struct loop_timer *timer);

static struct loop_child stopper = { .ended = ended };
static struct loop_timer limit = { .expired = takes_too_long };
static struct loop_timer again = { .expired = start };
static void (*on_stopped)(void);
static bool hurried;
static int patience_fd = -1; /* it ends when this is closed */

static void end_patience(void)
{
	if (patience_fd >= 0)
		(void)close(patience_fd);
	patience_fd = -1;
}

static void over(void)
{
	end_patience();
	loop_clear_timer(&limit);
	on_stopped();
}

static void ended(struct loop_child *self, int wait_status)
{
	char how[64];

	(void)self;
	if (wait_status != 0)
		log_error("stopping containers: " BERTH " ended with %s",
			  child_describe(wait_status, how, sizeof(how)));
	over();
}

static void takes_too_long(struct loop_timer *timer)
{
	(void)timer;
	log_error("stopping containers takes too long, going on without");
	(void)kill(stopper.pid, SIGKILL);
	loop_del_child(&stopper);
	over();
}

static _Noreturn void become_stopper(int patience)
{
	(void)dup2(patience, STDIN_FILENO);
	(void)execl(BERTH, "berth", "stop-containers", (char *)NULL);
	_exit(127);
}

/* Returns 0 or a negative errno. */
static int fork_stopper(void)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = child_fork(&stopper);
	if (pid == 0)
		become_stopper(ends[0]);
	(void)close(ends[0]);
	patience_fd = ends[1];
	if (pid < 0)
		end_patience();
	return pid < 0 ? pid : 0;
}

/* The process table may be full of what is to be stopped. */
static void start(struct loop_timer *timer)
{
	static int tries;
	int r = fork_stopper();

	if (r == 0) {
		loop_set_timer(&limit, LIMIT_MS);
		if (hurried)
			containers_hurry();
		return;
	}
	if (++tries < FORK_TRIES && !hurried) {
		loop_set_timer(timer, FORK_AGAIN_MS);
		return;
	}
	log_errno(r, "making a process that stops the containers (going on without)");
	over();
}

void containers_stop(void (*stopped)(void))
{
	on_stopped = stopped;
	if (access(RUNNING, F_OK) == 0)
		start(&again);
	else
		over();
}

void containers_hurry(void)
{
	hurried = true;
	if (stopper.pid == 0)
		return;
	end_patience();
	loop_set_timer(&limit, HURRIED_LIMIT_MS);
}
