// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/boot/data_watch.c: which events tell that a disk has another size.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/boot/data_watch.h"

#define IS_RESIZE(message) data_watch_is_resize(message, sizeof(message), "vda")

static void test_events(void **state)
{
	(void)state;
	assert_true(IS_RESIZE("change@/x/vda\0ACTION=change\0DEVNAME=vda\0RESIZE=1"));
	assert_false(IS_RESIZE("change@/x/vda\0ACTION=change\0DEVNAME=vda7\0RESIZE=1"));
	assert_false(IS_RESIZE("change@/x/vda\0ACTION=change\0DEVNAME=vdb\0RESIZE=1"));
	assert_false(IS_RESIZE("change@/x/vda\0ACTION=change\0DEVNAME=vda\0DISK_RO=1"));
	assert_false(IS_RESIZE("change@/x/vda\0ACTION=change\0DEVNAME=vda\0RESIZE=0"));
	assert_false(IS_RESIZE("add@/x/vda\0ACTION=add\0DEVNAME=vda\0RESIZE=1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
