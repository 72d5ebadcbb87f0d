// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/uevent.c: keys of a message.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../common/uevent.h"

static const char message[] = "remove@/devices/x/block/sdb\0ACTION=remove\0DEVNAME=sdb\0EMPTY=";

static void test_keys(void **state)
{
	(void)state;
	assert_string_equal(uevent_get(message, sizeof(message), "ACTION"), "remove");
	assert_string_equal(uevent_get(message, sizeof(message), "DEVNAME"), "sdb");
	assert_string_equal(uevent_get(message, sizeof(message), "EMPTY"), "");
	assert_null(uevent_get(message, sizeof(message), "DEV"));
	assert_null(uevent_get(message, sizeof(message), "NAME"));
}

/* A message that was cut anywhere is read up to its last whole text. */
static void test_every_length(void **state)
{
	(void)state;
	for (size_t len = 0; len <= sizeof(message); len++) {
		char *exact = malloc(len + 1);
		const char *value;

		assert_non_null(exact);
		memcpy(exact + 1, message, len);
		value = uevent_get(exact + 1, len, "DEVNAME");
		if (value)
			assert_string_equal(value, "sdb");
		assert_int_equal(value != NULL, len >= sizeof(message) - 7);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_every_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
