// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/shutdown/detach.c: the names in /proc/swaps.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../common/cleanup.h"
#include "../../init/shutdown/detach.h"

static void test_names(void **state)
{
	const char *cursor = "/dev/vdb2                 partition\t1048572\t\t0\t\t-2\n"
			     "/dev/loop7               partition\t1048572\t\t0\t\t-2\n"
			     "/var/swap\\040file\\134                 file\t\t4\t\t0\t\t-3\n"
			     "/dev/zram0               partition\t1048572\t\t0\t\t-2\n"
			     "/var/gone\\040(deleted)  file\t\t4\t\t0\t\t-3\n"
			     "/dev/dm-1                partition\t1048572\t\t0\t\t-2\n"
			     "/last file 4 0 -4";
	static const char *const names[] = { "/dev/loop7", "/var/swap file\\",
					     "/var/gone (deleted)", "/dev/dm-1", "/last" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		cleanup_free char *name = detach_next_swap(&cursor);

		assert_non_null(name);
		assert_string_equal(name, names[i]);
	}
	assert_null(detach_next_swap(&cursor));
	assert_null(detach_next_swap(&cursor));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_names) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
