// SPDX-License-Identifier: Apache-2.0
//
// Names of signals. See signal_name.h.

#include "signal_name.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

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

/* A number in digits and nothing else, or -EINVAL. */
static int plain_number(const char *text)
{
	int number = 0;

	for (const char *at = text; *at; at++) {
		if (!isdigit((unsigned char)*at) || number >= NSIG)
			return -EINVAL;
		number = number * 10 + (*at - '0');
	}
	return number > 0 && number < NSIG ? number : -EINVAL;
}

int signal_number(const char *name)
{
	if (isdigit((unsigned char)name[0]))
		return plain_number(name);
	if (strncmp(name, "SIG", 3) == 0)
		name += 3;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (strcmp(signals[i].name, name) == 0)
			return signals[i].number;
	return -EINVAL;
}
