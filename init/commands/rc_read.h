// SPDX-License-Identifier: Apache-2.0
//
// What PID 1 calls for the scripts that only a shell can read: it reads them and sends them back.

#ifndef BERTH_INIT_RC_READ_H
#define BERTH_INIT_RC_READ_H

/* rc_read_main - rc-read NAME...: not for people. Returns the exit status. */
int rc_read_main(int argc, char *argv[]);

#endif
