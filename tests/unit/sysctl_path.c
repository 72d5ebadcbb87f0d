// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/sysctl_path.c. What sysctl.d makes of it is in sysctl.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "../../common/sysctl_path.h"

static void is_path(const char *name, const char *wanted)
{
	char *path = NULL;

	assert_int_equal(sysctl_path(name, &path), 0);
	assert_string_equal(path, wanted);
	free(path);
}

static void test_paths(void **state)
{
	(void)state;
	is_path("kernel.panic", "/proc/sys/kernel/panic");
	is_path("panic", "/proc/sys/panic");
	is_path("net.ipv4.conf.eth0/1.forwarding", "/proc/sys/net/ipv4/conf/eth0.1/forwarding");
	is_path("net/ipv4/conf/eth0.1/forwarding", "/proc/sys/net/ipv4/conf/eth0.1/forwarding");
}

static void test_no_way_out(void **state)
{
	static const char *const names[] = { "", "/etc/passwd", "a/../../b", "..", "a.//b", ".a" };
	char *path = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sysctl_path(names[i], &path) != -EINVAL)
			fail_msg("'%s' was accepted", names[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_paths),
					    cmocka_unit_test(test_no_way_out) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
