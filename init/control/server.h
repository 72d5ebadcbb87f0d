// SPDX-License-Identifier: Apache-2.0
//
// PID 1's control socket: CONTROL_SOCKET, see message.h for what goes over it. Everybody may ask
// for the list of services; root, and nobody else, may change something. PID 1 waits for no client:
// who does not say or take something in time is hung up on.

#ifndef BERTH_INIT_SERVER_H
#define BERTH_INIT_SERVER_H

/* control_open_socket - make and serve the socket. Logs. Returns 0 or a negative errno. */
int control_open_socket(void);

#endif
