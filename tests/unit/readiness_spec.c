// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/readiness_spec.c.

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/service/readiness_spec.h"

static void test_forms(void **state)
{
	struct readiness readiness;

	(void)state;
	assert_int_equal(readiness_parse("socket:ready", &readiness), 0);
	assert_int_equal(readiness.kind, READINESS_NOTIFY);
	assert_int_equal(readiness_parse("fd:3", &readiness), 0);
	assert_int_equal(readiness.kind, READINESS_FD);
	assert_int_equal(readiness.fd, 3);
	assert_int_equal(readiness_parse("fd:255", &readiness), 0);
	assert_int_equal(readiness.fd, 255);
}

static void test_nonsense(void **state)
{
	static const char *const texts[] = {
		"",	 "fd",	    "fd:",    "fd:2",	       "fd:-3",
		"fd:+3", "fd: 3",   "fd:3x",  "fd:256",	       "fd:99999999999999999999",
		"ready", "socket:", "socket", "socket:ready:", "FD:3"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct readiness readiness = { .fd = 77 };

		if (readiness_parse(texts[i], &readiness) != -EINVAL || readiness.fd != 77)
			fail_msg("\"%s\" was taken", texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
