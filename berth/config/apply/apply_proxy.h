// SPDX-License-Identifier: Apache-2.0
//
// Lets the machine know its proxy: the container engine, which is what pulls images, by files in
// /etc/conf.d; shells by one in /etc/profile.d; the commands of the configuration by one in
// /run/berth. The engine is being started beside the caller, and is started anew: before commands
// and files of the configuration, so that as little as possible uses it yet. A second call changes
// nothing.

#ifndef BERTH_APPLY_PROXY_H
#define BERTH_APPLY_PROXY_H

#include "../../yaml/diag.h"
#include "../user_data/user_proxy.h"

/*
 * apply_proxy - write them, or remove what an earlier configuration has left of them.
 * @problems: gets what could not be done
 * Returns 0 or a negative errno.
 */
int apply_proxy(const struct user_proxy *proxy, struct diag_list *problems);

/*
 * proxy_take_over - put into the caller's environment what apply_proxy() has left.
 * Returns 0 (also without a proxy) or a negative errno.
 */
int proxy_take_over(void);

#endif
