// SPDX-License-Identifier: Apache-2.0
//
// Deadlines of the health checks. See health.h.

#include <stdint.h>
#include <time.h>

#include "health.h"

int64_t health_now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int health_limit(int64_t deadline_ms, int64_t now_ms, int limit_ms)
{
	int64_t left = deadline_ms - now_ms;

	if (left <= 0)
		return 0;
	return left < limit_ms ? (int)left : limit_ms;
}
