// SPDX-License-Identifier: Apache-2.0
//
// Is a service ready?

#ifndef BERTH_INIT_READY_H
#define BERTH_INIT_READY_H

#include <stdbool.h>

/* ready_socket - true if a Unix stream socket accepts a connection at this path. Never blocks. */
bool ready_socket(const char *path);

#endif
