// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/stop_schedule.c.

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../init/service/stop_schedule.h"

struct expected {
	int signal;
	int64_t wait_ms;
};

static void expect_steps(const char *text, const struct expected *steps, size_t count, bool ends)
{
	struct stop_schedule schedule;
	struct stop_position at = { 0 };
	const struct stop_step *step;

	assert_int_equal(stop_schedule_parse(text, SIGTERM, &schedule), 0);
	for (size_t i = 0; i < count; i++) {
		step = stop_schedule_next(&schedule, &at);
		assert_non_null(step);
		assert_int_equal(step->signal, steps[i].signal);
		assert_int_equal(step->wait_ms, steps[i].wait_ms);
	}
	step = stop_schedule_next(&schedule, &at);
	assert_true(ends ? step == NULL : step != NULL);
}

#define EXPECT(text, ends, ...)                                                  \
	do {                                                                     \
		const struct expected steps[] = { __VA_ARGS__ };                 \
		expect_steps(text, steps, sizeof(steps) / sizeof(*steps), ends); \
	} while (0)

static void test_schedules(void **state)
{
	(void)state;
	EXPECT("5", true, { SIGTERM, 5000 });
	EXPECT("TERM/60/KILL/10", true, { SIGTERM, 60000 }, { SIGKILL, 10000 });
	EXPECT("SIGQUIT/30/-9/1", true, { SIGQUIT, 30000 }, { SIGKILL, 1000 });
	EXPECT("-INT/HUP/5", true, { SIGINT, 0 }, { SIGHUP, 5000 });
	EXPECT("TERM/1/2/KILL", true, { SIGTERM, 1000 }, { 0, 2000 }, { SIGKILL, 0 });
	EXPECT("3/KILL", true, { 0, 3000 }, { SIGKILL, 0 });
	EXPECT("INT/5/forever/KILL/1", false, { SIGINT, 5000 }, { SIGKILL, 1000 },
	       { SIGKILL, 1000 }, { SIGKILL, 1000 });
	EXPECT("forever/TERM/5/KILL/5", false, { SIGTERM, 5000 }, { SIGKILL, 5000 },
	       { SIGTERM, 5000 });
	/* the seconds behind `forever` are the loop's, not the signal's before it */
	EXPECT("TERM/forever/5", false, { SIGTERM, 0 }, { 0, 5000 }, { 0, 5000 });
}

static void test_nonsense(void **state)
{
	static const char *const texts[] = {
		"",
		"/",
		"TERM/",
		"/5",
		"TERM//5",
		"term/5",
		"-",
		"-0",
		"-99",
		"SIG",
		"TERM/5s",
		"TERM/99999999999999999999",
		"forever",
		"TERM/forever",
		"forever/KILL",
		"5/forever/0",
		"forever/1/forever/1",
		"SIGSIGTERM",
		"AVERYLONGNAMETHATISNOSIGNAL/5",
		" TERM/5",
		"TERM/-5/KILL/86401",
	};
	struct stop_schedule schedule;

	(void)state;
	memset(&schedule, 0x5A, sizeof(schedule));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (stop_schedule_parse(texts[i], SIGTERM, &schedule) != -EINVAL)
			fail_msg("\"%s\" was taken", texts[i]);
	assert_int_equal(((unsigned char *)&schedule)[0], 0x5A);
}

static void test_as_many_steps_as_there_is_room_for(void **state)
{
	char text[8 * (STOP_STEPS_MAX + 1)] = "TERM";
	struct stop_schedule schedule;

	(void)state;
	for (int i = 1; i < STOP_STEPS_MAX; i++)
		strcat(text, "/TERM");
	assert_int_equal(stop_schedule_parse(text, SIGTERM, &schedule), 0);
	strcat(text, "/5");
	assert_int_equal(stop_schedule_parse(text, SIGTERM, &schedule), 0);
	strcat(text, "/5");
	assert_int_equal(stop_schedule_parse(text, SIGTERM, &schedule), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schedules),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_as_many_steps_as_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
