// SPDX-License-Identifier: Apache-2.0
//
// Logins at registries, in docker's config.json, which `docker login` writes as well. What a
// configuration has put there is remembered in a record, so that it goes when a later one does not
// name it, and a person's logins stay. Pure.

#ifndef BERTH_REGISTRY_LOGINS_H
#define BERTH_REGISTRY_LOGINS_H

#include "../user_data/user_registries.h"

struct registry_logins {
	char *config; /* config.json; NULL: what is there is right */
	char *record; /* NULL: there is nothing to remember */
};

/*
 * registry_logins_make - the files as they should be.
 * @config: config.json as it is, or NULL
 * @record: what was remembered last, or NULL; one that cannot be read is as good as none
 * @ret: release with registry_logins_release(); written on success only
 * Returns 0, -EINVAL (@config is not what docker writes) or -ENOMEM.
 */
int registry_logins_make(const struct user_registries *registries, const char *config,
			 const char *record, struct registry_logins *ret);
void registry_logins_release(struct registry_logins *logins);

#endif
