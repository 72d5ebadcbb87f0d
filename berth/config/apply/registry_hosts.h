// SPDX-License-Identifier: Apache-2.0
//
// How a registry is reached, in containerd's words: hosts.toml. Pure.

#ifndef BERTH_REGISTRY_HOSTS_H
#define BERTH_REGISTRY_HOSTS_H

#include <stdbool.h>

#include "../user_data/user_registries.h"

#define REGISTRY_CA "ca.crt" /* beside hosts.toml */

/* registry_hosts_are_given - false if there is nothing to say of it but a login. */
bool registry_hosts_are_given(const struct user_registry *registry);

/* registry_hosts_text - content of hosts.toml. Returns 0 or -ENOMEM; the caller frees it. */
int registry_hosts_text(const struct user_registry *registry, char **ret_text);

/*
 * registry_hosts_other_name - the name of the directory in which containerd looks first: with
 * `_PORT_` in place of `:PORT`.
 * Returns a string that the caller frees, or NULL if memory is short.
 */
char *registry_hosts_other_name(const char *host);

#endif
