// SPDX-License-Identifier: Apache-2.0
//
// What one can ask PID 1 for. See action.h.

#include "action.h"

#include <signal.h>
#include <string.h>
#include <sys/reboot.h>

static const struct {
	const char *word;
	const char *message;
	int signo;
	unsigned reboot;
} actions[] = {
	[ACTION_NONE] = { "none", "doing nothing", 0, RB_AUTOBOOT },
	[ACTION_HALT] = { "halt", "halting", SIGUSR1, RB_HALT_SYSTEM },
	[ACTION_POWEROFF] = { "poweroff", "powering off", SIGUSR2, RB_POWER_OFF },
	[ACTION_REBOOT] = { "reboot", "rebooting", SIGTERM, RB_AUTOBOOT },
};

#define COUNT (sizeof(actions) / sizeof(actions[0]))

enum action action_from_signal(int signo)
{
	if (signo == SIGINT)
		return ACTION_REBOOT;
	if (signo == SIGPWR)
		return ACTION_POWEROFF;
	for (size_t i = 1; i < COUNT; i++)
		if (actions[i].signo == signo)
			return (enum action)i;
	return ACTION_NONE;
}

int action_to_signal(enum action action)
{
	return actions[action].signo;
}

int action_to_reboot(enum action action)
{
	return (int)actions[action].reboot;
}

enum action action_from_word(const char *word)
{
	for (size_t i = 1; i < COUNT; i++)
		if (strcmp(actions[i].word, word) == 0)
			return (enum action)i;
	return ACTION_NONE;
}

const char *action_word(enum action action)
{
	return actions[action].word;
}

const char *action_message(enum action action)
{
	return actions[action].message;
}
