// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/size_text.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/install/size_text.h"

static void shows(uint64_t bytes, const char *expected)
{
	char text[SIZE_TEXT_MAX];

	size_text(bytes, text);
	assert_string_equal(text, expected);
}

static void test_sizes(void **state)
{
	(void)state;
	shows(0, "0 MiB");
	shows((1ULL << 20) - 1, "0 MiB");
	shows(260ULL << 20, "260 MiB");
	shows((1ULL << 30) - 1, "1023 MiB");
	shows(1ULL << 30, "1.0 GiB");
	/* rounded down */
	shows((4ULL << 30) - 1, "3.9 GiB");
	shows((3ULL << 30) + (512ULL << 20), "3.5 GiB");
	shows(UINT64_MAX, "17179869183.9 GiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
