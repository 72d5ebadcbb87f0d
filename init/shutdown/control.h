// SPDX-License-Identifier: Apache-2.0
//
// Requests to PID 1: signals, the FIFO, the power button. Served from the moment the loop runs,
// during the boot too.

#ifndef BERTH_INIT_CONTROL_H
#define BERTH_INIT_CONTROL_H

#include "../reexec/saved_state.h"

/* control_signal - the loop's handler of signals. */
void control_signal(int signo);

/* control_open_fifo - make and watch /run/openrc/init.ctl. Logs. Returns 0 or a negative errno. */
int control_open_fifo(void);

/*
 * control_save_fifo - for the init that this one is going to execute: no word is lost.
 * control_resume_fifo - in that one, before control_open_fifo().
 */
#define CONTROL_SAVED_FIFO "control.fifo"
void control_save_fifo(struct saver *saver);
void control_resume_fifo(int fd);

/*
 * control_open_buttons - watch every input device that has a power key (the ACPI power button is
 * one: that is how hypervisors ask a machine to stop), also those that appear later. Logs.
 * Returns 0 or a negative errno.
 */
int control_open_buttons(void);

#endif
