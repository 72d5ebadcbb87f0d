// SPDX-License-Identifier: Apache-2.0
//
// Whom a service runs as, and what that user may do: in the child, before its program.

#ifndef BERTH_INIT_SERVICE_USER_H
#define BERTH_INIT_SERVICE_USER_H

#include "caps_text.h"

/*
 * service_user_become - give root up for another user, with the groups that it is a member of, and
 * its HOME and USER in the environment.
 * @spec: `USER` or `USER:GROUP`, names or numbers; NULL = stay root
 * @caps: what that user may do all the same, and what nobody may get back
 * Returns 0 or a negative errno: -ENOENT for a user or group that does not exist. On failure the
 * process is something in between, and may only end.
 */
int service_user_become(const char *spec, const struct caps_iab *caps);

#endif
