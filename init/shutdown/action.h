// SPDX-License-Identifier: Apache-2.0
//
// What one can ask PID 1 for, and the two protocols for asking: busybox' signals and the words of
// sysvinit and OpenRC on a FIFO. Pure.

#ifndef BERTH_INIT_ACTION_H
#define BERTH_INIT_ACTION_H

#define CONTROL_FIFO "/run/openrc/init.ctl"

enum action {
	ACTION_NONE,
	ACTION_HALT,
	ACTION_POWEROFF,
	ACTION_REBOOT,
};

/*
 * action_from_signal - busybox: SIGUSR1 halt, SIGUSR2 power off, SIGTERM reboot; SIGINT is
 * Ctrl-Alt-Del and reboots, SIGPWR powers off. Others: ACTION_NONE.
 */
enum action action_from_signal(int signo);

/* action_to_signal - the signal of busybox' protocol that asks for it. */
int action_to_signal(enum action action);

/* action_to_reboot - the argument of reboot(2) that does it. */
int action_to_reboot(enum action action);

/* action_from_word - `halt`, `poweroff`, `reboot`. Others: ACTION_NONE. */
enum action action_from_word(const char *word);

/* action_word - the same word back. action_message - "powering off" and so on, for people. */
const char *action_word(enum action action);
const char *action_message(enum action action);

#endif
