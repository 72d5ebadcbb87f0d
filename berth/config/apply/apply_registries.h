// SPDX-License-Identifier: Apache-2.0
//
// Tells the container engine of the registries that the configuration names. What is written lies
// in memory; in the directory where the engine looks, which is on the data partition and has a
// person's own files as well, there are links to it. A second call changes nothing.

#ifndef BERTH_APPLY_REGISTRIES_H
#define BERTH_APPLY_REGISTRIES_H

#include "../../yaml/diag.h"
#include "../user_data/user_registries.h"

/*
 * apply_registries - hosts.toml, certificates and logins; what an earlier configuration has left of
 * them, and this one does not name, is removed.
 * @problems: gets what could not be done, with the place of the registry
 * Returns 0, or the negative errno of the last step that failed; the others are done all the same.
 */
int apply_registries(const struct user_registries *registries, struct diag_list *problems);

#endif
