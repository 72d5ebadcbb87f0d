// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/install_image.c, and with it of all that an installation writes: each byte
// range of the image is compared with what it should be.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../../berth/command.h"
#include "../../berth/install/install_image.h"
#include "../../common/boot_record.h"
#include "../../common/disk_layout.h"
#include "../../common/gpt_disk.h"
#include "release_sample.h"

#define MIB (1024UL * 1024)
#define SIZE_MIB 4096UL

static char path[256];

static int install(const struct release_sample *sample, uint32_t sector, const char *args)
{
	struct install_options options = {
		.release = sample->dir,
		.machine_args = args,
		.image = path,
		.guid_seed = "berth",
		.size_mib = SIZE_MIB,
		.sector_size = sector,
	};

	release_sample_path(sample, "disk.img", path);
	return install_into_image(&options);
}

static unsigned char *read_at(uint64_t offset, size_t len)
{
	unsigned char *data = malloc(len);
	int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	assert_non_null(data);
	assert_int_equal(pread_all(fd, data, len, (off_t)offset), 0);
	(void)close(fd);
	return data;
}

static void check_bytes(uint64_t offset, const void *expected, size_t len)
{
	unsigned char *data = read_at(offset, len);

	assert_memory_equal(data, expected, len);
	free(data);
}

static void check_pattern(uint64_t offset, size_t len, unsigned start)
{
	unsigned char *data = release_sample_bytes(len, start);

	check_bytes(offset, data, len);
	free(data);
}

static void check_table(uint32_t sector)
{
	int fd = open(path, O_RDONLY);
	struct gpt_entry entry;
	struct disk_io io;
	struct gpt gpt;

	assert_true(fd >= 0);
	assert_int_equal(disk_io_open(&fd, &io), 0);
	assert_int_equal(io.sectors, SIZE_MIB * MIB / 512);
	io.sector_size = sector;
	io.sectors = SIZE_MIB * MIB / sector;
	assert_int_equal(gpt_disk_read(&io, &gpt), 0);
	assert_int_equal(gpt.my_lba, 1);
	for (uint32_t number = 1; number <= DISK_PARTS; number++) {
		assert_int_equal(gpt_entry(&gpt, number, &entry), 0);
		assert_string_equal(entry.name, disk_layout()[number - 1].name);
	}
	gpt_release(&gpt);
	(void)close(fd);
}

static void check_esp(uint32_t sector, const char *args)
{
	struct fat_sample fat = { .sector = sector, .cluster = 8 * 512 / sector };
	char *block = (char *)read_at(2 * MIB + fat_sample_offset(&fat, FAT_SAMPLE_RECORD),
				      BOOT_RECORD_BYTES);
	char expected[MACHINE_CFG_BYTES];
	struct boot_record record;

	assert_int_equal(boot_record_parse(block, &record), 0);
	assert_int_equal(record.first, SLOT_A);
	assert_true(record.slots[SLOT_A].good);
	assert_false(record.slots[SLOT_B].good);
	assert_int_equal(record.slots[SLOT_B].tries, 0);
	machine_cfg_format(args, expected);
	check_bytes(2 * MIB + fat_sample_offset(&fat, RELEASE_SAMPLE_MACHINE), expected,
		    sizeof(expected));
	free(block);
}

static void check_bios(bool has_it)
{
	unsigned char *mbr = release_sample_bytes(512, 3), *core = release_sample_bytes(3000, 4);

	if (has_it) {
		memcpy(mbr + 92, "\0\x08\0\0\0\0\0\0", 8);
		memcpy(mbr + 102, "\x90\x90", 2);
		memcpy(core + 500, "\x01\x08\0\0\0\0\0\0", 8);
	} else {
		memset(mbr, 0, 512);
		memset(core, 0, 3000);
	}
	check_bytes(0, mbr, 440);
	check_bytes(MIB, core, 3000);
	check_bytes(450, "\xEE", 1);
	check_bytes(510, "\x55\xAA", 2);
	free(mbr);
	free(core);
}

static void check_image(uint32_t sector)
{
	struct release_sample sample;

	release_sample_make(&sample);
	release_sample_finish(&sample);
	assert_int_equal(install(&sample, sector, "ip=dhcp"), EXIT_OK);
	check_table(sector);
	check_bios(sector == 512);
	check_esp(sector, "ip=dhcp");
	check_pattern(262 * MIB, 5000, 2);
	check_pattern(518 * MIB, RELEASE_SAMPLE_ROOT, 1);
	release_sample_remove(&sample);
}

static void test_512(void **state)
{
	(void)state;
	check_image(512);
}

static void test_4096(void **state)
{
	(void)state;
	check_image(4096);
}

/* What is zero takes no room, and an old file of the name does not shine through. */
static void test_sparse(void **state)
{
	struct release_sample sample;
	struct stat st;

	(void)state;
	release_sample_make(&sample);
	release_sample_finish(&sample);
	release_sample_path(&sample, "disk.img", path);
	release_sample_add_bytes(&sample, "disk.img", 3 * MIB, 5);
	assert_int_equal(install(&sample, 512, NULL), EXIT_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, SIZE_MIB * MIB);
	assert_true((uint64_t)st.st_blocks * 512 < 4 * MIB);
	check_esp(512, "");
	release_sample_remove(&sample);
}

static void change_byte(const struct release_sample *sample, const char *name, off_t at)
{
	int fd;

	release_sample_path(sample, name, path);
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "\xEE", 1, at), 1);
	(void)close(fd);
}

/* That root.img is wrong is found when the last of it has been read: no half image is left. */
static void test_wrong_root(void **state)
{
	struct release_sample sample;

	(void)state;
	release_sample_make(&sample);
	release_sample_finish(&sample);
	change_byte(&sample, "root.img", 12345);
	assert_int_equal(install(&sample, 512, NULL), EXIT_PROBLEM);
	assert_int_equal(access(path, F_OK), -1);
	release_sample_remove(&sample);
}

static void test_too_small(void **state)
{
	struct release_sample sample;
	struct install_options options = {
		.image = path, .guid_seed = "s", .size_mib = 2000, .sector_size = 512
	};

	(void)state;
	release_sample_make(&sample);
	release_sample_finish(&sample);
	release_sample_path(&sample, "disk.img", path);
	options.release = sample.dir;
	assert_int_equal(install_into_image(&options), EXIT_PROBLEM);
	assert_int_equal(access(path, F_OK), -1);
	release_sample_remove(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_512),	  cmocka_unit_test(test_4096),
		cmocka_unit_test(test_sparse),	  cmocka_unit_test(test_wrong_root),
		cmocka_unit_test(test_too_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
