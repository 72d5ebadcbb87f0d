// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/duration.c.

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/service/duration.h"

static void test_units(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
		{ "0", 0 },
		{ "5", 5000 },
		{ "128ms", 128 },
		{ "12sec", 12000 },
		{ "30s", 30000 },
		{ "2m", 120000 },
		{ "2min", 120000 },
		{ "24h", 86400000 },
		{ "1hour", 3600000 },
		{ "86400", 86400000 },
		{ "86400000ms", 86400000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int64_t ms = -1;

		assert_int_equal(duration_parse(cases[i].text, &ms), 0);
		assert_int_equal(ms, cases[i].ms);
	}
}

static void test_nonsense(void **state)
{
	static const char *const texts[] = { "",
					     "s",
					     "-1",
					     "1.5s",
					     "5 s",
					     "5x",
					     "5S",
					     "25h",
					     "86401",
					     "ms5",
					     "86400001ms",
					     "5ss",
					     "99999999999999999999",
					     " 5",
					     "0x5" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		int64_t ms = 7;

		if (duration_parse(texts[i], &ms) != -EINVAL || ms != 7)
			fail_msg("\"%s\" was taken", texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
