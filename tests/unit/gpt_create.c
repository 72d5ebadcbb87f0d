// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/gpt_create.c: what is made is read back by gpt.c, and judged by sfdisk.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/disk_io.h"
#include "../../common/gpt_create.h"
#include "../../common/gpt_disk.h"
#include "../../common/gpt_guid.h"
#include "../../common/run.h"

#define MIB (1024u * 1024u)

static const unsigned char disk_guid[GPT_GUID_LEN] = { 0xD0, 1, 2, 3, 4, 5, 6, 7, 0x80 };
static const unsigned char type[GPT_GUID_LEN] = { 0xAF, 0x3D, 0xC6, 0x0F, 0x83, 0x84, 0x72, 0x47,
						  0x8E, 0x79, 0x3D, 0x69, 0xD8, 0x47, 0x7D, 0xE4 };

static int append(struct gpt *gpt, const char *name, unsigned char number, uint64_t bytes)
{
	unsigned char guid[GPT_GUID_LEN] = { number };
	struct gpt_new_partition partition = {
		.name = name, .type = type, .guid = guid, .bytes = bytes
	};

	return gpt_append(gpt, &partition);
}

/* Three partitions of 1, 3 and "all other" MiB on a disk of 9 MiB and a bit. */
static void make(uint32_t sector, struct gpt *gpt)
{
	assert_int_equal(gpt_create(sector, 9 * MIB / sector + 100, disk_guid, gpt), 0);
	assert_int_equal(append(gpt, "one", 1, MIB), 0);
	assert_int_equal(append(gpt, "three", 2, 3 * MIB), 0);
	assert_int_equal(append(gpt, "rest", 3, 0), 0);
}

static void check_part(const struct gpt *gpt, uint32_t number, const char *name, uint64_t first_mib,
		       uint64_t end_mib)
{
	uint64_t align = MIB / gpt->sector_size;
	struct gpt_entry entry;

	assert_int_equal(gpt_entry(gpt, number, &entry), 0);
	assert_string_equal(entry.name, name);
	assert_int_equal(entry.first, first_mib * align);
	assert_int_equal(entry.last, end_mib * align - 1);
	assert_memory_equal(entry.type, type, sizeof(type));
	assert_int_equal(entry.guid[0], number);
	assert_int_equal(entry.guid[1], 0);
}

static void check_made(uint32_t sector)
{
	struct gpt gpt, parsed;
	unsigned char header[4096];

	make(sector, &gpt);
	for (int side = GPT_PRIMARY; side <= GPT_BACKUP; side++) {
		uint64_t lba = gpt_header_lba(&gpt, side);
		unsigned char *entries = malloc(gpt_entries_bytes(&gpt));

		assert_non_null(entries);
		memcpy(entries, gpt.entries, gpt_entries_bytes(&gpt));
		gpt_build_header(&gpt, side, header);
		assert_int_equal(gpt_parse_header(header, sector, lba, gpt.disk_sectors, &parsed),
				 0);
		assert_int_equal(gpt_set_entries(&parsed, entries), 0);
		assert_memory_equal(parsed.disk_guid, disk_guid, sizeof(disk_guid));
		/* 128 entries of 128 bytes and one header before the backup's own */
		assert_int_equal(parsed.last_usable, parsed.disk_sectors - 1 - 1 - 16384 / sector);
		check_part(&parsed, 1, "one", 1, 2);
		check_part(&parsed, 2, "three", 2, 5);
		check_part(&parsed, 3, "rest", 5, 9);
		assert_int_equal(gpt_entry(&parsed, 4, &(struct gpt_entry){ 0 }), -ENOENT);
		gpt_release(&parsed);
	}
	gpt_release(&gpt);
}

static void test_made(void **state)
{
	(void)state;
	check_made(512);
	check_made(4096);
}

/* The last partition already reaches as far as growing would take it. */
static void test_needs_no_growing(void **state)
{
	bool changed = true;
	struct gpt gpt;

	(void)state;
	make(512, &gpt);
	assert_int_equal(gpt_grow(&gpt, 3, &changed), 0);
	assert_false(changed);
	gpt_release(&gpt);
}

