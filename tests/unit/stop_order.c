// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/containers/stop_order.c: containers that listen, that do not, and somebody who has
// no patience, in a time of their own.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/containers/stop_order.h"

#define MAX 500
#define NEVER INT64_MAX

/* A container and how it behaves: how long it takes to end once asked, and once killed. */
struct actor {
	int64_t grace_ms;
	int64_t listens_ms; /* NEVER: ignores its signal */
	int64_t dies_ms; /* NEVER: hangs in the kernel */
};

struct play {
	struct stop_item items[MAX];
	const struct actor *actors; /* one for all, if there is only one */
	size_t actor_count, count;
	int64_t hurry_at_ms; /* < 0: nobody hurries */
	int64_t now_ms;
};

static const struct actor *actor(const struct play *play, size_t index)
{
	return &play->actors[play->actor_count == 1 ? 0 : index];
}

static int64_t end_of(const struct play *play, size_t index)
{
	const struct stop_item *item = &play->items[index];
	int64_t listens = NEVER, dies = NEVER;

	if (item->asked_ms >= 0 && actor(play, index)->listens_ms != NEVER)
		listens = item->asked_ms + actor(play, index)->listens_ms;
	if (item->killed_ms >= 0 && actor(play, index)->dies_ms != NEVER)
		dies = item->killed_ms + actor(play, index)->dies_ms;
	return listens < dies ? listens : dies;
}

static void look(struct play *play)
{
	for (size_t i = 0; i < play->count; i++)
		if (!play->items[i].ended && end_of(play, i) <= play->now_ms)
			play->items[i].ended = true;
}

/* Until something happens or is due. */
static void wait_for(struct play *play, int64_t wait_ms)
{
	int64_t until = play->now_ms + wait_ms;

	assert_true(wait_ms > 0);
	for (size_t i = 0; i < play->count; i++)
		if (!play->items[i].ended && end_of(play, i) < until)
			until = end_of(play, i);
	if (play->hurry_at_ms > play->now_ms && play->hurry_at_ms < until)
		until = play->hurry_at_ms;
	play->now_ms = until;
	look(play);
}

static void run(struct play *play)
{
	for (size_t i = 0; i < play->count; i++)
		play->items[i] = (struct stop_item){ .grace_ms = actor(play, i)->grace_ms,
						     .asked_ms = -1,
						     .killed_ms = -1 };
	for (int steps = 0; steps < 10 * MAX; steps++) {
		bool hurried = play->hurry_at_ms >= 0 && play->now_ms >= play->hurry_at_ms;
		int64_t wait_ms = -1;
		size_t index = 0;

		switch (stop_order_step(play->items, play->count, play->now_ms,
					hurried ? play->hurry_at_ms : -1, &index, &wait_ms)) {
		case STOP_ASK:
			assert_true(index < play->count && play->items[index].asked_ms < 0);
			assert_false(play->items[index].ended);
			play->items[index].asked_ms = play->now_ms;
			look(play);
			break;
		case STOP_KILL:
			assert_true(play->items[index].asked_ms >= 0);
			assert_true(play->items[index].killed_ms < 0);
			assert_false(play->items[index].ended);
			play->items[index].killed_ms = play->now_ms;
			look(play);
			break;
		case STOP_GIVE_UP:
			assert_true(play->items[index].killed_ms >= 0);
			play->items[index].given_up = true;
			break;
		case STOP_WAIT:
			wait_for(play, wait_ms);
			break;
		case STOP_OVER:
			for (size_t i = 0; i < play->count; i++)
				assert_true(play->items[i].ended || play->items[i].given_up);
			return;
		}
	}
	fail_msg("it does not come to an end");
}

static void test_nothing_to_stop(void **state)
{
	struct play play = { .hurry_at_ms = -1 };

	(void)state;
	run(&play);
	assert_int_equal(play.now_ms, 0);
}

static void test_one_after_the_other(void **state)
{
	static const struct actor actors[] = {
		{ 10000, 1500, 0 }, /* started last */
		{ 10000, 300, 0 },
		{ 60000, 0, 0 },
	};
	static struct play play = { .actors = actors, .actor_count = 3, .count = 3 };

	(void)state;
	play.hurry_at_ms = -1;
	run(&play);
	assert_int_equal(play.items[0].asked_ms, 0);
	assert_int_equal(play.items[1].asked_ms, 1500);
	assert_int_equal(play.items[2].asked_ms, 1800);
	assert_int_equal(play.now_ms, 1800);
	for (size_t i = 0; i < 3; i++)
		assert_true(play.items[i].killed_ms < 0);
}

