// SPDX-License-Identifier: Apache-2.0
//
// Numbers as people write them. See number.h.

#include "number.h"

#include <ctype.h>
#include <errno.h>

int64_t number_parse(const char *text, int64_t max)
{
	int64_t number = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		int digit = *text - '0';

		if (!isdigit((unsigned char)*text) || digit > max || number > (max - digit) / 10)
			return -EINVAL;
		number = number * 10 + digit;
	}
	return number;
}
