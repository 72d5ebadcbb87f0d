// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/disk_auto.c: why no disk is chosen.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/install/disk_auto.h"

static void says(struct string_list disks, struct string_list possible, bool force,
		 const char *words)
{
	char *text = disk_auto_problem(&disks, &possible, force);

	assert_non_null(text);
	if (!strstr(text, words))
		fail_msg("%s", text);
	free(text);
}

static void test_problems(void **state)
{
	static char *names[] = { "sda", "sdb" };
	const struct string_list none = { 0 }, two = { names, 2 };

	(void)state;
	says(none, none, false, "this machine has no disks");
	says(two, none, false, "no disk is possible: each is too small, in use, or not empty");
	says(two, none, true, "in use. 'berth install' lists them");
	says(two, two, false, "more than one disk is possible (sda, sdb)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_problems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
