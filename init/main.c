// SPDX-License-Identifier: Apache-2.0
//
// One program, several jobs: stage 1 in the initramfs (called /init), PID 1 of the system
// (/sbin/init), and the commands that talk to PID 1: halt, poweroff, reboot and shutdown,
// rc-service, rc-status and openrc-run.

#include <string.h>
#include <unistd.h>

#include "../common/log.h"
#include "commands/rc_read.h"
#include "commands/rc_service.h"
#include "commands/rc_status.h"
#include "logger/logger.h"
#include "pid1/pid1.h"
#include "reexec/reexec.h"
#include "shutdown/request.h"
#include "stage1/stage1.h"

static const struct {
	const char *name;
	int (*main)(int argc, char *argv[]);
} commands[] = {
	{ "openrc-run", openrc_run_main }, { "rc-log", logger_main },
	{ "rc-read", rc_read_main },	   { "rc-service", rc_service_main },
	{ "rc-status", rc_status_main },
};

int main(int argc, char *argv[])
{
	const char *path = argc > 0 ? argv[0] : "init";
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	if (request_is_command(name))
		return request_main(name, argc, argv);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].main(argc, argv);
	if (getpid() != 1 && argc == 2 && strcmp(argv[1], REEXEC_ARGUMENT) == 0)
		return REEXEC_UNDERSTOOD;
	if (getpid() != 1) {
		log_error("this is the first process of the system and runs already; to talk to "
			  "it use halt, poweroff, reboot, shutdown, rc-service or rc-status");
		return 1;
	}
	if (reexec_state_fd(argc, argv) >= 0)
		pid1_resume(reexec_state_fd(argc, argv));
	if (stage1_is_here(path))
		stage1_main(argv);
	pid1_main();
}
