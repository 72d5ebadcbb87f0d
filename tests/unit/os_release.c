// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/os_release.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "../../berth/status/os_release.h"

static void test_values(void **state)
{
	static const char text[] = "NAME=\"Berth OS\"\nID=berth\nVERSION_ID='1.2'\nEMPTY=\nX=\"";
	static const struct {
		const char *key, *value;
	} cases[] = {
		{ "NAME", "Berth OS" }, { "ID", "berth" }, { "VERSION_ID", "1.2" },
		{ "EMPTY", "" },	{ "X", "\"" },	   { "VERSION", NULL },
		{ "AME", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *value = os_release_value(text, cases[i].key);

		if (cases[i].value)
			assert_string_equal(value, cases[i].value);
		else
			assert_null(value);
		free(value);
	}
	assert_null(os_release_value("", "ID"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_values) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
