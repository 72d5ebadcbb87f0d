// SPDX-License-Identifier: Apache-2.0
//
// The clock floor. The kernel has read the RTC before (RTC_HCTOSYS); NTP corrects the rest.

#include "clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"

#define BUILD_EPOCH "/usr/lib/berth/build-epoch"

static bool was_set;

int clock_floor(void)
{
	cleanup_free char *text = NULL;
	struct timespec floor = { 0 };
	struct timespec now;
	int r = read_file(BUILD_EPOCH, 64, &text, NULL);

	if (r < 0)
		return log_errno(r, "reading the time of the build from %s", BUILD_EPOCH);
	errno = 0;
	floor.tv_sec = strtoll(text, NULL, 10);
	if (errno || floor.tv_sec <= 0)
		return log_errno(EINVAL, "reading the time of the build from %s", BUILD_EPOCH);
	if (clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec >= floor.tv_sec)
		return 0;
	if (clock_settime(CLOCK_REALTIME, &floor) < 0)
		return log_errno(errno, "setting the clock to the time of the build");
	was_set = true;
	log_warning("the clock was before the time of the build; set to it");
	return 0;
}

int clock_not_before(time_t time)
{
	struct timespec floor = { .tv_sec = time };
	struct timespec now;

	if (!was_set || (clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec >= time))
		return 0;
	if (clock_settime(CLOCK_REALTIME, &floor) < 0)
		return -errno;
	log_warning("the clock is set to the time at which this machine was last seen running");
	return 0;
}
