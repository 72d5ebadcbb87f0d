// SPDX-License-Identifier: Apache-2.0
//
// Brings the runlevel to what the configuration says of services. It runs while they are being
// started: who is disabled is stopped at once; who is enabled may need one that waits for the
// caller, and is started later (final_services.h). A second call changes nothing.

#ifndef BERTH_APPLY_SERVICES_H
#define BERTH_APPLY_SERVICES_H

#include "../../yaml/diag.h"
#include "../user_data/user_services.h"

/*
 * apply_services - behind the files of the configuration, as scripts may be among them.
 * @problems: gets services that there are not, or that do not stop, with their place
 * Returns 0, or the negative errno of the last failure.
 */
int apply_services(const struct user_services *services, struct diag_list *problems);

#endif
