// SPDX-License-Identifier: Apache-2.0
//
// Host names: which are valid, how a full name falls apart, and the line in /etc/hosts. Pure.

#ifndef BERTH_HOST_NAME_H
#define BERTH_HOST_NAME_H

#include <stddef.h>

#include "../../yaml/yaml_tree.h"

#define HOST_NAME_LABEL_MAX \
	63 /* RFC 1123; also below the kernel's limit of 64 for sethostname(2) */
#define HOST_NAME_FULL_MAX 253

/*
 * host_name_check - is this a host name by RFC 1123, with or without a domain?
 * @name: the name
 *
 * Returns NULL if it is, else what is wrong (static text).
 */
const char *host_name_check(const char *name);

/* host_name_short_len - length of the part ahead of the first dot. */
size_t host_name_short_len(const char *name);

/*
 * hosts_with_name - the text of /etc/hosts with this machine's own name in it
 * @old: the text there is now
 * @full: valid host name, with or without a domain
 * @name: the one whose first part the machine has; that stands behind it, if it is another text
 * @ret_text: new text, to be freed by the caller
 *
 * The name stands on one line for 127.0.1.1, as Debian and cloud-init do it; other lines stay as
 * they are.
 *
 * Returns 0 or -ENOMEM.
 */
int hosts_with_name(const char *old, const char *full, const char *name, char **ret_text);

/*
 * node_host_name - a copy of a node that must be a host name.
 * @ret_name: the name, freed by the caller; untouched if it is none (the problem is in @diags)
 * Returns 0 or -ENOMEM.
 */
int node_host_name(const struct node *node, const char *name, struct diag_list *diags,
		   char **ret_name);

#endif
