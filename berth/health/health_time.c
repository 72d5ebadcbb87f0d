// SPDX-License-Identifier: Apache-2.0
//
// Deadlines of the health checks. See health.h.

#include <stdint.h>

#include "health.h"

int health_limit(int64_t deadline_ms, int64_t now_ms, int limit_ms)
{
	int64_t left = deadline_ms - now_ms;

	if (left <= 0)
		return 0;
	return left < limit_ms ? (int)left : limit_ms;
}
