// SPDX-License-Identifier: Apache-2.0
//
// PID 1's control socket: CONTROL_SOCKET, see message.h for what goes over it. Everybody may ask
// for the list of services; root, and nobody else, may change something. PID 1 waits for no client:
// who does not say or take something in time is hung up on.

#ifndef BERTH_INIT_SERVER_H
#define BERTH_INIT_SERVER_H

#include "../reexec/saved_state.h"

/* control_open_socket - make and serve the socket. Logs. Returns 0 or a negative errno. */
int control_open_socket(void);

/*
 * control_save_socket - for the init that this one is going to execute: who connects meanwhile
 * waits. control_resume_socket - in that one, before control_open_socket(). Who was connected is
 * hung up on.
 */
#define CONTROL_SAVED_SOCKET "control.socket"
void control_save_socket(struct saver *saver);
void control_resume_socket(int fd);

#endif
