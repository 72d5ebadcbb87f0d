// SPDX-License-Identifier: Apache-2.0
//
// NoCloud meta-data: which machine this is (instance-id), and a host name from whoever made it.
// Pure.

#ifndef BERTH_META_DATA_H
#define BERTH_META_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "../../yaml/diag.h"

#define META_DATA_MAX 65536 /* 64 KiB */

struct meta_data {
	char *instance_id; /* printable, without blanks and slashes; NULL: not given */
	char *local_hostname; /* valid by RFC 1123; NULL: not given */
	bool usable; /* empty, or a mapping that could be read to its end: worth keeping */
};

/*
 * meta_data_parse - read a meta-data file (YAML; JSON is read too, as a kind of YAML).
 * @bytes, @len: the file
 * @diags: gets the problems
 * @ret_data: what is valid; release with meta_data_release()
 * Returns 0, also for a bad file, or -ENOMEM.
 */
int meta_data_parse(const char *bytes, size_t len, struct diag_list *diags,
		    struct meta_data *ret_data);

/* meta_data_release - free the content. */
void meta_data_release(struct meta_data *data);

#endif
