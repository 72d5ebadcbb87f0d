// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/disk_uses.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/install/disk_uses.h"

#define MOUNT(source, target) "20 1 8:1 / " target " rw - ext4 " source " rw\n"
#define SWAPS "Filename\t\t\t\tType\t\tSize\n"

/* sda with sda1 (part of dm-0) and sda10 */
static void check(const char *mountinfo, const char *swaps, const char *const expected[])
{
	struct disk_node nodes[] = { { .name = "sda" }, { .name = "sda1" }, { .name = "sda10" } };
	struct string_list uses = { 0 };
	struct mount_list mounts;
	size_t count = 0;
	bool system;

	assert_int_equal(string_list_add(&nodes[1].holders, "dm-0", 4), 0);
	assert_int_equal(mountinfo_parse(mountinfo, &mounts), 0);
	assert_int_equal(disk_uses(nodes, 3, &mounts, swaps, &uses, &system), 0);
	assert_int_equal(system, strstr(expected[0], "running system") != NULL);
	for (; expected[count]; count++) {
		assert_true(count < uses.count);
		assert_string_equal(uses.items[count], expected[count]);
	}
	assert_int_equal(uses.count, count);
	mountinfo_release(&mounts);
	string_list_release(&uses);
	string_list_release(&nodes[1].holders);
}

static void test_uses(void **state)
{
	static const char *const holder[] = { "sda1 is part of dm-0", NULL };
	static const char *const root[] = { "dm-0 is mounted on / (the running system)",
					    "sda1 is mounted on /mnt", "sda1 is part of dm-0",
					    NULL };
	static const char *const medium[] = {
		"sda is mounted on /run/berth/medium (what the running system was started from)",
		"sda1 is part of dm-0", NULL
	};
	static const char *const many[] = { "sda1 is mounted on /mnt", "sda1 is swap space",
					    "sda1 is part of dm-0", NULL };

	(void)state;
	check("", "", holder);
	/* names that only begin like ours */
	check(MOUNT("/dev/sda2", "/a") MOUNT("sda", "/b") MOUNT("/dev/sda11", "/c"),
	      SWAPS "/dev/sda11 partition 1\n/dev/sd partition 1\n", holder);
	/* the system's use is said first, wherever it is found */
	check(MOUNT("/dev/sda1", "/mnt") MOUNT("/dev/dm-0", "/a") MOUNT("/dev/dm-0", "/"), SWAPS,
	      root);
	check(MOUNT("/dev/sda", "/run/berth/medium"), "", medium);
	check(MOUNT("/dev/sda1", "/mnt") MOUNT("/dev/sda1", "/again"),
	      SWAPS "/dev/sdb1 partition 1\n/dev/sda1\t\t\tpartition\t1\n", many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
