// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/install_check.c: each reason, its words, and their order.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/install/install_check.h"

#define GIB (1ULL << 30)

static char *one_use[] = { "sda1 is mounted on /mnt" };
static char *two_things[] = { "partition 1, 260 MiB", "partition 2 \"x\", 1.0 GiB, ext4" };
static const struct string_list nothing, in_use = { one_use, 1 }, full = { two_things, 2 };

/* A disk that nothing is wrong with, and a machine with UEFI. */
static const struct disk_facts good = {
	.name = "sda",
	.kind = DISK_WHOLE,
	.parent = "sd",
	.bytes = 8 * GIB,
	.sector_size = 512,
	.uses = &nothing,
	.contents = &nothing,
};
static const struct install_conditions uefi = { .efi = true, .needed_bytes = 4 * GIB - 1 };

static void refused(struct disk_facts facts, struct install_conditions conditions,
		    enum refusal expected, const char *words)
{
	char *text;

	assert_int_equal(install_decide(&facts, &conditions), expected);
	text = install_refusal_text(expected, &facts, &conditions);
	assert_non_null(text);
	if (!strstr(text, words) || !strstr(text, "sda"))
		fail_msg("%s", text);
	free(text);
}

static void test_accepted(void **state)
{
	struct install_conditions bios = uefi;
	struct disk_facts facts = good;

	(void)state;
	assert_int_equal(install_decide(&good, &uefi), REFUSE_NOTHING);
	facts.bytes = uefi.needed_bytes;
	assert_int_equal(install_decide(&facts, &uefi), REFUSE_NOTHING);
	facts.sector_size = 4096;
	assert_int_equal(install_decide(&facts, &uefi), REFUSE_NOTHING);
	bios.efi = false;
	assert_int_equal(install_decide(&good, &bios), REFUSE_NOTHING);
	facts.contents = &full;
	bios = uefi;
	bios.force = true;
	assert_int_equal(install_decide(&facts, &bios), REFUSE_NOTHING);
}

static void test_refused(void **state)
{
	struct install_conditions bios = { .needed_bytes = 4 * GIB - 1 };
	struct disk_facts facts = good;

	(void)state;
	/* each is looked at before those above it here */
	facts.contents = &full;
	refused(facts, uefi, REFUSE_NOT_EMPTY,
		"--force, this is erased:\n  partition 1, 260 MiB\n  partition 2 \"x\", 1.0 GiB, ext4");
	facts.sector_size = 4096;
	refused(facts, bios, REFUSE_BIOS_4096, "BIOS cannot start from it");
	facts.sector_size = 520;
	refused(facts, bios, REFUSE_SECTOR_SIZE, "sectors of 520 bytes");
	facts.bytes = 4 * GIB - 2;
	refused(facts, bios, REFUSE_TOO_SMALL, "it has 3.9 GiB, and Berth needs 4.0 GiB");
	facts.uses = &in_use;
	refused(facts, bios, REFUSE_IN_USE, "sda1 is mounted on /mnt");
	facts.read_only = true;
	refused(facts, bios, REFUSE_READ_ONLY, "read-only");
	facts.kind = DISK_OTHER;
	refused(facts, bios, REFUSE_NO_DISK, "not a disk");
	facts.kind = DISK_PARTITION;
	refused(facts, bios, REFUSE_PARTITION, "a whole disk: sd");
	facts.kind = DISK_NO_DEVICE;
	refused(facts, bios, REFUSE_NO_DEVICE, "not a block device");
	facts.kind = DISK_MISSING;
	refused(facts, bios, REFUSE_MISSING, "no disk sda");
}

static void test_own_disk(void **state)
{
	static char *use[] = { "dm-0 is mounted on / (the running system)" };
	const struct string_list uses = { use, 1 };
	struct disk_facts facts = good;

	(void)state;
	facts.uses = &uses;
	facts.runs_system = true;
	refused(facts, uefi, REFUSE_IN_USE, "sda is in use: this system runs from it (dm-0 is ");
}

static void test_force_overrules_one(void **state)
{
	struct install_conditions forced = { .force = true, .needed_bytes = 4 * GIB - 1 };
	struct disk_facts facts = good;

	(void)state;
	facts.contents = &full;
	facts.sector_size = 4096;
	assert_int_equal(install_decide(&facts, &forced), REFUSE_BIOS_4096);
	facts.uses = &in_use;
	assert_int_equal(install_decide(&facts, &forced), REFUSE_IN_USE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_own_disk),
		cmocka_unit_test(test_force_overrules_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
