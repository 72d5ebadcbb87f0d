// SPDX-License-Identifier: Apache-2.0
//
// The order in which containers end. See stop_order.h.

#include "stop_order.h"

#define HEAD_START_MS 2000 /* of one before the next */
#define ALL_ASKED_MS 20000 /* by then each has got its signal, however many there are */
#define HURRY_MS 1000
#define DEATH_MS 5000 /* for what has to happen in the kernel after SIGKILL */

static bool is_over(const struct stop_item *item)
{
	return item->ended || item->given_up;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* How long the next one waits for the one asked last, if that does not end. */
static int64_t head_start_ms(const struct stop_item *items, size_t count, int64_t now_ms)
{
	int64_t first = now_ms, waiting = 0;

	for (size_t i = 0; i < count; i++) {
		if (items[i].asked_ms >= 0)
			first = earlier(first, items[i].asked_ms);
		else
			waiting += !items[i].ended;
	}
	if (waiting == 0 || now_ms - first >= ALL_ASKED_MS)
		return 0;
	return earlier(HEAD_START_MS, (ALL_ASKED_MS - (now_ms - first)) / waiting);
}

static int64_t kill_ms(const struct stop_item *item, int64_t hurried_ms)
{
	int64_t due = item->asked_ms + item->grace_ms;

	if (hurried_ms < 0)
		return due;
	return earlier(due, (hurried_ms > item->asked_ms ? hurried_ms : item->asked_ms) + HURRY_MS);
}

/* What is due for one that has been asked, and when. */
static enum stop_step next_for(const struct stop_item *item, int64_t hurried_ms,
			       int64_t *ret_due_ms)
{
	if (item->killed_ms < 0) {
		*ret_due_ms = kill_ms(item, hurried_ms);
		return STOP_KILL;
	}
	*ret_due_ms = item->killed_ms + DEATH_MS;
	return STOP_GIVE_UP;
}

enum stop_step stop_order_step(const struct stop_item *items, size_t count, int64_t now_ms,
			       int64_t hurried_ms, size_t *ret_index, int64_t *ret_wait_ms)
{
	int64_t head_start = head_start_ms(items, count, now_ms);
	int64_t soonest = INT64_MAX, ask = now_ms; /* the first one is asked at once */
	bool waits = false;

	for (*ret_index = 0; *ret_index < count; (*ret_index)++) {
		const struct stop_item *item = &items[*ret_index];
		enum stop_step step;
		int64_t due;

		if (is_over(item))
			continue;
		waits = true;
		if (item->asked_ms < 0) {
			if (ask <= now_ms)
				return STOP_ASK;
			soonest = earlier(soonest, ask);
			break; /* those behind it come after it */
		}
		/* when the next one is, although this one has not ended */
		ask = hurried_ms >= 0 ? hurried_ms : item->asked_ms + head_start;
		step = next_for(item, hurried_ms, &due);
		if (due <= now_ms)
			return step;
		soonest = earlier(soonest, due);
	}
	*ret_wait_ms = waits ? soonest - now_ms : 0;
	return waits ? STOP_WAIT : STOP_OVER;
}
