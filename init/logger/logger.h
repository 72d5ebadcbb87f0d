// SPDX-License-Identifier: Apache-2.0
//
// The process that writes the logs of all services. Each log is a pipe, whose ends PID 1 keeps:
// when this process is started anew, it finds there what has come meanwhile.
//
// It ends when PID 1 closes the socket, and has written by then what is in the pipes. One that does
// not get hold of a log ends at once, to be started anew.

#ifndef BERTH_INIT_LOGGER_H
#define BERTH_INIT_LOGGER_H

#define LOGGER_SOCKET 3 /* descriptor: PATH and the read end of its pipe, one packet each */
#define LOGGER_PATH_MAX 4095

/* logger_main - rc-log: not for people. Returns the exit status. */
int logger_main(int argc, char *argv[]);

#endif
