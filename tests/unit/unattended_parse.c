// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/unattended_parse.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../berth/install/unattended.h"

static void test_words(void **state)
{
	const char *problem;
	struct unattended u;

	(void)state;
	assert_int_equal(unattended_parse("quiet berth.root=x", &u, &problem), 0);
	assert_null(u.disk);
	assert_int_equal(unattended_parse("berth.install=sda", &u, &problem), 0);
	assert_string_equal(u.disk, "sda");
	assert_null(u.args);
	assert_false(u.force || u.reboot);
	unattended_release(&u);
	assert_int_equal(unattended_parse("berth.install=auto berth.install.force "
					  "berth.install.args=\"a=1 b\" berth.install.then=reboot",
					  &u, &problem),
			 0);
	assert_string_equal(u.disk, "auto");
	assert_string_equal(u.args, "a=1 b");
	assert_true(u.force && u.reboot);
	unattended_release(&u);
	assert_int_equal(
		unattended_parse("berth.install=sda berth.install.then=poweroff", &u, &problem), 0);
	assert_false(u.reboot);
	unattended_release(&u);
}

static void test_refused(void **state)
{
	static const char *const bad[] = {
		"berth.install",
		"berth.install=",
		"berth.install=sda berth.install.then=halt",
		"berth.install=sda berth.install.args=$x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *problem = NULL;
		struct unattended u;

		assert_int_equal(unattended_parse(bad[i], &u, &problem), -EINVAL);
		assert_non_null(problem);
	}
}

/* An installed system takes no notice, whether the words are right or wrong. */
static void test_installed_system(void **state)
{
	(void)state;
	assert_int_equal(unattended_decide(0, 1), 0);
	assert_int_equal(unattended_decide(-EINVAL, 1), 0);
	assert_int_equal(unattended_decide(0, 0), 1);
	assert_int_equal(unattended_decide(-EINVAL, 0), -EINVAL);
	assert_int_equal(unattended_decide(0, -ENOMEM), -ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_installed_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
