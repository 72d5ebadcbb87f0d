// SPDX-License-Identifier: Apache-2.0
//
// Going on as logs grow.

#ifndef BERTH_LOG_FOLLOW_H
#define BERTH_LOG_FOLLOW_H

#include "log_print.h"
#include "log_source.h"

/*
 * log_follow - show what comes, until nobody reads any more (or a signal ends the process). What
 * comes at once is in the order of time.
 * @find_new: called when a file has come: adds its source, if it is one that is wanted. NULL = no
 * Returns 0 or a negative errno, and -EIO if something could not be read, which has been told.
 */
int log_follow(struct log_sources *sources, const struct log_style *style,
	       int (*find_new)(struct log_sources *sources));

#endif
