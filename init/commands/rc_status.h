// SPDX-License-Identifier: Apache-2.0
//
// rc-status: how all services are, and how long their starts took.

#ifndef BERTH_INIT_RC_STATUS_H
#define BERTH_INIT_RC_STATUS_H

/* rc_status_main - rc-status. Returns the exit status. */
int rc_status_main(int argc, char *argv[]);

#endif
