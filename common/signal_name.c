// SPDX-License-Identifier: Apache-2.0
//
// Names of signals. See signal_name.h.

#include "signal_name.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "number.h"

/*
 * As glibc and the container engines count them. SIGRTMIN of musl is one more, as musl keeps one
 * more for itself; the program that is meant by SIGRTMIN+3 does not know that.
 */
#define REAL_TIME_FIRST 34
#define REAL_TIME_LAST 64

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

/* RTMIN, RTMIN+3, RTMAX-1, counted from where programs in containers see the first and last one. */
static int real_time_number(const char *name)
{
	bool from_first = strncmp(name, "RTMIN", 5) == 0;
	int edge = from_first ? REAL_TIME_FIRST : REAL_TIME_LAST;
	int64_t distance;

	if (!from_first && strncmp(name, "RTMAX", 5) != 0)
		return -EINVAL;
	if (!name[5])
		return edge;
	if (name[5] != (from_first ? '+' : '-'))
		return -EINVAL;
	distance = number_parse(name + 6, REAL_TIME_LAST - REAL_TIME_FIRST);
	if (distance < 0)
		return -EINVAL;
	return from_first ? edge + (int)distance : edge - (int)distance;
}

int signal_number(const char *name)
{
	int64_t number = number_parse(name, REAL_TIME_LAST);

	if (number >= 0)
		return number > 0 ? (int)number : -EINVAL;
	if (strncmp(name, "SIG", 3) == 0)
		name += 3;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (strcmp(signals[i].name, name) == 0)
			return signals[i].number;
	return real_time_number(name);
}
