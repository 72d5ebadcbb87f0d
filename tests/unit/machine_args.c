// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/machine_args.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/install/machine_args.h"

static void test_problems(void **state)
{
	char text[MACHINE_ARGS_MAX + 2];

	(void)state;
	assert_null(machine_args_problem(""));
	assert_null(machine_args_problem("console=ttyS1,115200 ip=10.0.0.2::10.0.0.1 a-b_c;d"));
	assert_non_null(machine_args_problem("a=\"b c\""));
	assert_non_null(machine_args_problem("a='b'"));
	assert_non_null(machine_args_problem("a=$b"));
	assert_non_null(machine_args_problem("a=\\"));
	assert_non_null(machine_args_problem("a=`b`"));
	assert_non_null(machine_args_problem("a\nb"));
	assert_non_null(machine_args_problem("a\tb"));
	assert_non_null(machine_args_problem("\xC3\xA4"));
	memset(text, 'x', sizeof(text));
	text[MACHINE_ARGS_MAX + 1] = '\0';
	assert_non_null(machine_args_problem(text));
	text[MACHINE_ARGS_MAX] = '\0';
	assert_null(machine_args_problem(text));
}

static void test_file(void **state)
{
	static const char line[] = "set machine_cmdline=\"a=1 b\"\n";
	char file[MACHINE_CFG_BYTES];

	(void)state;
	machine_cfg_format("a=1 b", file);
	assert_memory_equal(file, line, sizeof(line) - 1);
	for (size_t i = sizeof(line) - 1; i < sizeof(file); i++)
		assert_int_equal(file[i], '\n');
}

static void kept(const char *cmdline, const char *slot, const char *expected)
{
	char *args = NULL;

	assert_int_equal(machine_args_default(cmdline, slot, &args), 0);
	assert_string_equal(args, expected);
	free(args);
}

static void test_default(void **state)
{
	static const char slot[] = "console=tty0 console=ttyS0,115200";

	(void)state;
	kept("", slot, "");
	kept("console=tty0 console=ttyS0,115200 quiet berth.console=login", slot, "");
	kept("console=tty0 console=ttyS1,9600 quiet", slot, "console=ttyS1,9600");
	kept("console=ttyS0 console=tty0", slot, "console=ttyS0");
	kept("ip=dhcp a console=hvc0 ip6=x", slot, "ip=dhcp console=hvc0");
	kept("vlan=eth0.5:eth0 a bond=bond0:eth0 nameserver=::1 quiet", slot,
	     "vlan=eth0.5:eth0 bond=bond0:eth0 nameserver=::1");
	kept("console=tty0", NULL, "console=tty0");
	/* words without a value, and what comes after init's own arguments */
	kept("console ip -- console=ttyS1", slot, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
