// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/yaml/scalar_type.c: the YAML 1.1 table of words that are no strings.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/yaml/scalar_type.h"

static void test_table(void **state)
{
	static const struct {
		const char *text;
		enum scalar_type type;
	} cases[] = {
		{ "", SCALAR_NULL },	       { "~", SCALAR_NULL },
		{ "null", SCALAR_NULL },       { "NULL", SCALAR_NULL },
		{ "nULL", SCALAR_STRING },     { "yes", SCALAR_BOOL },
		{ "Off", SCALAR_BOOL },	       { "true", SCALAR_BOOL },
		{ "y", SCALAR_STRING },	       { "0", SCALAR_NUMBER },
		{ "-12", SCALAR_NUMBER },      { "0123", SCALAR_NUMBER },
		{ "0x1F", SCALAR_NUMBER },     { "0x", SCALAR_STRING },
		{ "0b10", SCALAR_NUMBER },     { "1_000", SCALAR_NUMBER },
		{ "1:30", SCALAR_NUMBER },     { "1.5", SCALAR_NUMBER },
		{ ".5", SCALAR_NUMBER },       { ".", SCALAR_STRING },
		{ "1e3", SCALAR_STRING },      { "1.e+3", SCALAR_NUMBER },
		{ "1.0e3", SCALAR_STRING },    { "-.inf", SCALAR_NUMBER },
		{ ".NaN", SCALAR_NUMBER },     { "-.NaN", SCALAR_STRING },
		{ "-", SCALAR_STRING },	       { "+", SCALAR_STRING },
		{ "web1", SCALAR_STRING },     { "1web", SCALAR_STRING },
		{ "10.0.0.1", SCALAR_STRING }, { "a b", SCALAR_STRING },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (scalar_type_of(cases[i].text) != cases[i].type)
			fail_msg("'%s': got type %d", cases[i].text,
				 (int)scalar_type_of(cases[i].text));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_table) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
