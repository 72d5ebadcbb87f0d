// SPDX-License-Identifier: Apache-2.0
//
// The key `berth:` as it would be written by hand, without secrets. Pure.

#ifndef BERTH_CONFIG_BERTH_TEXT_H
#define BERTH_CONFIG_BERTH_TEXT_H

#include <stdio.h>

#include "user_data/user_berth.h"

/* berth_text_print - print what of it is given; nothing if nothing is. */
void berth_text_print(FILE *out, const struct user_berth *berth);

#endif
