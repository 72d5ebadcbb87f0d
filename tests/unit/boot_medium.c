// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/boot_medium.c: the command lines and mounts of the three media.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/status/boot_medium.h"

#define VAR "33 20 254:7 / /var rw,nosuid - ext4 /dev/vda7 rw\n"
#define DISK_MOUNTS "20 1 253:0 / / ro shared:1 - erofs /dev/dm-0 ro\n" VAR
#define ISO_MOUNTS                                                    \
	"19 1 11:0 / /run/berth/medium ro - iso9660 /dev/sr0 ro\n"    \
	"19 1 7:0 / /run/berth/release ro - squashfs /dev/loop0 ro\n" \
	"20 1 253:0 / / ro shared:1 - erofs /dev/dm-0 ro\n"
#define NETWORK_MOUNTS "20 1 253:0 / / ro shared:1 - erofs /dev/dm-0 ro\n"

struct expected {
	const char *cmdline, *mounts, *root_device;
	enum medium_kind kind;
	const char *device, *partition, *slot, *volume, *image;
};

static const struct expected cases[] = {
	/* disk: the root is verified, so that what is mounted is a device-mapper device */
	{ "berth.root=PARTLABEL=berth-a gpt quiet\n", DISK_MOUNTS, "/dev/vda5", MEDIUM_DISK,
	  "/dev/vda5", "berth-a", "a", NULL, NULL },
	{ "root=PARTLABEL=berth-b", DISK_MOUNTS, "/dev/vda5", MEDIUM_DISK, "/dev/vda5", "berth-b",
	  "b", NULL, NULL },
	{ "root=PARTLABEL=berth-b berth.root=PARTLABEL=berth-a", DISK_MOUNTS, "/dev/vda5",
	  MEDIUM_DISK, "/dev/vda5", "berth-a", "a", NULL, NULL },
	{ "berth.root=PARTLABEL=berth-x berth.root=PARTLABEL=other", DISK_MOUNTS, "/dev/vda5",
	  MEDIUM_DISK, "/dev/vda5", "other", NULL, NULL, NULL },
	{ "berth.root=PARTLABEL=berth-data", "", NULL, MEDIUM_DISK, NULL, "berth-data", NULL, NULL,
	  NULL },
	{ "berth.root=PARTLABEL=berth-", "", NULL, MEDIUM_DISK, NULL, "berth-", NULL, NULL, NULL },
	/* a shorter name than that of a slot */
	{ "berth.root=PARTLABEL=b", "", NULL, MEDIUM_DISK, NULL, "b", NULL, NULL, NULL },
	/* a disk of its own */
	{ "berth.root=UUID=1-2 berth.data=LABEL=berth-data", DISK_MOUNTS, "/dev/vda", MEDIUM_DISK,
	  "/dev/vda", NULL, NULL, "UUID=1-2", NULL },
	{ "berth.root=/dev/vda", DISK_MOUNTS, "/dev/vda", MEDIUM_DISK, "/dev/vda", NULL, NULL,
	  "/dev/vda", NULL },
	/* ISO, USB: the volume counts, not the loop device that the root image is */
	{ "berth.root=LABEL=BERTH berth.image=/berth/release.sqfs", ISO_MOUNTS, "/dev/loop1",
	  MEDIUM_ISO, "/dev/sr0", NULL, NULL, "LABEL=BERTH", "/berth/release.sqfs" },
	{ "berth.root=UUID=2026-01-01-00 berth.image=/root.img",
	  "18 1 8:2 / /mnt rw - vfat /dev/sdb1 rw\n"
	  "19 1 8:1 / /run/berth/medium rw - vfat /dev/sda1 rw\n" NETWORK_MOUNTS,
	  "/dev/loop0", MEDIUM_ISO, "/dev/sda1", NULL, NULL, "UUID=2026-01-01-00", "/root.img" },
	{ "berth.root=LABEL=BERTH berth.image=/root.img", NETWORK_MOUNTS, "/dev/loop0", MEDIUM_ISO,
	  NULL, NULL, NULL, "LABEL=BERTH", "/root.img" },
	/* network */
	{ "berth.image=/release.sqfs console=ttyS0", NETWORK_MOUNTS, "/dev/loop1", MEDIUM_NETWORK,
	  NULL, NULL, NULL, NULL, "/release.sqfs" },
	/* what stage 1 would not have started from */
	{ "quiet", DISK_MOUNTS, "/dev/vda5", MEDIUM_UNKNOWN, NULL, NULL, NULL, NULL, NULL },
	{ "berth.root=sda1", DISK_MOUNTS, "/dev/vda5", MEDIUM_UNKNOWN, NULL, NULL, NULL, NULL,
	  NULL },
	{ "", "", NULL, MEDIUM_UNKNOWN, NULL, NULL, NULL, NULL, NULL },
};

static void assert_text(const char *is, const char *wanted)
{
	if (wanted) {
		assert_non_null(is);
		assert_string_equal(is, wanted);
	} else {
		assert_null(is);
	}
}

static void test_media(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct expected *e = &cases[i];
		struct mount_list mounts;
		struct medium medium;

		assert_int_equal(mountinfo_parse(e->mounts, &mounts), 0);
		assert_int_equal(medium_derive(e->cmdline, &mounts, e->root_device, &medium), 0);
		assert_int_equal(medium.kind, e->kind);
		assert_text(medium.device, e->device);
		assert_text(medium.partition, e->partition);
		assert_text(medium.slot, e->slot);
		assert_text(medium.volume, e->volume);
		assert_text(medium.image, e->image);
		medium_release(&medium);
		mountinfo_release(&mounts);
	}
}

static void test_words(void **state)
{
	(void)state;
	assert_string_equal(medium_kind_word(MEDIUM_DISK), "disk");
	assert_string_equal(medium_kind_word(MEDIUM_ISO), "iso");
	assert_string_equal(medium_kind_word(MEDIUM_NETWORK), "network");
	assert_string_equal(medium_kind_word(MEDIUM_UNKNOWN), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_media),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
