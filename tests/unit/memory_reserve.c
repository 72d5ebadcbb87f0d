// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/boot/memory_reserve.c: small machines are spared, large ones left alone.

#include <errno.h>
#include <limits.h>
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

static unsigned long long parsed(const char *text)
{
	unsigned long long bytes = 1;

	assert_int_equal(memory_guarantee_parse(text, &bytes), 0);
	return bytes;
}

static void test_sizes_are_read_as_the_kernel_reads_them(void **state)
{
	static const char *const wrong[] = { "", " ", "-1", "M", "64MB", "64 M", "64x", "maximum" };
	unsigned long long bytes;

	(void)state;
	assert_int_equal(parsed("0"), 0);
	assert_int_equal(parsed("67108864"), 67108864);
	assert_int_equal(parsed("64M"), 67108864);
	assert_int_equal(parsed("64k"), 65536);
	assert_int_equal(parsed("2G"), 2147483648U);
	assert_true(parsed("max") == ULLONG_MAX);
	assert_true(parsed("99999999999999999999999") == ULLONG_MAX);
	assert_true(parsed("99999999999999999G") == ULLONG_MAX);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(memory_guarantee_parse(wrong[i], &bytes), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_machine_keeps_twice_what_it_needs_without_huge_pages),
		cmocka_unit_test(test_what_the_kernel_chose_is_never_raised),
		cmocka_unit_test(test_services_are_guaranteed_an_eighth_at_most),
		cmocka_unit_test(test_sizes_are_read_as_the_kernel_reads_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
