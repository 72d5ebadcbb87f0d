// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/bios_loader.c: these bytes change, and no others.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../berth/install/bios_loader.h"

static unsigned char mbr[512], core[4096];

static void prepare(void)
{
	memset(mbr, 0x11, sizeof(mbr));
	memset(core, 0x22, sizeof(core));
	mbr[510] = 0x55;
	mbr[511] = 0xAA;
}

static void test_patch(void **state)
{
	static const unsigned char first[] = { 0x00, 0x08, 0, 0, 0, 0, 0, 0 };
	static const unsigned char second[] = { 0x01, 0x08, 0, 0, 0, 0, 0, 0 };

	(void)state;
	prepare();
	assert_int_equal(bios_loader_patch(mbr, sizeof(mbr), core, sizeof(core), 2048), 0);
	for (size_t i = 0; i < 510; i++) {
		if (i >= 92 && i < 100)
			assert_int_equal(mbr[i], first[i - 92]);
		else
			assert_int_equal(mbr[i], i == 102 || i == 103 ? 0x90 : 0x11);
	}
	for (size_t i = 0; i < sizeof(core); i++)
		assert_int_equal(core[i], i >= 500 && i < 508 ? second[i - 500] : 0x22);
}

static void test_read_back(void **state)
{
	(void)state;
	prepare();
	assert_int_equal(bios_loader_patch(mbr, sizeof(mbr), core, sizeof(core), 0x0102030405), 0);
	assert_int_equal(bios_loader_lba(mbr), 0x0102030405);
	core[508] = 0x80;
	core[509] = 0x01;
	assert_int_equal(bios_loader_sectors(core), 1 + 0x180);
}

static void test_refused(void **state)
{
	(void)state;
	prepare();
	assert_int_equal(bios_loader_patch(mbr, 511, core, sizeof(core), 1), -EINVAL);
	assert_int_equal(bios_loader_patch(mbr, 512, core, 512, 1), -EINVAL);
	mbr[511] = 0;
	assert_int_equal(bios_loader_patch(mbr, 512, core, sizeof(core), 1), -EINVAL);
	assert_int_equal(mbr[102], 0x11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patch),
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
