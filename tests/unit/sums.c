// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/verify/sums.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/verify/sums.h"

#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define OTHERS DIGEST "  stage1.img\n" DIGEST " *slot.cfg\n"
#define FILES DIGEST "  vmlinuz\n" OTHERS

static void test_a_boot_image(void **state)
{
	struct sums sums;

	(void)state;
	assert_int_equal(sums_parse(FILES, &sums), 0);
	assert_int_equal(sums.count, 3);
	assert_string_equal(sums.items[0].name, "vmlinuz");
	assert_string_equal(sums.items[1].name, "stage1.img");
	assert_string_equal(sums.items[2].name, "slot.cfg");
	for (size_t i = 0; i < sums.count; i++)
		for (size_t at = 0; at < SUMS_DIGEST; at++)
			assert_int_equal(sums.items[i].digest[at], at % 16 * 0x11);
	/* the end of the last line may be missing */
	assert_int_equal(sums_parse(OTHERS "\n" DIGEST "  vmlinuz", &sums), 0);
	assert_int_equal(sums.count, 3);
}

static void test_what_is_none(void **state)
{
	static const char *const texts[] = {
		"",
		OTHERS, /* not all that is started is named */
		FILES DIGEST,
		FILES DIGEST "  \n",
		FILES DIGEST " x\n",
		FILES DIGEST "x  x\n",
		FILES "0" DIGEST "  x\n",
		FILES "xx112233445566778899aabbccddeeff00112233445566778899aabbccddeeff  x\n",
		FILES "0011 33445566778899aabbccddeeff00112233445566778899aabbccddeeff00  x\n",
		FILES DIGEST "  ../x\n",
		FILES DIGEST "  a/x\n",
		FILES DIGEST "  .x\n",
		FILES "garbage\n",
		FILES FILES FILES,
	};
	struct sums sums;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(sums_parse(texts[i], &sums), -EBADMSG);
}

static void test_long_names(void **state)
{
	char name[SUMS_NAME_MAX + 1];
	char text[1024];
	struct sums sums;

	(void)state;
	memset(name, 'x', sizeof(name));
	name[SUMS_NAME_MAX - 1] = '\0';
	(void)snprintf(text, sizeof(text), FILES DIGEST "  %s\n", name);
	assert_int_equal(sums_parse(text, &sums), 0);
	assert_string_equal(sums.items[3].name, name);
	(void)snprintf(text, sizeof(text), FILES DIGEST "  %sx\n", name);
	assert_int_equal(sums_parse(text, &sums), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_boot_image),
		cmocka_unit_test(test_what_is_none),
		cmocka_unit_test(test_long_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
