// SPDX-License-Identifier: Apache-2.0
//
// The key `berth:` of user-data: what cloud-config has no word for. A new key below it is one more
// row in the table in user_berth.c. Pure.

#ifndef BERTH_USER_BERTH_H
#define BERTH_USER_BERTH_H

#include "user_install.h"
#include "user_proxy.h"
#include "user_registries.h"
#include "user_services.h"
#include "user_sysctl.h"

struct user_berth {
	struct user_install install; /* what a live system installs */
	struct user_registries registries;
	struct user_proxy proxy;
	struct user_sysctl sysctl;
	struct user_services services;
	/* One on a CD or a stick counts although a configuration was applied. */
	bool removable_media;
};

/*
 * user_berth_read - read the value of the key.
 * @diags: gets the problems
 * @ret: gets what is right; of what was in it, each key that is not given stays; release with
 * user_berth_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_berth_read(const struct node *value, struct diag_list *diags, struct user_berth *ret);

/* user_berth_move - as user_files_move(). */
void user_berth_move(struct user_berth *berth, unsigned line, bool encoded);
void user_berth_release(struct user_berth *berth);

#endif
