// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/stage1/boot_params.c: our words of the command line, and those that only look like
// it.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../init/stage1/boot_params.h"

static char found[256];

static void note(const char *key)
{
	(void)snprintf(found + strlen(found), sizeof(found) - strlen(found), "[%s]", key);
}

static const char *unknown_in(const char *cmdline)
{
	found[0] = '\0';
	assert_int_equal(boot_params_check(cmdline, note), 0);
	return found;
}

static void test_known(void **state)
{
	(void)state;
	assert_string_equal(unknown_in("quiet panic=10 root=x berth.root=PARTLABEL=a "
				       "berth.image=/x berth.data=LABEL=d berth.console=login "
				       "berth.rescue berth.roothash=0 berth.boot=trial "
				       "berth.boot_limit=300 berth.reset berth.install=/dev/x "
				       "berth.install.args=y berth.install.force "
				       "berth.install.then=reboot"),
			    "");
	assert_string_equal(unknown_in(""), "");
}

static void test_unknown(void **state)
{
	(void)state;
	assert_string_equal(unknown_in("berth.roo=1 berth.roots=2 berth. berth.Root=3 other.x "
				       "berth.boot_ berth.install.arg"),
			    "[berth.roo][berth.roots][berth.][berth.Root][berth.boot_]"
			    "[berth.install.arg]");
	/* behind the -- are words for init, not parameters */
	assert_string_equal(unknown_in("berth.x=1 -- berth.y=2"), "[berth.x]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
