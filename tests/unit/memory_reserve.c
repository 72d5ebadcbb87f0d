// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/memory_reserve.c: small machines are spared, large ones left alone.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/memory_reserve.h"

#define MIB 1024UL

static void test_small_machine_gives_a_64th(void **state)
{
	(void)state;
	assert_int_equal(memory_reserve_kb(256 * MIB, 12 * MIB), 4 * MIB);
	assert_int_equal(memory_reserve_kb(1024 * MIB, 22 * MIB), 16 * MIB);
}

static void test_what_the_kernel_chose_is_never_raised(void **state)
{
	(void)state;
	assert_int_equal(memory_reserve_kb(64 * 1024 * MIB, 66 * MIB), 66 * MIB);
	assert_int_equal(memory_reserve_kb(1024 * MIB, 16 * MIB), 16 * MIB);
	assert_int_equal(memory_reserve_kb(0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_machine_gives_a_64th),
		cmocka_unit_test(test_what_the_kernel_chose_is_never_raised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