static void test_a_slow_one_has_a_head_start_only(void **state)
{
	static const struct actor actors[] = {
		{ 60000, 30000, 0 },
		{ 10000, 100, 0 },
		{ 10000, 100, 0 },
	};
	static struct play play = { .actors = actors, .actor_count = 3, .count = 3 };

	(void)state;
	play.hurry_at_ms = -1;
	run(&play);
	assert_int_equal(play.items[1].asked_ms, 2000);
	/* behind one that has ended nobody waits for those before it once more */
	assert_int_equal(play.items[2].asked_ms, 2100);
	assert_int_equal(play.now_ms, 30000);
	assert_true(play.items[0].killed_ms < 0);
}

static void test_killed_when_its_own_grace_is_over(void **state)
{
	static const struct actor actors[] = {
		{ 10000, NEVER, 50 },
		{ 3000, NEVER, 50 },
	};
	static struct play play = { .actors = actors, .actor_count = 2, .count = 2 };

	(void)state;
	play.hurry_at_ms = -1;
	run(&play);
	assert_int_equal(play.items[0].killed_ms, 10000);
	assert_int_equal(play.items[1].asked_ms, 2000);
	assert_int_equal(play.items[1].killed_ms, 5000);
	assert_int_equal(play.now_ms, 10050);
}

static void test_without_grace(void **state)
{
	static const struct actor actors[] = { { 0, NEVER, 0 } };
	static struct play play = { .actors = actors, .actor_count = 1, .count = 1 };

	(void)state;
	play.hurry_at_ms = -1;
	run(&play);
	assert_int_equal(play.items[0].killed_ms, 0);
}

static void test_one_that_does_not_die(void **state)
{
	static const struct actor actors[] = { { 1000, NEVER, NEVER }, { 1000, 10, 0 } };
	static struct play play = { .actors = actors, .actor_count = 2, .count = 2 };

	(void)state;
	play.hurry_at_ms = -1;
	run(&play);
	assert_true(play.items[0].given_up);
	assert_true(play.items[1].ended);
	assert_int_equal(play.now_ms, 6000);
}

/* Docker takes ten seconds for them, all at once; here they must not add up. */
static void test_many_that_do_not_listen(void **state)
{
	static const struct actor deaf = { 10000, NEVER, 20 };
	static struct play play = { .actors = &deaf, .actor_count = 1, .count = MAX };

	(void)state;
	play.hurry_at_ms = -1;
	run(&play);
	assert_true(play.now_ms <= 30100);
	for (size_t i = 0; i < MAX; i++)
		assert_int_equal(play.items[i].killed_ms - play.items[i].asked_ms, 10000);
}

/* Those that have ended take no time from the others. */
static void test_a_head_start_for_those_that_are_left(void **state)
{
	static struct actor actors[100];
	static struct play play = { .actors = actors, .actor_count = 100, .count = 100 };

	(void)state;
	for (size_t i = 0; i < 100; i++)
		actors[i] = (struct actor){ 10000, i < 95 ? 0 : NEVER, 0 };
	play.hurry_at_ms = -1;
	run(&play);
	assert_int_equal(play.items[95].asked_ms, 0);
	assert_int_equal(play.items[96].asked_ms, 2000);
	assert_int_equal(play.items[99].asked_ms, 8000);
}

static void test_no_more_patience(void **state)
{
	static const struct actor deaf = { 60000, NEVER, 20 };
	static struct play play = { .actors = &deaf, .actor_count = 1, .count = 30 };

	(void)state;
	play.hurry_at_ms = 3000;
	play.now_ms = 0;
	run(&play);
	assert_int_equal(play.items[29].asked_ms, 3000);
	assert_int_equal(play.now_ms, 4020);
}

/* Patience that ends does not give more time to one that has hardly any left. */
static void test_hurry_never_lengthens(void **state)
{
	static const struct actor deaf = { 3100, NEVER, 0 };
	static struct play play = { .actors = &deaf, .actor_count = 1, .count = 1 };

	(void)state;
	play.hurry_at_ms = 3000;
	run(&play);
	assert_int_equal(play.items[0].killed_ms, 3100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_to_stop),
		cmocka_unit_test(test_one_after_the_other),
		cmocka_unit_test(test_a_slow_one_has_a_head_start_only),
		cmocka_unit_test(test_killed_when_its_own_grace_is_over),
		cmocka_unit_test(test_without_grace),
		cmocka_unit_test(test_one_that_does_not_die),
		cmocka_unit_test(test_many_that_do_not_listen),
		cmocka_unit_test(test_a_head_start_for_those_that_are_left),
		cmocka_unit_test(test_no_more_patience),
		cmocka_unit_test(test_hurry_never_lengthens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
