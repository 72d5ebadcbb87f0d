// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/boot/memory_reserve.c: small machines are spared, large ones left alone.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/boot/memory_reserve.h"

#define MIB 1024UL

static void test_small_machine_keeps_twice_what_it_needs_without_huge_pages(void **state)
{
	(void)state;
	assert_int_equal(memory_reserve_kb(256 * MIB, 12 * MIB), 4 * MIB);
	assert_int_equal(memory_reserve_kb(1024 * MIB, 22 * MIB), 8 * MIB);
	assert_int_equal(memory_reserve_kb(4 * 1024 * MIB, 66 * MIB), 16 * MIB);
	/* between two squares: rounded down */
	assert_int_equal(memory_reserve_kb(96940, 4096), 2 * 1245);
}

static void test_what_the_kernel_chose_is_never_raised(void **state)
{
	(void)state;
	assert_int_equal(memory_reserve_kb(128 * 1024 * MIB, 66 * MIB), 66 * MIB);
	assert_int_equal(memory_reserve_kb(1024 * MIB, 8 * MIB), 8 * MIB);
	assert_int_equal(memory_reserve_kb(0, 0), 0);
}

static void test_services_are_guaranteed_an_eighth_at_most(void **state)
{
	const unsigned long long mib = 1024ULL * 1024;

	(void)state;
	assert_int_equal(memory_guarantee(1024 * mib, 64 * mib), 64 * mib);
	assert_int_equal(memory_guarantee(96 * mib, 64 * mib), 12 * mib);
	assert_int_equal(memory_guarantee(96 * mib, 4 * mib), 4 * mib);
	assert_int_equal(memory_guarantee(0, 4 * mib), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_machine_keeps_twice_what_it_needs_without_huge_pages),
		cmocka_unit_test(test_what_the_kernel_chose_is_never_raised),
		cmocka_unit_test(test_services_are_guaranteed_an_eighth_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
