// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/disk_list.c: the words of the list.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "../../berth/install/disk_list.h"

static void test_words(void **state)
{
	(void)state;
	for (enum refusal refusal = REFUSE_NOTHING; refusal <= REFUSE_NOT_EMPTY; refusal++)
		assert_non_null(disk_list_word(refusal, 0));
	assert_string_equal(disk_list_word(REFUSE_NOTHING, 0), "empty");
	assert_string_equal(disk_list_word(REFUSE_IN_USE, 0), "in use");
}

/* A disk that cannot be read is not an empty one. */
static void test_unread(void **state)
{
	(void)state;
	assert_string_equal(disk_list_word(REFUSE_NOTHING, -EIO), "cannot be read");
	assert_string_equal(disk_list_word(REFUSE_NOT_EMPTY, -EIO), "cannot be read");
	assert_string_equal(disk_list_word(REFUSE_NOTHING, -ENOMEM), "memory is short");
	assert_string_equal(disk_list_word(REFUSE_TOO_SMALL, -EIO), "too small");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
