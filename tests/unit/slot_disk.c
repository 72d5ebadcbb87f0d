// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/slot_disk.c: partitions chosen by name, on the root's disk only, and the record
// read and written through a path.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/slot_disk.h"
#include "fat_sample.h"

static char vda[] = "vda", vdb[] = "vdb";
static char p3[] = "p3", p4[] = "p4", p5[] = "p5", p6[] = "p6", p7[] = "p7", p9[] = "p9";
static char q3[] = "q3", q6[] = "q6";
static char efi[] = "berth-efi", boot_a[] = "berth-boot-a", boot_b[] = "berth-boot-b";
static char root_a[] = "berth-a", root_b[] = "berth-b", data[] = "berth-data";

static const struct blockdev all[] = {
	{ .name = p3, .disk = vda, .partname = efi, .partno = 3 },
	{ .name = p4, .disk = vda, .partname = boot_a, .partno = 4 },
	{ .name = p5, .disk = vda, .partname = boot_b, .partno = 5 },
	{ .name = p6, .disk = vda, .partname = root_a, .partno = 6 },
	{ .name = p7, .disk = vda, .partname = root_b, .partno = 7 },
	{ .name = p9, .disk = vda, .partname = data, .partno = 9 },
	{ .name = q3, .disk = vdb, .partname = efi, .partno = 3 },
	{ .name = q6, .disk = vdb, .partname = root_a, .partno = 6 },
};

#define COUNT (sizeof(all) / sizeof(all[0]))

static struct blockdev devices[COUNT];
static const struct blockdev_list list = { devices, COUNT };

static void test_both_slots(void **state)
{
	struct slot_disk disk;

	(void)state;
	memcpy(devices, all, sizeof(all));
	assert_int_equal(slot_disk_choose(&devices[3], &list, &disk), 0);
	assert_string_equal(disk.disk, "vda");
	assert_int_equal(disk.running, SLOT_A);
	assert_string_equal(disk.esp, "/dev/p3");
	assert_string_equal(disk.boot[SLOT_A], "/dev/p4");
	assert_string_equal(disk.boot[SLOT_B], "/dev/p5");
	assert_string_equal(disk.root[SLOT_A], "/dev/p6");
	assert_string_equal(disk.root[SLOT_B], "/dev/p7");
	slot_disk_release(&disk);
	assert_null(disk.esp);
	assert_int_equal(slot_disk_choose(&devices[4], &list, &disk), 0);
	assert_int_equal(disk.running, SLOT_B);
	slot_disk_release(&disk);
}

static void test_what_is_not_there(void **state)
{
	struct slot_disk disk;

	(void)state;
	memcpy(devices, all, sizeof(all));
	assert_int_equal(slot_disk_choose(&devices[7], &list, &disk), 0);
	assert_string_equal(disk.disk, "vdb");
	assert_string_equal(disk.esp, "/dev/q3");
	assert_string_equal(disk.root[SLOT_A], "/dev/q6");
	assert_null(disk.root[SLOT_B]);
	assert_null(disk.boot[SLOT_A]);
	assert_null(disk.boot[SLOT_B]);
	slot_disk_release(&disk);
	/* two of the same name: neither; and without an EFI system partition there is no record */
	devices[2].partname = root_b;
	assert_int_equal(slot_disk_choose(&devices[3], &list, &disk), 0);
	assert_null(disk.root[SLOT_B]);
	assert_null(disk.boot[SLOT_B]);
	slot_disk_release(&disk);
	devices[2].partname = efi;
	assert_int_equal(slot_disk_choose(&devices[3], &list, &disk), -ENODEV);
}

/* ISO, network, microvm: the root is on a loop device or a whole disk, or a partition of another
 * kind. */
static void test_no_slot(void **state)
{
	const struct blockdev loop = { .name = p3 }, whole = { .name = vda, .partname = root_a };
	struct slot_disk disk;

	(void)state;
	memcpy(devices, all, sizeof(all));
	assert_int_equal(slot_disk_choose(&loop, &list, &disk), -ENODEV);
	assert_int_equal(slot_disk_choose(&whole, &list, &disk), -ENODEV);
	assert_int_equal(slot_disk_choose(&devices[1], &list, &disk), -ENODEV);
	assert_int_equal(slot_disk_choose(&devices[5], &list, &disk), -ENODEV);
}

static void test_record(void **state)
{
	const struct boot_record written = { SLOT_B, { { .good = true }, { .tries = 2 } } };
	char path[] = "/tmp/berth-unit-esp.XXXXXX", missing[] = "/tmp/berth-unit-esp/none";
	unsigned char image[64 * 1024] = { 0 };
	struct fat_sample fat = { .at = image, .sector = 512, .cluster = 1 };
	struct slot_disk disk = { .esp = path };
	struct boot_record record;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	fat_sample_make(&fat, BOOT_RECORD_BYTES);
	assert_int_equal(write(fd, image, sizeof(image)), sizeof(image));
	assert_int_equal(slot_disk_read(&disk, &record), -EBADMSG);
	assert_true(record.slots[SLOT_B].good);
	assert_int_equal(slot_disk_write(&disk, &written), 0);
	assert_int_equal(slot_disk_read(&disk, &record), 0);
	assert_int_equal(record.first, SLOT_B);
	assert_false(record.slots[SLOT_B].good);
	assert_int_equal(record.slots[SLOT_B].tries, 2);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
	disk.esp = missing;
	assert_int_equal(slot_disk_read(&disk, &record), -ENOENT);
	assert_true(record.slots[SLOT_B].good);
	assert_int_equal(slot_disk_write(&disk, &written), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_slots),
		cmocka_unit_test(test_what_is_not_there),
		cmocka_unit_test(test_no_slot),
		cmocka_unit_test(test_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
