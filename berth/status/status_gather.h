// SPDX-License-Identifier: Apache-2.0
//
// Finding out what `berth status` shows, from the running system.

#ifndef BERTH_STATUS_GATHER_H
#define BERTH_STATUS_GATHER_H

#include "status.h"

struct gather_options {
	int engine_limit_ms; /* how long to wait for the container engine */
	enum engine_answer engine_silence; /* what it means when it does not answer */
};

/*
 * status_gather - find out everything that this user may see; what could not be seen is noted in
 * not_seen and left empty.
 * @ret_status: not judged yet; release with status_release()
 * Returns 0 or -ENOMEM.
 */
int status_gather(const struct gather_options *options, struct status *ret_status);

/*
 * status_gather_data - find out only about the data partition.
 * Returns 0 or a negative errno.
 */
int status_gather_data(struct status *status);

#endif