static void test_refused(void **state)
{
	struct gpt gpt;

	(void)state;
	assert_int_equal(gpt_create(0, 100000, disk_guid, &gpt), -EINVAL);
	assert_int_equal(gpt_create(520, 100000, disk_guid, &gpt), -EINVAL);
	assert_int_equal(gpt_create(8192, 100000, disk_guid, &gpt), -EINVAL);
	assert_int_equal(gpt_create(512, 0, disk_guid, &gpt), -ENOSPC);
	assert_int_equal(gpt_create(512, 6143, disk_guid, &gpt), -ENOSPC);
	make(512, &gpt);
	/* nothing is left */
	assert_int_equal(append(&gpt, "more", 4, 0), -ENOSPC);
	assert_int_equal(append(&gpt, "more", 4, MIB), -ENOSPC);
	gpt_release(&gpt);
	assert_int_equal(gpt_create(512, 6 * MIB / 512, disk_guid, &gpt), 0);
	/* from 1 MiB to the backup table, which needs the last MiB */
	assert_int_equal(append(&gpt, "large", 1, 5 * MIB), -ENOSPC);
	assert_int_equal(append(&gpt, "odd", 1, MIB + 512), -EINVAL);
	assert_int_equal(append(&gpt, "1234567890123456789012345678901234567", 1, MIB), -EINVAL);
	assert_int_equal(gpt_entry(&gpt, 1, &(struct gpt_entry){ 0 }), -ENOENT);
	assert_int_equal(append(&gpt, "123456789012345678901234567890123456", 1, 4 * MIB), 0);
	gpt_release(&gpt);
}

static void test_protective_mbr(void **state)
{
	/* UEFI specification, table 5.4 */
	static const unsigned char expected[] = { 0x00, 0x00, 0x02, 0x00, 0xEE, 0xFF, 0xFF, 0xFF,
						  0x01, 0x00, 0x00, 0x00, 0xFF, 0x47, 0x00, 0x00 };
	unsigned char sector[GPT_MBR_BYTES];
	struct gpt gpt = { .sector_size = 512, .disk_sectors = 9 * MIB / 512 };

	(void)state;
	memset(sector, 0x77, sizeof(sector));
	gpt_make_protective_mbr(&gpt, sector);
	assert_int_equal(sector[439], 0x77);
	assert_int_equal(sector[440], 0);
	assert_memory_equal(sector + 446, expected, sizeof(expected));
	for (size_t i = 462; i < 510; i++)
		assert_int_equal(sector[i], 0);
	assert_int_equal(sector[510], 0x55);
	assert_int_equal(sector[511], 0xAA);
	gpt.disk_sectors = 1ULL << 33;
	gpt_make_protective_mbr(&gpt, sector);
	assert_memory_equal(sector + 458, "\xFF\xFF\xFF\xFF", 4);
}

static char *sfdisk(char *path, const char *what)
{
	const char *const argv[] = { "sfdisk", what, path, NULL };
	struct run_options options = { .timeout_ms = 20000, .output_max = 4096 };
	char *output = NULL;
	int status = 0;
	int r = run(argv, &options, &status, &output);

	if (r == -ENOENT)
		return NULL;
	assert_int_equal(r, 0);
	assert_int_equal(status, 0);
	return output;
}

/* The judge from outside. */
static void test_sfdisk_agrees(void **state)
{
	char path[] = "/tmp/berth-unit-gpt.XXXXXX";
	unsigned char mbr[GPT_MBR_BYTES] = { 0 };
	int fd = mkstemp(path);
	char *verified, *dump;
	struct disk_io io;
	struct gpt gpt;

	(void)state;
	assert_true(fd >= 0);
	make(512, &gpt);
	assert_int_equal(ftruncate(fd, (off_t)(gpt.disk_sectors * 512)), 0);
	assert_int_equal(disk_io_open(&fd, &io), 0);
	gpt_make_protective_mbr(&gpt, mbr);
	assert_int_equal(gpt_disk_write_tables(&io, &gpt), 0);
	assert_int_equal(io.write(io.ctx, mbr, sizeof(mbr), 0), 0);
	verified = sfdisk(path, "--verify");
	dump = sfdisk(path, "--dump");
	(void)unlink(path);
	(void)close(fd);
	gpt_release(&gpt);
	if (!verified)
		skip();
	if (!strstr(verified, "No errors detected") || strstr(verified, "mismatch"))
		fail_msg("sfdisk --verify: %s", verified);
	assert_non_null(strstr(dump, "first-lba: 2048"));
	assert_non_null(strstr(dump, "start=        4096, size=        6144, "
				     "type=0FC63DAF-8483-4772-8E79-3D69D8477DE4"));
	assert_non_null(strstr(dump, "name=\"three\""));
	free(verified);
	free(dump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_made),	      cmocka_unit_test(test_needs_no_growing),
		cmocka_unit_test(test_refused),	      cmocka_unit_test(test_protective_mbr),
		cmocka_unit_test(test_sfdisk_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
