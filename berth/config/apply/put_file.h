// SPDX-License-Identifier: Apache-2.0
//
// Writing one file of the configuration.

#ifndef BERTH_PUT_FILE_H
#define BERTH_PUT_FILE_H

#include <stdint.h>

#include "../../../common/io.h"
#include "../user_data/user_files.h"
#include "appended.h"

#define PUT_FILE_MAX (16UL * 1024 * 1024) /* bytes, decompressed, with what was there */

/*
 * put_file - write it, unless it is there just so.
 * @deadline_ms: of monotonic_ms(), for its decompression
 * @appended: what was put behind files in this boot
 * Returns 0, -ELOOP (a link on the way is not root's), -EISNAM (there is something else than a
 * file), -EBADMSG (it cannot be decompressed), -ETIMEDOUT, -EFBIG, or another negative errno.
 */
int put_file(const struct user_file *file, const struct file_owner *owner, int64_t deadline_ms,
	     struct appended *appended);

#endif
