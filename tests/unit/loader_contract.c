// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/loader_contract.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/install/loader_contract.h"

static void test_number_in_slot_cfg(void **state)
{
	(void)state;
	assert_int_equal(loader_contract_of("# x\nset slot_contract=1\nset slot_version=\"2\"\n"),
			 1);
	assert_int_equal(loader_contract_of("set slot_contract=\"12\"\n"), 12);
	assert_int_equal(loader_contract_of("set slot_version=1\n"), 0);
	assert_int_equal(loader_contract_of(""), 0);
	assert_int_equal(loader_contract_of("set slot_contract=\n"), 0);
	assert_int_equal(loader_contract_of("set slot_contract=-1\n"), 0);
	assert_int_equal(loader_contract_of("set slot_contract=1x\n"), 0);
	assert_int_equal(loader_contract_of("set slot_contract=65536\n"), 0);
}

static void refused(unsigned loader, unsigned a, unsigned b, const char *words)
{
	const unsigned slots[SLOT_COUNT] = { a, b };
	char *problem = NULL;

	assert_int_equal(loader_contract_check(loader, slots, &problem), -EPROTO);
	if (!problem || !strstr(problem, words))
		fail_msg("%u %u %u: %s", loader, a, b, problem ? problem : "no text");
	free(problem);
}

static void accepted(unsigned loader, unsigned a, unsigned b)
{
	const unsigned slots[SLOT_COUNT] = { a, b };
	char *problem = NULL;

	assert_int_equal(loader_contract_check(loader, slots, &problem), 0);
	assert_null(problem);
}

static void test_check(void **state)
{
	(void)state;
	accepted(1, 1, 1);
	accepted(1, 1, 0);
	accepted(2, 0, 2);
	refused(2, 1, 0,
		"slot a has contract 1 with its loader, and the loader of this release "
		"has 2");
	refused(1, 1, 2, "slot b has contract 2");
	refused(1, 0, 0, "neither slot");
	refused(0, 1, 1, "too old");
	refused(0, 0, 0, "too old");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number_in_slot_cfg),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
