// SPDX-License-Identifier: Apache-2.0
//
// How a process is asked to end. See stop_schedule.h.

#include "stop_schedule.h"

#include <errno.h>
#include <string.h>

#include "../../common/number.h"
#include "../../common/signal_name.h"

#define ITEM_MAX 16 /* longer than any signal or `forever` */
#define SECONDS_MAX 86400
#define NO_LOOP (STOP_STEPS_MAX + 1)

static struct stop_step *add_step(struct stop_schedule *schedule, int signal)
{
	struct stop_step *step = &schedule->steps[schedule->count];

	if (schedule->count == STOP_STEPS_MAX)
		return NULL;
	schedule->count++;
	*step = (struct stop_step){ .signal = signal };
	return step;
}

/* Seconds belong to the signal before them, unless that one has its own, or a loop begins here. */
static int add_wait(struct stop_schedule *schedule, int64_t wait_s)
{
	struct stop_step *last = schedule->count > 0 ? &schedule->steps[schedule->count - 1] : NULL;
	bool loop_begins = schedule->loop == schedule->count;

	if (!last || last->wait_ms > 0 || loop_begins)
		last = add_step(schedule, 0);
	if (!last)
		return -EINVAL;
	last->wait_ms = wait_s * 1000;
	return 0;
}

static int add_item(struct stop_schedule *schedule, const char *item)
{
	int64_t wait_s = number_parse(item, SECONDS_MAX);

	if (wait_s >= 0)
		return add_wait(schedule, wait_s);
	if (strcmp(item, "forever") == 0) {
		if (schedule->loop != NO_LOOP)
			return -EINVAL;
		schedule->loop = schedule->count;
		return 0;
	}
	int signal = signal_number(item[0] == '-' ? item + 1 : item);
	return signal > 0 && add_step(schedule, signal) ? 0 : -EINVAL;
}

static int add_items(struct stop_schedule *schedule, const char *text)
{
	char item[ITEM_MAX];

	for (;;) {
		size_t len = strcspn(text, "/");

		if (len >= sizeof(item))
			return -EINVAL;
		memcpy(item, text, len);
		item[len] = '\0';
		int r = add_item(schedule, item);
		if (r < 0 || !text[len])
			return r;
		text += len + 1;
	}
}

static bool loop_waits(const struct stop_schedule *schedule)
{
	for (size_t i = schedule->loop; i < schedule->count; i++)
		if (schedule->steps[i].wait_ms > 0)
			return true;
	return false;
}

int stop_schedule_parse(const char *text, int signal, struct stop_schedule *ret)
{
	struct stop_schedule schedule = { .loop = NO_LOOP };
	int64_t wait_s = number_parse(text, SECONDS_MAX);

	if (wait_s >= 0) {
		*ret = stop_schedule_simple(signal, wait_s * 1000);
		return 0;
	}
	int r = add_items(&schedule, text);
	if (r < 0)
		return r;
	if (schedule.loop == NO_LOOP)
		schedule.loop = schedule.count;
	else if (!loop_waits(&schedule))
		return -EINVAL;
	*ret = schedule;
	return 0;
}

struct stop_schedule stop_schedule_simple(int signal, int64_t wait_ms)
{
	return (struct stop_schedule){
		.steps = { { .signal = signal, .wait_ms = wait_ms } },
		.count = 1,
		.loop = 1,
	};
}

const struct stop_step *stop_schedule_next(const struct stop_schedule *schedule,
					   struct stop_position *position)
{
	if (position->next == schedule->count)
		position->next = schedule->loop;
	return position->next < schedule->count ? &schedule->steps[position->next++] : NULL;
}
