// SPDX-License-Identifier: Apache-2.0
//
// Installation into a regular file, for the build: nothing of the host is looked at, and the same
// arguments and release give the same bytes.

#ifndef BERTH_INSTALL_IMAGE_H
#define BERTH_INSTALL_IMAGE_H

#include "install_options.h"

/* install_into_image - with its messages. Returns an exit status of command.h. */
int install_into_image(const struct install_options *options);

#endif
