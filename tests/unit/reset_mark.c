// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/reset/reset_mark.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../berth/reset/reset_mark.h"

/* A full partition has no block for it. */
static void test_needs_no_block(void **state)
{
	char dir[] = "/tmp/berth-unit-mark.XXXXXX", path[64];
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/reset", dir);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(reset_mark_leave(path), 0);
		assert_int_equal(stat(path, &st), 0);
		assert_true(S_ISREG(st.st_mode));
		assert_int_equal(st.st_size, 0);
		assert_int_equal(st.st_blocks, 0);
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("elsewhere", path), 0);
	assert_int_equal(reset_mark_leave(path), -ELOOP);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(reset_mark_leave(path), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needs_no_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
