// SPDX-License-Identifier: Apache-2.0
//
// The key `berth: services:` of user-data: which services run, beside or without those of the
// image.
//
//   services:
//     enabled: [web]
//     disabled: [ntpd]
//
// Pure.

#ifndef BERTH_USER_SERVICES_H
#define BERTH_USER_SERVICES_H

#include <stdbool.h>
#include <stddef.h>

#include "../../yaml/diag.h"
#include "../../yaml/place.h"
#include "../../yaml/yaml_tree.h"

#define USER_SERVICES_MAX 200

struct user_services {
	struct user_service {
		char *name; /* service_name_is_valid() */
		bool enabled;
		struct place place;
	} * items; /* in the order of the file, each name once */
	size_t count;
};

/*
 * user_services_read - read the value of the key.
 * @diags: gets the problems; a service with one is left out
 * @ret: release with user_services_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_services_read(const struct node *value, struct diag_list *diags,
		       struct user_services *ret);
void user_services_release(struct user_services *services);

#endif
