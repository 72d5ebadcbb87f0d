// SPDX-License-Identifier: Apache-2.0
//
// PID 1 from its first instruction to the event loop. See pid1.h.

#include "pid1.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../common/log.h"
#include "../boot/boot.h"
#include "../shutdown/control.h"
#include "../shutdown/shutdown.h"
#include "crash.h"
#include "loop.h"
#include "watchdog.h"

/*
 * Descriptors 0, 1 and 2 lead to /dev/null: otherwise the first file that is opened lands on one
 * of them, and text of a library ends up in it. Messages go to the kernel log.
 */
static void quiet_stdio(void)
{
	int fds[2];
	int fd = open("/dev/null", O_RDWR);

	if (fd < 0 && pipe(fds) == 0)
		fd = fds[0]; /* no /dev at all: an end of a pipe keeps the places taken, too */
	for (int target = 0; fd >= 0 && target < 3; target++)
		if (target != fd)
			(void)dup2(fd, target);
	if (fd > 2)
		(void)close(fd);
}

/* The caller may be anything; unknown words of the command line arrive as environment. */
static void known_state(void)
{
	(void)chdir("/");
	(void)umask(022);
	(void)setsid();
	(void)clearenv();
	(void)setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	(void)setenv("HOME", "/root", 1);
	(void)setenv("TERM", "linux", 1);
}

static void begin(void)
{
	loop_block_signals();
	crash_catch();
	known_state();
	quiet_stdio();
	log_init("berth init", LOG_TO_KMSG);
}

static void init_loop(void)
{
	int r;

	while ((r = loop_init(control_signal)) < 0) {
		log_errno(r, "event loop (trying again in 1 s)");
		(void)sleep(1);
	}
	watchdog_guard();
}

_Noreturn void pid1_main(void)
{
	begin();
	boot_early();
	quiet_stdio(); /* again, now that /dev is there for certain */
	/* children are given their own value */
	(void)write_value("/proc/self/oom_score_adj", "-1000");
	init_loop();
	boot_start();
	loop_run();
	shutdown_finish();
}

_Noreturn void pid1_resume(int state_fd)
{
	char *text = NULL; /* kept: it is read in place */
	struct saved saved = { 0 };
	int r;

	begin();
	/* what this init does not know of must not reach what it executes */
	(void)syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
	init_loop();
	r = read_fd(state_fd, SAVED_STATE_MAX, &text, NULL);
	(void)close(state_fd);
	if (r < 0)
		log_errno(r, "reading what the init before has left (its services are lost)");
	saved.at = text ? text : (char[]){ "" };
	boot_resume(&saved);
	free(text);
	loop_run();
	shutdown_finish();
}
