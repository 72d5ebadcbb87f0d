// SPDX-License-Identifier: Apache-2.0
//
// The health checks: is this machine able to do what it is there for? Each check tells a reason, as
// one line without the check's name, or none.

#ifndef BERTH_HEALTH_H
#define BERTH_HEALTH_H

#include <stdint.h>

#include "../../common/string_list.h"
#include "../status/service_list.h"

#define HEALTH_LIMIT_MS 120000 /* of all checks together */
#define HEALTH_PROGRAM_LIMIT_MS 60000 /* of one program in health.d */

/*
 * Every check:
 * @deadline_ms: of all checks (monotonic_ms()); what can take long does not go on beyond it
 * @ret_reason: NULL = healthy; the caller frees it
 * Returns 0 (the check was made) or a negative errno (it could not be: counts as not healthy).
 */
int health_services(int64_t deadline_ms, char **ret_reason);
int health_data(int64_t deadline_ms, char **ret_reason);
int health_containers(int64_t deadline_ms, char **ret_reason);

/* health_program - the same for an executable: exit status 0 is healthy, else its last line tells
 * why. */
int health_program(const char *path, int64_t deadline_ms, char **ret_reason);

/*
 * health_programs_find - the executables in one directory, in the order of their names. Names that
 * begin with a dot are left out.
 * @list: paths are added to it
 * Returns 0 (also if there is no such directory) or a negative errno.
 */
int health_programs_find(const char *dir, struct string_list *list);

/* health_services_judge - the reason of the first service that is not up, or NULL in it. Pure.
 * Returns 0 or -ENOMEM. */
int health_services_judge(const struct service_list *list, char **ret_reason);

/*
 * health_limit - the limit for one step: @limit_ms, or what is left until the deadline if that is
 * less; 0 if nothing is left (which run() would take for "no limit"). Pure.
 */
int health_limit(int64_t deadline_ms, int64_t now_ms, int limit_ms);

#endif
