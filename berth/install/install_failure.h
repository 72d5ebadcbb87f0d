// SPDX-License-Identifier: Apache-2.0
//
// A failed installation in words: what was being done, what is wrong, what to do. Pure.

#ifndef BERTH_INSTALL_FAILURE_H
#define BERTH_INSTALL_FAILURE_H

#include "install_write.h"
#include "target.h"

/*
 * install_failure_text - in one line, or two if the disk was touched.
 * @name: of the disk or of the image file
 * @error: what install_run() returned
 * @failure: of the target
 * Returns the text, which the caller frees, or NULL if memory is short.
 */
char *install_failure_text(const char *name, int error, const struct install_outcome *outcome,
			   const struct target_failure *failure);

/*
 * install_unread_text - what is on the disk could not be read, before anything was written.
 * Returns the text, which the caller frees, or NULL if memory is short.
 */
char *install_unread_text(const char *name, int error);

#endif
