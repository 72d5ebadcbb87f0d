// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/boot/sysctl.c: lines of sysctl.d files.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "../../init/boot/sysctl.h"

static void expect(const char *line, const char *path, const char *value, bool may_be_missing)
{
	struct sysctl_setting setting;
	int r = sysctl_parse_line(line, &setting);

	if (r != 1)
		fail_msg("'%s': %d", line, r);
	assert_string_equal(setting.path, path);
	assert_string_equal(setting.value, value);
	assert_int_equal(setting.may_be_missing, may_be_missing);
	free(setting.path);
	free(setting.value);
}

static void test_settings(void **state)
{
	(void)state;
	expect("kernel.panic = 10", "/proc/sys/kernel/panic", "10", false);
	expect("  net.ipv4.ip_forward=1  ", "/proc/sys/net/ipv4/ip_forward", "1", false);
	expect("-a.b=c", "/proc/sys/a/b", "c", true);
	expect("a.b=", "/proc/sys/a/b", "", false);
	expect("a.b= 1 2\t3 ", "/proc/sys/a/b", "1 2\t3", false);
	expect("a.b=x=y", "/proc/sys/a/b", "x=y", false);
	/* an interface with a dot in its name, both ways */
	expect("net.ipv4.conf.eth0/1.forwarding=1", "/proc/sys/net/ipv4/conf/eth0.1/forwarding",
	       "1", false);
	expect("net/ipv4/conf/eth0.1/forwarding=1", "/proc/sys/net/ipv4/conf/eth0.1/forwarding",
	       "1", false);
}

static void test_nothing(void **state)
{
	static const char *const lines[] = { "", "   ", "# a=b", "; a=b", "\t#" };
	struct sysctl_setting setting;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(sysctl_parse_line(lines[i], &setting), 0);
}

static void test_errors(void **state)
{
	static const char *const lines[] = { "kernel.panic", "=1", "-=1", "/etc/passwd=1",
					     "a/../../etc/passwd=1" };
	struct sysctl_setting setting;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (sysctl_parse_line(lines[i], &setting) != -EINVAL)
			fail_msg("'%s' was accepted", lines[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_settings),
					    cmocka_unit_test(test_nothing),
					    cmocka_unit_test(test_errors) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
