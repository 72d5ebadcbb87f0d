// SPDX-License-Identifier: Apache-2.0
//
// The key `berth: registries:` of user-data: how registries of images are reached.
//
//   registries:
//     docker.io:
//       mirrors: ["https://mirror.example.org"]   # asked before the registry itself
//     registry.example.org:5000:
//       insecure: true       # its certificate is not verified, and plain http is taken
//       ca: |                # who vouches for it and its mirrors, beside the others
//         -----BEGIN CERTIFICATE-----
//       username: robot
//       password: secret
//
// Pure.

#ifndef BERTH_USER_REGISTRIES_H
#define BERTH_USER_REGISTRIES_H

#include <stdbool.h>
#include <stddef.h>

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"
#include "../../yaml/place.h"
#include "../../yaml/yaml_tree.h"

#define USER_REGISTRIES_MAX 100
#define USER_REGISTRY_MIRRORS_MAX 16

struct user_registry {
	char *host; /* as in the name of an image: net_host_is_valid() */
	struct string_list mirrors; /* URLs, each once: net_url_split() */
	bool insecure;
	char *ca; /* PEM, one certificate or more; NULL: none */
	char *username, *password; /* both, or NULL; the name is printable ASCII without a colon */
	struct place place;
};

struct user_registries {
	struct user_registry *items; /* in the order of the file */
	size_t count;
};

/*
 * user_registries_read - read the value of the key.
 * @diags: gets the problems, without secrets; a value with one is left out
 * @ret: release with user_registries_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_registries_read(const struct node *value, struct diag_list *diags,
			 struct user_registries *ret);
void user_registries_release(struct user_registries *registries);

#endif
