// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/shutdown/kept_mounts.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/shutdown/kept_mounts.h"

static void test_kept(void **state)
{
	static const struct {
		const char *target;
		bool kept;
	} cases[] = {
		{ "/", true },
		{ "/proc", true },
		{ "/proc/sys/x", true },
		{ "/sys", true },
		{ "/dev/pts", true },
		{ "/run", true },
		{ "/run/x", false },
		{ "/var", false },
		{ "/process", false },
		{ "/devices", false },
		{ "/etc", false },
		{ "/tmp", false },
		{ "/run/berth/medium", true },
		{ "/run/berth/release", true },
		{ "/run/berth/release2", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mount_info info = { .target = (char *)(size_t)cases[i].target };

		assert_int_equal(kept_mount(&info), cases[i].kept);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kept) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
