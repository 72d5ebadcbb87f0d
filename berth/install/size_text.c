// SPDX-License-Identifier: Apache-2.0
//
// Sizes for people. See size_text.h.

#include "size_text.h"

#include <stdio.h>

void size_text(uint64_t bytes, char ret_text[SIZE_TEXT_MAX])
{
	uint64_t mib = bytes >> 20;

	if (mib < 1024)
		(void)snprintf(ret_text, SIZE_TEXT_MAX, "%u MiB", (unsigned)mib);
	else
		(void)snprintf(ret_text, SIZE_TEXT_MAX, "%llu.%llu GiB",
			       (unsigned long long)(mib / 1024),
			       (unsigned long long)(mib % 1024 * 10 / 1024));
}
