// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/slots/slot_cfg.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "../../berth/slots/slot_cfg.h"

static void assert_value(const char *text, const char *wanted)
{
	char *value = NULL;

	if (!wanted) {
		assert_int_equal(slot_cfg_value(text, "slot_version", &value), -ENOENT);
		assert_null(value);
		return;
	}
	assert_int_equal(slot_cfg_value(text, "slot_version", &value), 0);
	assert_string_equal(value, wanted);
	free(value);
}

static void test_values(void **state)
{
	static const struct {
		const char *text, *value;
	} cases[] = {
		{ "set slot_version=\"0.2.0\"\n", "0.2.0" },
		{ "set slot_version=\"0.2.0\"", "0.2.0" },
		{ "# x\nset slot_contract=2\n\tset  slot_version='a b'\nset x=1\n", "a b" },
		{ "set slot_version=0.2.0 \n", "0.2.0" },
		{ "set slot_version=1\nset slot_version=2\n", "2" },
		{ "set slot_version=\n", "" },
		{ "set slot_version=\"\"\n", "" },
		{ "set slot_version=\"open\nset x=\"1\"\n", "open" },
		{ "", NULL },
		{ "\n\n", NULL },
		{ "set", NULL },
		{ "set slot_version", NULL },
		{ "slot_version=1\n", NULL },
		{ "setslot_version=1\n", NULL },
		{ "set slot_version_2=1\n", NULL },
		{ "set my_slot_version=1\n", NULL },
		{ "# set slot_version=1\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_value(cases[i].text, cases[i].value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
