// SPDX-License-Identifier: Apache-2.0
//
// The key `berth: proxy:` of user-data: through whom the machine reaches the web.
//
//   proxy:
//     http_proxy: http://proxy.example.org:3128
//     https_proxy: http://proxy.example.org:3128
//     no_proxy: [.example.org, 192.0.2.0/24]        # or one string with commas
//
// The keys have the names of the variables that programs know; `no` alone would be a truth value to
// YAML. Pure.

#ifndef BERTH_USER_PROXY_H
#define BERTH_USER_PROXY_H

#include <stdbool.h>

#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

#define USER_PROXY_NAMES 3

struct user_proxy {
	char *values[USER_PROXY_NAMES]; /* of user_proxy_names[]; NULL: not given */
};

/* In this order: http_proxy, https_proxy, no_proxy. */
extern const char *const user_proxy_names[USER_PROXY_NAMES];

/*
 * user_proxy_read - read the value of the key.
 * @diags: gets the problems, without secrets; a value with one is left out
 * @ret: release with user_proxy_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_proxy_read(const struct node *value, struct diag_list *diags, struct user_proxy *ret);
void user_proxy_release(struct user_proxy *proxy);

/* user_proxy_is_given - true if there is any value. */
bool user_proxy_is_given(const struct user_proxy *proxy);

/* user_proxy_is_secret - true if one of the URLs has a name in it, and perhaps a password. */
bool user_proxy_is_secret(const struct user_proxy *proxy);

/*
 * user_proxy_without_user - one of the values as it may be shown.
 * Returns the text, which the caller frees, or NULL (no memory).
 */
char *user_proxy_without_user(const char *value);

#endif
