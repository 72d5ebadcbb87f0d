// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/host_name.c: RFC 1123 and the line in /etc/hosts.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/config/user_data/host_name.h"

#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10

static void test_valid(void **state)
{
	static const char *const good[] = {
		"a",	   "A1",  "web-1",	"web.example.com",	     "1web", "3com", "x--y",
		A60 "aaa", "123", "10.example", A60 "." A60 "." A60 "." A60,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (host_name_check(good[i]))
			fail_msg("'%s': %s", good[i], host_name_check(good[i]));
}

static void test_invalid(void **state)
{
	static const char *const bad[] = {
		"",
		".",
		"a.",
		".a",
		"a..b",
		"-a",
		"a-",
		"a.-b",
		"a_b",
		"a b",
		"a/b",
		"a\n",
		"\xc3\xa4",
		A60 "aaaa",
		"10.0.0.1",
		"a.1",
		A60 "." A60 "." A60 "." A60 "." A10,
		"a\x1b",
		"../x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!host_name_check(bad[i]))
			fail_msg("'%s' was accepted", bad[i]);
}

static void check_hosts(const char *old, const char *full, const char *name, const char *wanted)
{
	char *text = NULL, *again = NULL;

	assert_int_equal(hosts_with_name(old, full, name, &text), 0);
	assert_string_equal(text, wanted);
	assert_int_equal(hosts_with_name(text, full, name, &again), 0);
	assert_string_equal(again, wanted);
	free(text);
	free(again);
}

static void test_hosts_file(void **state)
{
	(void)state;
	check_hosts("", "a", "a", "127.0.1.1 a\n");
	check_hosts("127.0.0.1 localhost\n", "a.b.c", "a.b.c",
		    "127.0.0.1 localhost\n127.0.1.1 a.b.c a\n");
	check_hosts("127.0.1.1 old\n10.0.0.1 x\n127.0.1.1\told2\n127.0.1.11 y", "new", "new",
		    "10.0.0.1 x\n127.0.1.11 y\n127.0.1.1 new\n");
	check_hosts("", "a.b.c", "x.y", "127.0.1.1 a.b.c x\n");
}

static void test_short_name(void **state)
{
	(void)state;
	assert_int_equal(host_name_short_len("web.example.com"), 3);
	assert_int_equal(host_name_short_len("web"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_hosts_file),
		cmocka_unit_test(test_short_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
