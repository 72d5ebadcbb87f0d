// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/cmdline.c: quotes, order, length.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cmdline.h"

static void expect(const char *cmdline, const char *key, const char *value)
{
	char *found = NULL;
	int r = cmdline_get(cmdline, key, &found);

	if (!value) {
		if (r != -ENOENT)
			fail_msg("'%s': %s should be missing, result %d", cmdline, key, r);
	} else if (r != 0) {
		fail_msg("'%s': %s should be '%s', result %d", cmdline, key, value, r);
	} else {
		assert_string_equal(found, value);
	}
	free(found);
}

static void test_words(void **state)
{
	(void)state;
	expect("", "a", NULL);
	expect("   \n", "a", NULL);
	expect("a=1", "a", "1");
	expect("a=1\n", "a", "1");
	expect("\tx  a=1 \n", "a", "1");
	expect("a", "a", "");
	expect("a=", "a", "");
	expect("ab=1 ba=2", "a", NULL);
	expect("a=b=c", "a", "b=c");
	expect("root=PARTLABEL=berth-a quiet", "root", "PARTLABEL=berth-a");
}

static void test_last_one_wins(void **state)
{
	(void)state;
	expect("a=1 b=2 a=3", "a", "3");
	expect("a=1 a", "a", "");
	expect("a a=1", "a", "1");
}

static void test_quotes(void **state)
{
	(void)state;
	expect("a=\"b c\" d=1", "a", "b c");
	expect("a=\"b c\" d=1", "d", "1");
	expect("\"a=b c\" d=1", "a", "b c");
	expect("\"a=b c\" d=1", "d", "1");
	expect("\"a\" d=1", "a", "");
	expect("a=\"\" d=1", "a", "");
	expect("a=\"b", "a", "b");
	expect("a=\"b c", "a", "b c");
	expect("\"", "a", NULL);
	expect("\"\"", "a", NULL);
	expect("x=\" a=1 \" y", "a", NULL);
	expect("a=b\"c d\"e f=1", "f", "1");
}

static void test_words_for_init(void **state)
{
	(void)state;
	expect("a=1 -- a=2", "a", "1");
	expect("-- a=2", "a", NULL);
	expect("--a=2 b=1", "b", "1");
	expect("x=-- a=2", "a", "2");
}

static void test_long(void **state)
{
	size_t len = 5000;
	char *cmdline = malloc(len + 64);
	char *found = NULL;

	(void)state;
	assert_non_null(cmdline);
	memcpy(cmdline, "long=", 5);
	memset(cmdline + 5, 'x', len);
	strcpy(cmdline + 5 + len, " after=1");
	expect(cmdline, "after", "1");
	assert_int_equal(cmdline_get(cmdline, "long", &found), 0);
	assert_int_equal(strlen(found), len);
	free(found);
	free(cmdline);
}

static void test_is(void **state)
{
	(void)state;
	assert_true(cmdline_is("berth.console=login", "berth.console", "login"));
	assert_false(cmdline_is("berth.console=login berth.console=no", "berth.console", "login"));
	assert_false(cmdline_is("berth.console=loginx", "berth.console", "login"));
	assert_false(cmdline_is("", "berth.console", "login"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),  cmocka_unit_test(test_last_one_wins),
		cmocka_unit_test(test_quotes), cmocka_unit_test(test_words_for_init),
		cmocka_unit_test(test_long),   cmocka_unit_test(test_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
