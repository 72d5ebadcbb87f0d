// SPDX-License-Identifier: Apache-2.0
//
// Forking children of PID 1. See child.h.

#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/io.h"
#include "watchdog.h"

#define FORK_NAP_US 20000

static void become_ordinary(void)
{
	sigset_t none;

	for (int signo = 1; signo < NSIG; signo++)
		(void)signal(signo, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)setsid();
	/* fails without /proc only, and then nothing was raised before either */
	(void)write_value("/proc/self/oom_score_adj", "0");
}

pid_t child_fork(struct loop_child *child)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		become_ordinary();
		return 0;
	}
	child->pid = pid;
	loop_add_child(child);
	return pid;
}

struct wait_state {
	bool ended;
	int wait_status;
};

static void note_end(struct loop_child *self, int wait_status)
{
	struct wait_state *state = self->ctx;

	state->ended = true;
	state->wait_status = wait_status;
}

/* Memory or the process table may be full for a moment: whoever waits, waits for that, too. */
static pid_t fork_until(struct loop_child *child, int64_t deadline)
{
	pid_t pid;

	while ((pid = child_fork(child)) < 0 && loop_now_ms() < deadline) {
		loop_reap();
		watchdog_keep();
		(void)usleep(FORK_NAP_US);
	}
	return pid;
}

int child_run(int (*work)(const void *ctx), const void *ctx, int timeout_ms)
{
	struct wait_state state = { 0 };
	struct loop_child child = { .ended = note_end, .ctx = &state };
	int64_t deadline = loop_now_ms() + timeout_ms;
	pid_t pid = fork_until(&child, deadline);

	if (pid < 0)
		return pid;
	if (pid == 0)
		_exit(work(ctx) & 0xFF);
	for (;;) {
		loop_reap();
		watchdog_keep();
		if (state.ended)
			return WIFEXITED(state.wait_status) ? WEXITSTATUS(state.wait_status)
							    : -ECHILD;
		if (loop_now_ms() >= deadline)
			break;
		/* SIGCHLD is blocked and read by nobody here: short naps are the simplest wait */
		(void)usleep(2000);
	}
	(void)kill(pid, SIGKILL);
	loop_del_child(&child);
	return -ETIMEDOUT;
}

const char *child_describe(int wait_status, char *buffer, size_t size)
{
	if (WIFEXITED(wait_status))
		(void)snprintf(buffer, size, "exit status %d", WEXITSTATUS(wait_status));
	else if (WIFSIGNALED(wait_status))
		(void)snprintf(buffer, size, "signal %d (%s)", WTERMSIG(wait_status),
			       strsignal(WTERMSIG(wait_status)));
	else
		(void)snprintf(buffer, size, "wait status %#x", (unsigned)wait_status);
	return buffer;
}
