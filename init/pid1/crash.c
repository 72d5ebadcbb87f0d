// SPDX-License-Identifier: Apache-2.0
//
// Faults of PID 1. See crash.h. Only async-signal-safe calls from here on.

#include "crash.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#define PAUSE_S 10

static void say(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)write(fd, text, strlen(text));
	(void)close(fd);
}

static void crashed(int signo, siginfo_t *info, void *context)
{
	static char text[] = "<0>berth init: fault, signal 00; restarting in 10 s\n";
	char *digits = strstr(text, "00");

	(void)context;
	/* not a fault, but somebody's kill(1): as harmless as any signal that PID 1 does not know
	 */
	if (info->si_code <= 0 && info->si_pid != getpid())
		return;
	digits[0] = (char)('0' + signo / 10 % 10);
	digits[1] = (char)('0' + signo % 10);
	/* the kernel shows level 0 on every console */
	say("/dev/kmsg", text);
	/* in a child: a dead disk must not stop the restart */
	if (_Fork() == 0) {
		sync();
		_exit(0);
	}
	(void)sleep(PAUSE_S);
	(void)reboot(RB_AUTOBOOT);
	for (;;)
		(void)pause();
}

void crash_catch(void)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS };
	struct sigaction action = { .sa_sigaction = crashed, .sa_flags = SA_SIGINFO };

	(void)sigfillset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		(void)sigaction(faults[i], &action, NULL);
}
