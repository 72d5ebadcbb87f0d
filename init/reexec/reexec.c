// SPDX-License-Identifier: Apache-2.0
//
// One init after another. See reexec.h. Processes stay children of PID 1 over execve(2), and
// blocked signals stay pending, so what is to be handed on is what PID 1 knows, and descriptors.

#include "reexec.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/number.h"
#include "../boot/data.h"
#include "../boot/data_watch.h"
#include "../boot/phase.h"
#include "../control/server.h"
#include "../pid1/child.h"
#include "../pid1/device_events.h"
#include "../pid1/watchdog.h"
#include "../service/getty.h"
#include "../service/log_pipe.h"
#include "../service/services.h"
#include "../shutdown/control.h"
#include "../slot/rot.h"
#include "../slot/trial.h"
#include "saved_service.h"

#define PROGRAM "/sbin/init"
#define SAVED_DATA_KEPT "data.kept"
#define LOOK_LIMIT_MS 10000

static void looked_at(struct loop_child *self, int wait_status);
static void takes_too_long(struct loop_timer *timer);
static const char *reason_against(void);

static struct loop_child looker = { .ended = looked_at };
static struct loop_timer limit = { .expired = takes_too_long };

static void save_all(struct saver *saver)
{
	saver_number(saver, SAVED_DATA_KEPT, data_is_kept());
	start_report_save(saver);
	device_events_save(saver);
	control_save_fifo(saver);
	control_save_socket(saver);
	watchdog_save(saver);
	log_pipe_save(saver);
	getty_save(saver);
	services_save(saver);
}

/* Returns if it cannot be executed, with the reason. */
static int execute(int state_fd)
{
	char number[16];
	char *const argv[] = { (char[]){ "init" }, (char[]){ REEXEC_ARGUMENT }, number, NULL };

	(void)snprintf(number, sizeof(number), "%d", state_fd);
	(void)execv(PROGRAM, argv);
	return -errno;
}

static void reexec(void)
{
	static struct saver saver; /* too large for the stack */
	cleanup_fd int fd = (int)memfd_create("init", MFD_CLOEXEC);

	saver = (struct saver){ .fd = fd, .error = fd < 0 ? -errno : 0 };
	save_all(&saver);
	saver_fd(&saver, "state", fd);
	if (saver.error == 0 && lseek(fd, 0, SEEK_SET) < 0)
		saver.error = -errno;
	if (saver.error == 0) {
		log_info("executing " PROGRAM " anew");
		saver.error = execute(fd);
	}
	saver_take_back(&saver);
	log_errno(saver.error, "executing " PROGRAM " anew (this init goes on)");
}

static void looked_at(struct loop_child *self, int wait_status)
{
	char how[64];

	(void)self;
	loop_clear_timer(&limit);
	if (reason_against()) /* since it was asked for */
		return;
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == REEXEC_UNDERSTOOD)
		reexec();
	else
		log_error(PROGRAM
			  " is not executed anew: tried as another process it ended with %s",
			  child_describe(wait_status, how, sizeof(how)));
}

static void takes_too_long(struct loop_timer *timer)
{
	(void)timer;
	log_error(PROGRAM " is not executed anew: tried as another process it does not end");
	(void)kill(looker.pid, SIGKILL);
	loop_del_child(&looker);
}

/* In the child. All of it is read: on a disk that fails, that shows here and not in PID 1. */
static _Noreturn void try_program(void)
{
	cleanup_fd int fd = open(PROGRAM, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read_through(fd) < 0)
		_exit(126);
	(void)execl(PROGRAM, "init", REEXEC_ARGUMENT, (char *)NULL);
	_exit(127);
}

static const char *reason_against(void)
{
	if (!phase_is_running())
		return "the boot is not over";
	if (trial_is_on())
		return "the slot is on trial";
	if (rot_is_found())
		return "the root is damaged";
	if (data_watch_is_busy())
		return "the data partition is growing";
	return NULL;
}

void reexec_request(void)
{
	const char *reason = reason_against();
	pid_t pid;

	if (reason) {
		log_warning(PROGRAM " is not executed anew: %s", reason);
		return;
	}
	if (looker.pid > 0)
		return;
	pid = child_fork(&looker);
	if (pid == 0)
		try_program();
	if (pid < 0)
		log_errno(pid, "making a process to try " PROGRAM);
	else
		loop_set_timer(&limit, LOOK_LIMIT_MS);
}

int reexec_state_fd(int argc, char *argv[])
{
	int64_t fd = argc == 3 && strcmp(argv[1], REEXEC_ARGUMENT) == 0
			     ? number_parse(argv[2], INT_MAX)
			     : -1;

	/* only files made by memfd_create(2) have seals */
	return fd > 2 && fcntl((int)fd, F_GET_SEALS) >= 0 ? (int)fd : -1;
}

static void take_service(struct saved *saved)
{
	const char *name = saved_text(saved);
	int r = name ? services_resume(saved, name) : -EINVAL;

	if (r < 0)
		log_errno(r, "taking over the service %s (it is lost)", name ? name : "");
}

static void take(struct saved *saved)
{
	if (saved_is(saved, SAVED_SERVICE))
		take_service(saved);
	else if (saved_is(saved, SAVED_DATA_KEPT))
		data_resume(saved->number != 0);
	else if (saved_is(saved, START_REPORT_SAVED))
		start_report_resume(saved_fd(saved));
	else if (saved_is(saved, DEVICE_EVENTS_SAVED))
		device_events_resume(saved_fd(saved));
	else if (saved_is(saved, CONTROL_SAVED_FIFO))
		control_resume_fifo(saved_fd(saved));
	else if (saved_is(saved, CONTROL_SAVED_SOCKET))
		control_resume_socket(saved_fd(saved));
	else if (!log_pipe_resume(saved))
		(void)getty_resume(saved);
}

void reexec_resume(struct saved *saved)
{
	while (saved_next(saved))
		take(saved);
	if (*saved->at || saved->broken)
		log_error("what the init before has left is not understood from here on: %.40s",
			  saved->at);
	log_pipe_resumed();
	services_resumed();
}
