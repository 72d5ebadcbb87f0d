// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/target.c: is it the disk that was looked at? The kernel's answer is made
// up here; disks themselves: tests/vm.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/fs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../berth/install/target.h"

static uint64_t opened; /* 0: a kernel that does not tell */

/* What io_control() calls. */
long syscall(long number, ...)
{
	uint64_t *answer;
	va_list ap;

	assert_int_equal(number, SYS_ioctl);
	va_start(ap, number);
	assert_int_equal(va_arg(ap, int), 7);
	assert_int_equal(va_arg(ap, unsigned long), BLKGETDISKSEQ);
	answer = va_arg(ap, uint64_t *);
	va_end(ap);
	if (opened) {
		*answer = opened;
		return 0;
	}
	errno = ENOTTY;
	return -1;
}

static void test_same_disk(void **state)
{
	struct target target = { .fd = 7 };

	(void)state;
	opened = 12;
	assert_int_equal(target_check_same(&target, 12), 0);
	assert_int_equal(target_check_same(&target, 11), -ESTALE);
	assert_int_equal(target_check_same(&target, 0), -ESTALE);
	opened = 0;
	assert_int_equal(target_check_same(&target, 0), -ENOTTY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
