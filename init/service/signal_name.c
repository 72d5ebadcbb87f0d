// SPDX-License-Identifier: Apache-2.0
//
// Names of signals. See signal_name.h.

#include "signal_name.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "../../common/number.h"

static const struct {
	const char *name;
	int number;
} signals[] = {
	{ "HUP", SIGHUP },   { "INT", SIGINT },	    { "QUIT", SIGQUIT },     { "ILL", SIGILL },
	{ "TRAP", SIGTRAP }, { "ABRT", SIGABRT },   { "IOT", SIGABRT },	     { "BUS", SIGBUS },
	{ "FPE", SIGFPE },   { "KILL", SIGKILL },   { "USR1", SIGUSR1 },     { "SEGV", SIGSEGV },
	{ "USR2", SIGUSR2 }, { "PIPE", SIGPIPE },   { "ALRM", SIGALRM },     { "TERM", SIGTERM },
	{ "CHLD", SIGCHLD }, { "CONT", SIGCONT },   { "STOP", SIGSTOP },     { "TSTP", SIGTSTP },
	{ "TTIN", SIGTTIN }, { "TTOU", SIGTTOU },   { "URG", SIGURG },	     { "XCPU", SIGXCPU },
	{ "XFSZ", SIGXFSZ }, { "PROF", SIGPROF },   { "VTALRM", SIGVTALRM }, { "IO", SIGIO },
	{ "PWR", SIGPWR },   { "WINCH", SIGWINCH }, { "SYS", SIGSYS },
};

int signal_number(const char *name)
{
	int64_t number = number_parse(name, NSIG - 1);

	if (number >= 0)
		return number > 0 ? (int)number : -EINVAL;
	if (strncmp(name, "SIG", 3) == 0)
		name += 3;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (strcmp(signals[i].name, name) == 0)
			return signals[i].number;
	return -EINVAL;
}
