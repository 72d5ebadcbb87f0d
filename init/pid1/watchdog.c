// SPDX-License-Identifier: Apache-2.0
//
// PID 1 and the watchdogs. See watchdog.h.

#include "watchdog.h"

#include <stddef.h>
#include <stdint.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/log.h"
#include "../../common/watchdog.h"
#include "loop.h"

static struct watchdog dogs[WATCHDOG_MAX];
static int every_ms; /* 0 = nothing to do */
static int64_t next_ms;

static void ping(void)
{
	watchdog_ping(dogs);
	next_ms = loop_now_ms() + every_ms;
}

static void ping_and_again(struct loop_timer *self)
{
	if (every_ms == 0)
		return;
	ping();
	loop_set_timer(self, every_ms);
}

static struct loop_timer timer = { .expired = ping_and_again };

static void report(void)
{
	for (size_t i = 0; i < WATCHDOG_MAX; i++) {
		if (dogs[i].fd < 0)
			continue;
		log_info("watchdog%zu (%s) guards the machine: it restarts it after %d s without a "
			 "sign of life",
			 i, dogs[i].name, dogs[i].timeout_s);
		if (dogs[i].restarted)
			log_warning("the last restart was done by watchdog%zu (%s): the machine "
				    "had hung",
				    i, dogs[i].name);
	}
}

void watchdog_guard(void)
{
	cleanup_free char *cmdline = NULL;

	if (cmdline_read(&cmdline) == 0 && !watchdog_wanted(cmdline)) {
		log_info("no watchdog guards the machine (panic=0 or berth.rescue)");
		return;
	}
	watchdog_arm(dogs);
	report();
	every_ms = watchdog_ping_ms(dogs);
	ping_and_again(&timer);
}

void watchdog_keep(void)
{
	if (every_ms > 0 && loop_now_ms() >= next_ms)
		ping();
}

/* The next one finds them by itself. */
void watchdog_save(struct saver *saver)
{
	for (size_t i = 0; i < WATCHDOG_MAX; i++)
		if (every_ms > 0)
			saver_fd(saver, "watchdog", dogs[i].fd);
}

void watchdog_release(void)
{
	if (every_ms == 0)
		return;
	every_ms = 0;
	watchdog_disarm(dogs);
}
