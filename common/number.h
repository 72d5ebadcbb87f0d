// SPDX-License-Identifier: Apache-2.0
//
// Numbers as people write them where nothing else may stand: digits, without sign or blanks.

#ifndef BERTH_COMMON_NUMBER_H
#define BERTH_COMMON_NUMBER_H

#include <stdint.h>

/*
 * number_parse - read a decimal number.
 * @max: the largest that makes sense; 0 or more
 * Returns 0 to @max, or -EINVAL for anything else, the empty text included.
 */
int64_t number_parse(const char *text, int64_t max);

#endif
