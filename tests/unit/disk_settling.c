// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/disk_settling.c: a disk that comes late is waited for.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/install/disk_settling.h"

/* @text: names of one letter */
static bool look(struct disk_settling *settling, const char *text)
{
	struct string_list names = { 0 };

	for (; *text; text++)
		assert_int_equal(string_list_add(&names, text, 1), 0);
	return disk_settling_look(settling, &names);
}

/* How many seconds it takes from now on. */
static int wait(struct disk_settling *settling, const char *text)
{
	int seconds = 0;

	while (!look(settling, text))
		seconds++;
	return seconds;
}

static void test_all_at_once(void **state)
{
	struct disk_settling settling = { 0 };

	(void)state;
	assert_int_equal(wait(&settling, "ab"), DISK_SETTLING_SECONDS);
	assert_true(look(&settling, "ab"));
	disk_settling_release(&settling);
	/* also that there is none */
	settling = (struct disk_settling){ 0 };
	assert_int_equal(wait(&settling, ""), DISK_SETTLING_SECONDS);
	disk_settling_release(&settling);
}

/* One that comes in the last second is waited for as the first one. */
static void test_late(void **state)
{
	struct disk_settling settling = { 0 };

	(void)state;
	for (int second = 0; second < DISK_SETTLING_SECONDS; second++)
		assert_false(look(&settling, "a"));
	assert_int_equal(wait(&settling, "ab"), DISK_SETTLING_SECONDS);
	/* one that goes, or is exchanged, too */
	assert_int_equal(wait(&settling, "b"), DISK_SETTLING_SECONDS);
	assert_int_equal(wait(&settling, "c"), DISK_SETTLING_SECONDS);
	disk_settling_release(&settling);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
