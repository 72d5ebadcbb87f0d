// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/disk_contents.c: what people are shown of a disk that is to be erased.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/install/disk_contents.h"
#include "../../common/gpt_create.h"
#include "../../common/gpt_disk.h"
#include "cut_disk.h"

#define MIB (1024UL * 1024)
#define DISK_BYTES (8 * MIB)

struct sample {
	struct cut_disk disk;
	struct cut_view view;
	struct disk_io io;
};

static void make(struct sample *s, uint32_t sector)
{
	cut_disk_init(&s->disk, DISK_BYTES, sector);
	cut_view_open(&s->disk, 0, DISK_BYTES, &s->view, &s->io);
}

static void put(struct sample *s, uint64_t offset, const void *data, size_t len)
{
	memcpy(s->disk.seen + offset, data, len);
}

/* An ext4 file system, as far as it is looked at. */
static void put_ext4(struct sample *s, uint64_t offset, const char *label)
{
	put(s, offset + 1024 + 0x38, "\x53\xEF", 2);
	put(s, offset + 1024 + 0x78, label, strlen(label));
}

static void shows(struct sample *s, const char *const expected[], size_t guids)
{
	struct disk_contents contents;
	size_t count = 0;

	assert_int_equal(disk_contents_read(&s->io, &contents), 0);
	for (; expected[count]; count++) {
		assert_true(count < contents.lines.count);
		assert_string_equal(contents.lines.items[count], expected[count]);
	}
	assert_int_equal(contents.lines.count, count);
	assert_int_equal(contents.guid_count, guids);
	disk_contents_release(&contents);
	cut_disk_release(&s->disk);
}

static void test_blank(void **state)
{
	static const char *const nothing[] = { NULL };
	struct sample *s = cut_alloc(sizeof(*s));

	(void)state;
	make(s, 512);
	/* what lies in between does not matter */
	put(s, 4 * MIB, "x", 1);
	shows(s, nothing, 0);
	make(s, 4096);
	memset(s->disk.seen, 0xFF, DISK_BYTES);
	shows(s, nothing, 0);
	free(s);
}

static void test_unknown(void **state)
{
	static const char *const unknown[] = { "data of an unknown kind", NULL };
	static const uint64_t places[] = { 0, 4096, MIB - 1, DISK_BYTES - MIB, DISK_BYTES - 1 };
	struct sample *s = cut_alloc(sizeof(*s));

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		make(s, 512);
		put(s, places[i], "x", 1);
		shows(s, unknown, 0);
	}
	free(s);
}

static void test_whole_disk(void **state)
{
	static const char *const ext4[] = { "ext4 \"data?[2J\" on the whole disk", NULL };
	static const char *const other[] = { "another file system on the whole disk", NULL };
	struct sample *s = cut_alloc(sizeof(*s));

	(void)state;
	make(s, 512);
	/* what a terminal would obey */
	put_ext4(s, 0, "data\033[2J");
	shows(s, ext4, 0);
	make(s, 512);
	put(s, 0, "LUKS\xBA\xBE", 6);
	shows(s, other, 0);
	free(s);
}

static void put_gpt(struct sample *s, bool partitions)
{
	static const unsigned char disk[GPT_GUID_LEN] = { 9 }, type[GPT_GUID_LEN] = { 8 },
				   guid[GPT_GUID_LEN] = { 7 };
	struct gpt_new_partition first = { "berth-efi", type, guid, 2 * MIB };
	struct gpt_new_partition rest = { "", type, guid, 0 };
	struct gpt gpt;

	assert_int_equal(gpt_create(s->io.sector_size, s->io.sectors, disk, &gpt), 0);
	if (partitions) {
		assert_int_equal(gpt_append(&gpt, &first), 0);
		assert_int_equal(gpt_append(&gpt, &rest), 0);
	}
	assert_int_equal(gpt_disk_write_tables(&s->io, &gpt), 0);
	gpt_release(&gpt);
}

static void test_gpt(void **state)
{
	static const char *const two[] = { "partition 1 \"berth-efi\", 2 MiB",
					   "partition 2, 4 MiB, ext4 \"var\"", NULL };
	static const char *const none[] = { "a partition table without partitions", NULL };
	struct sample *s = cut_alloc(sizeof(*s));

	(void)state;
	for (uint32_t sector = 512; sector <= 4096; sector *= 8) {
		make(s, sector);
		put_gpt(s, true);
		put_ext4(s, 3 * MIB, "var");
		shows(s, two, 2);
		/* only the backup is left */
		make(s, sector);
		put_gpt(s, true);
		put_ext4(s, 3 * MIB, "var");
		memset(s->disk.seen, 0, MIB);
		shows(s, two, 2);
		make(s, sector);
		put_gpt(s, false);
		shows(s, none, 0);
	}
	free(s);
}

static void test_mbr(void **state)
{
	static const unsigned char entries[64] = {
		/* 1 MiB at 1 MiB; and one that is larger than the disk */
		[4] = 0x83, [9] = 8, [13] = 8, [16 + 4] = 0x83, [16 + 9] = 8, [16 + 15] = 1,
	};
	static const char *const two[] = { "partition 1, 1 MiB, ext4 \"root\"",
					   "partition 2, 8.0 GiB", NULL };
	struct sample *s = cut_alloc(sizeof(*s));

	(void)state;
	make(s, 512);
	put(s, 446, entries, sizeof(entries));
	put(s, 446 + 16 + 15, "\1", 1);
	put(s, 510, "\x55\xAA", 2);
	put_ext4(s, MIB, "root");
	shows(s, two, 0);
	free(s);
}

static void test_cannot_be_read(void **state)
{
	struct sample *s = cut_alloc(sizeof(*s));
	struct disk_contents contents;

	(void)state;
	make(s, 512);
	s->disk.fail_read = 1;
	assert_int_equal(disk_contents_read(&s->io, &contents), -EIO);
	disk_contents_release(&contents);
	cut_disk_release(&s->disk);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blank),	   cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_whole_disk), cmocka_unit_test(test_gpt),
		cmocka_unit_test(test_mbr),	   cmocka_unit_test(test_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
