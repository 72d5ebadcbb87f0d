// SPDX-License-Identifier: Apache-2.0
//
// meta-data, of NoCloud or of a config drive (OpenStack's JSON): which machine this is, and a host
// name and ssh keys from whoever made it. Pure.

#ifndef BERTH_META_DATA_H
#define BERTH_META_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"

#define META_DATA_MAX 65536 /* 64 KiB */

struct meta_data {
	char *instance_id; /* printable, without blanks and slashes; NULL: not given */
	char *local_hostname; /* valid by RFC 1123; NULL: not given */
	struct string_list ssh_keys; /* of root: lines as the ssh server reads them */
	bool ssh_keys_in_doubt; /* one might have been meant that did not get through */
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
