// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/blockdev.c: reading a uevent, choosing a partition, and what lies below a
// device-mapper device, in a tree that looks like /sys.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/blockdev.h"
#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/run.h"
#include "../../common/text.h"

static void test_uevent(void **state)
{
	struct blockdev dev;

	(void)state;
	assert_int_equal(
		blockdev_parse_uevent("MAJOR=254\nMINOR=7\nDEVNAME=vda7\nDEVTYPE=partition\n"
				      "DISKSEQ=9\nPARTN=7\nPARTNAME=berth data\n",
				      "../../devices/pci0/virtio1/block/vda/vda7", &dev),
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
	assert_int_equal(
		blockdev_parse_uevent("DEVNAME=sda\nDEVTYPE=disk", "../ata1/block/sda", &dev), 0);
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

static char tree[] = "/tmp/berth-unit-sys.XXXXXX";

static void put_dir(const char *path)
{
	cleanup_free char *whole = format_text("%s/%s", tree, path);

	assert_non_null(whole);
	assert_int_equal(make_dirs(whole, 0755), 0);
}

static void put_uevent(const char *device, const char *text)
{
	cleanup_free char *path = format_text("%s/%s/uevent", tree, device);

	put_dir(device);
	assert_non_null(path);
	assert_int_equal(write_file(path, text, strlen(text), 0644), 0);
}

/* A device of /sys/dev/block is a link to its directory. */
static void put_number(const char *number, const char *target)
{
	cleanup_free char *path = format_text("%s/%s", tree, number);

	assert_non_null(path);
	assert_int_equal(symlink(target, path), 0);
}

static void put_slave(const char *device, const char *slave, const char *target)
{
	cleanup_free char *dir = format_text("%s/slaves", device);
	cleanup_free char *path = format_text("%s/%s/slaves/%s", tree, device, slave);

	assert_true(dir && path);
	put_dir(dir);
	assert_int_equal(symlink(target, path), 0);
}

/* A verified root on vda6, one on a loop device, one over two disks, one over none; md is no dm. */
static int make_tree(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(tree));
	put_uevent("vda/vda6", "DEVNAME=vda6\nDEVTYPE=partition\nPARTN=6\nPARTNAME=berth-a\n");
	put_number("254:6", "vda/vda6");
	put_uevent("loop0", "DEVNAME=loop0\nDEVTYPE=disk\n");
	put_uevent("dm-0", "DEVNAME=dm-0\nDEVTYPE=disk\n");
	put_dir("dm-0/dm");
	put_slave("dm-0", "vda6", "../../vda/vda6");
	put_dir("dm-1/dm");
	put_slave("dm-1", "loop0", "../../loop0");
	put_dir("dm-2/dm");
	put_slave("dm-2", "vda6", "../../vda/vda6");
	put_slave("dm-2", "loop0", "../../loop0");
	put_dir("dm-3/dm");
	put_dir("dm-3/slaves");
	put_uevent("md0", "DEVNAME=md0\nDEVTYPE=disk\n");
	put_slave("md0", "vda6", "../../vda/vda6");
	return 0;
}

static int remove_tree(void **state)
{
	const char *const argv[] = { "rm", "-r", tree, NULL };
	int status = -1;

	(void)state;
	assert_int_equal(run(argv, NULL, &status, NULL), 0);
	return status;
}

static int of_sysfs(const char *device, struct blockdev *ret_dev)
{
	cleanup_free char *path = format_text("%s/%s", tree, device);

	assert_non_null(path);
	return blockdev_of_sysfs(path, ret_dev);
}

static void test_below_mapper(void **state)
{
	const char *const partitions[] = { "dm-0", "254:6" };
	struct blockdev dev;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(of_sysfs(partitions[i], &dev), 0);
		assert_string_equal(dev.name, "vda6");
		assert_string_equal(dev.disk, "vda");
		assert_string_equal(dev.partname, "berth-a");
		blockdev_release(&dev);
	}
	assert_int_equal(of_sysfs("dm-1", &dev), 0);
	assert_string_equal(dev.name, "loop0");
	assert_null(dev.disk);
	blockdev_release(&dev);
	assert_int_equal(of_sysfs("md0", &dev), 0);
	assert_string_equal(dev.name, "md0");
	blockdev_release(&dev);
	assert_int_equal(of_sysfs("dm-2", &dev), -ENODEV);
	assert_int_equal(of_sysfs("dm-3", &dev), -ENODEV);
	assert_int_equal(of_sysfs("dm-9", &dev), -ENODEV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uevent),
		cmocka_unit_test(test_whole_disk),
		cmocka_unit_test(test_bad_uevent),
		cmocka_unit_test(test_choice),
		cmocka_unit_test_setup_teardown(test_below_mapper, make_tree, remove_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
