// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/blockdev.c: the pure parts, reading a uevent and choosing a partition.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/blockdev.h"

static void test_uevent(void **state)
{
	struct blockdev dev;

	(void)state;
	assert_int_equal(
		blockdev_parse_uevent("MAJOR=254\nMINOR=7\nDEVNAME=vda7\nDEVTYPE=partition\n"
				      "DISKSEQ=9\nPARTN=7\nPARTNAME=berth data\n",
				      "vda", &dev),
		0);
	assert_string_equal(dev.name, "vda7");
	assert_string_equal(dev.disk, "vda");
	assert_string_equal(dev.partname, "berth data");
	assert_int_equal(dev.partno, 7);
	blockdev_release(&dev);
	assert_null(dev.name);
}

static void test_whole_disk(void **state)
{
	struct blockdev dev;

	(void)state;
	assert_int_equal(blockdev_parse_uevent("DEVNAME=sda\nDEVTYPE=disk", NULL, &dev), 0);
	assert_string_equal(dev.name, "sda");
	assert_null(dev.disk);
	assert_null(dev.partname);
	assert_int_equal(dev.partno, 0);
	blockdev_release(&dev);
}

static void test_bad_uevent(void **state)
{
	struct blockdev dev;

	(void)state;
	assert_int_equal(blockdev_parse_uevent("", NULL, &dev), -EINVAL);
	assert_int_equal(blockdev_parse_uevent("XDEVNAME=sda\nDEVNAMEX=b\n", NULL, &dev), -EINVAL);
}

static char vda[] = "vda", vdb[] = "vdb", a1[] = "vda1", a2[] = "vda2", b2[] = "vdb2";
static char root[] = "berth-a", data[] = "berth-data";

static struct blockdev devices[] = {
	{ .name = vda },
	{ .name = a1, .disk = vda, .partname = root, .partno = 1 },
	{ .name = a2, .disk = vda, .partname = data, .partno = 2 },
	{ .name = vdb },
	{ .name = b2, .disk = vdb, .partname = data, .partno = 2 },
};
static const struct blockdev_list list = { devices, sizeof(devices) / sizeof(devices[0]) };

static void test_choice(void **state)
{
	size_t count = 9;

	(void)state;
	assert_ptr_equal(blockdev_find_partname(&list, "berth-a", NULL, &count), &devices[1]);
	assert_int_equal(count, 1);
	assert_ptr_equal(blockdev_find_partname(&list, "berth-data", NULL, &count), &devices[2]);
	assert_int_equal(count, 2);
	assert_ptr_equal(blockdev_find_partname(&list, "berth-data", "vdb", &count), &devices[4]);
	assert_int_equal(count, 1);
	assert_null(blockdev_find_partname(&list, "berth-a", "vdb", &count));
	assert_int_equal(count, 0);
	assert_null(blockdev_find_partname(&list, "berth", NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uevent),
		cmocka_unit_test(test_whole_disk),
		cmocka_unit_test(test_bad_uevent),
		cmocka_unit_test(test_choice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
