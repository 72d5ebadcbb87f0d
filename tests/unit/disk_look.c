// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/disk_look.c: what names and paths tell. Disks themselves: tests/vm.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../berth/install/disk_list.h"
#include "../../berth/install/disk_look.h"
#include "../../common/blockdev.h"
#include "../../common/io.h"

static void test_bus(void **state)
{
	(void)state;
	assert_string_equal(
		disk_bus("/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/"
			 "6:0:0:0/block/sdb"),
		"USB");
	assert_string_equal(
		disk_bus(
			"/sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda"),
		"SATA");
	assert_string_equal(disk_bus("/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1"),
			    "NVMe");
	assert_string_equal(disk_bus("/sys/devices/pci0000:00/0000:00:04.0/virtio1/block/vda"),
			    "virtio");
	assert_string_equal(
		disk_bus("/sys/devices/platform/x/mmc_host/mmc0/mmc0:0001/block/mmcblk0"),
		"eMMC/SD");
	assert_string_equal(disk_bus("/sys/devices/pci0000:00/host0/port-0:0/block/sda"), "SCSI");
}

static void test_kind(void **state)
{
	static const char *const disks[] = { "sda", "vdb", "nvme0n1", "mmcblk0", "xvda", "hda" };
	static const char *const others[] = {
		"loop0", "sr0", "dm-0", "md127",	"zram0",
		"ram1",	 "fd0", "nbd0", "mmcblk0boot0", "mmcblk0rpmb"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(disks) / sizeof(disks[0]); i++)
		assert_int_equal(disk_kind_of_name(disks[i]), DISK_WHOLE);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(disk_kind_of_name(others[i]), DISK_OTHER);
}

static void test_missing(void **state)
{
	static const char *const names[] = { "nosuchdisk", "/dev/nosuchdisk", "", ".." };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct disk_look look;

		assert_int_equal(disk_look(names[i], &look), 0);
		assert_int_equal(look.facts.kind, DISK_MISSING);
		disk_look_release(&look);
	}
}

/* A path that ends like a disk is not that disk: the first one here would be erased otherwise. */
static void test_path_is_not_its_end(void **state)
{
	char dir[] = "/tmp/berth-unit-look.XXXXXX", path[512];
	struct blockdev_list devices;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(blockdev_list_read(&devices), 0);
	for (size_t i = 0; i <= devices.count; i++) {
		const char *name = i < devices.count ? devices.items[i].name : "sda";
		struct disk_look look;

		(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
		assert_int_equal(disk_look(path, &look), 0);
		assert_int_equal(look.facts.kind, DISK_MISSING);
		assert_string_equal(look.facts.name, path);
		disk_look_release(&look);
		assert_false(disk_list_is_there(path));
		assert_int_equal(write_file(path, "x", 1, 0600), 0);
		assert_int_equal(disk_look(path, &look), 0);
		assert_int_equal(look.facts.kind, DISK_NO_DEVICE);
		disk_look_release(&look);
		assert_true(disk_list_is_there(path));
		assert_int_equal(unlink(path), 0);
	}
	blockdev_list_release(&devices);
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bus),
		cmocka_unit_test(test_kind),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_path_is_not_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
