// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/health/health_services.c: which states of services are healthy.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "../../berth/health/health.h"

static char web[] = "web", data[] = "data", crashed[] = "crashed: it died 5 times";

static void assert_judged(struct service_entry second, const char *wanted)
{
	struct service_entry items[] = { { .name = data, .state = "started" }, second };
	struct service_list list = { .items = items, .count = 2 };
	char *reason = NULL;

	assert_int_equal(health_services_judge(&list, &reason), 0);
	if (wanted)
		assert_string_equal(reason, wanted);
	else
		assert_null(reason);
	free(reason);
}

static void test_states(void **state)
{
	(void)state;
	assert_judged((struct service_entry){ .name = web, .state = "started" }, NULL);
	assert_judged((struct service_entry){ .name = web, .state = "starting" }, "web starting");
	assert_judged((struct service_entry){ .name = web, .state = "stopped" }, "web stopped");
	assert_judged((struct service_entry){ .name = web, .state = "failed", .reason = crashed },
		      "web failed: crashed: it died 5 times");
	/* started again, but it has just died */
	assert_judged((struct service_entry){ .name = web, .state = "started", .reason = crashed },
		      "web has died: crashed: it died 5 times");
}

static void test_none(void **state)
{
	struct service_list list = { 0 };
	char *reason = NULL;

	(void)state;
	assert_int_equal(health_services_judge(&list, &reason), 0);
	assert_null(reason);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
