// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/source/volume_label.c on small volumes built here byte by byte, among them
// labels that only stand in the root directory, chains that run in a circle, and every cut of a
// volume.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/source/volume_label.h"

struct image {
	unsigned char *bytes;
	size_t len;
	unsigned int reads;
};

static int read_image(void *context, uint64_t offset, void *data, size_t len)
{
	struct image *image = context;

	image->reads++;
	if (offset > image->len || len > image->len - offset)
		return -EIO;
	memcpy(data, image->bytes + offset, len);
	return 0;
}

static struct volume probe(struct image *image)
{
	struct volume_reader reader = { .read = read_image, .context = image };
	struct volume volume = { .type = VOLUME_OTHER };

	if (volume_probe(&reader, &volume) < 0)
		assert_true(image->len < 512);
	return volume;
}

static struct image new_image(size_t len)
{
	struct image image = { .bytes = calloc(1, len), .len = len };

	assert_non_null(image.bytes);
	return image;
}

static void put16(unsigned char *at, unsigned int value)
{
	at[0] = (unsigned char)value;
	at[1] = (unsigned char)(value >> 8);
}

static void put32(unsigned char *at, uint32_t value)
{
	put16(at, value & 0xffff);
	put16(at + 2, value >> 16);
}

static void put_entry(unsigned char *at, const char name[11], unsigned char attributes)
{
	memcpy(at, name, 11);
	at[11] = attributes;
}

/* A piece of a long file name, as in front of "user-data": its attributes contain the label bit. */
static const char long_name[11] = "Au\0s\0e\0r\0-";

enum {
	FAT16_ROOT = (1 + 2 * 20) * 512,
	FAT16_ENTRIES = 512
};

static struct image fat16(const char boot_label[11])
{
	struct image image = new_image(256 * 1024);
	unsigned char *b = image.bytes;

	b[0] = 0xeb;
	put16(b + 11, 512);
	b[13] = 4;
	put16(b + 14, 1);
	b[16] = 2;
	put16(b + 17, FAT16_ENTRIES);
	put16(b + 19, 512);
	b[21] = 0xf8;
	put16(b + 22, 20);
	b[38] = 0x29;
	memcpy(b + 43, boot_label, 11);
	return image;
}

enum {
	FAT32_TABLE = 32 * 512,
	FAT32_DATA = (32 + 8) * 512,
	FAT32_CLUSTER = 512
};

static struct image fat32(const char boot_label[11])
{
	struct image image = new_image(512 * 1024);
	unsigned char *b = image.bytes;

	put16(b + 11, 512);
	b[13] = 1;
	put16(b + 14, 32);
	b[16] = 1;
	b[21] = 0xf8;
	put32(b + 32, 1024);
	put32(b + 36, 8);
	put32(b + 44, 2);
	b[66] = 0x29;
	memcpy(b + 71, boot_label, 11);
	for (uint32_t cluster = 2; cluster < 900; cluster++)
		put32(b + FAT32_TABLE + cluster * 4, 0xffffffff);
	return image;
}

static unsigned char *fat32_cluster(struct image *image, uint32_t cluster)
{
	return image->bytes + FAT32_DATA + (cluster - 2) * FAT32_CLUSTER;
}

static struct image iso9660(const char *label)
{
	struct image image = new_image(40 * 1024);
	unsigned char *primary = image.bytes + 16 * 2048, *end = primary + 2048;

	memcpy(primary, "\1CD001\1", 7);
	memset(primary + 40, ' ', 32);
	memcpy(primary + 40, label, strlen(label));
	memcpy(end, "\377CD001\1", 7);
	return image;
}

static void assert_volume(struct image *image, enum volume_type type, const char *label,
			  const char *boot_label)
{
	struct volume volume = probe(image);

	assert_int_equal(volume.type, type);
	assert_string_equal(volume.label, label);
	assert_string_equal(volume.boot_label, boot_label);
	free(image->bytes);
}

static void test_iso9660(void **state)
{
	struct image image = iso9660("cidata");

	(void)state;
	assert_volume(&image, VOLUME_ISO9660, "cidata", "");
	image = iso9660("");
	assert_volume(&image, VOLUME_ISO9660, "", "");
	image = iso9660("A VERY LONG VOLUME NAME OF 32 CH");
	assert_volume(&image, VOLUME_ISO9660, "A VERY LONG VOLUME NAME OF 32 CH", "");
	/* a boot record may stand ahead of the primary descriptor */
	image = iso9660("cidata");
	memcpy(image.bytes + 17 * 2048, image.bytes + 16 * 2048, 2048);
	image.bytes[16 * 2048] = 0;
	assert_volume(&image, VOLUME_ISO9660, "cidata", "");
	/* only the end mark, or no end at all */
	image = iso9660("cidata");
	image.bytes[16 * 2048] = 255;
	assert_volume(&image, VOLUME_OTHER, "", "");
}

static void test_fat16(void **state)
{
	struct image image = fat16("CIDATA     ");

	(void)state;
	assert_volume(&image, VOLUME_VFAT, "CIDATA", "CIDATA");
	image = fat16("NO NAME    ");
	assert_volume(&image, VOLUME_VFAT, "", "");
	image = fat16("NO NAME    ");
	put_entry(image.bytes + FAT16_ROOT, long_name, 0x0f);
	put_entry(image.bytes + FAT16_ROOT + 32, "\xe5LD        ", 0x08);
	put_entry(image.bytes + FAT16_ROOT + 64, "USER-D~1   ", 0x20);
	put_entry(image.bytes + FAT16_ROOT + 96, "cidata     ", 0x08);
	assert_volume(&image, VOLUME_VFAT, "cidata", "");
	/* both, and not the same */
	image = fat16("OLD        ");
	put_entry(image.bytes + FAT16_ROOT, "CIDATA     ", 0x28);
	assert_volume(&image, VOLUME_VFAT, "CIDATA", "OLD");
	/* behind the end of the directory there is nothing */
	image = fat16("NO NAME    ");
	put_entry(image.bytes + FAT16_ROOT + 32, "CIDATA     ", 0x08);
	assert_volume(&image, VOLUME_VFAT, "", "");
	/* the last entry counts, what follows does not */
	image = fat16("NO NAME    ");
	for (size_t i = 0; i < FAT16_ENTRIES; i++)
		put_entry(image.bytes + FAT16_ROOT + i * 32, "FILE    TXT", 0x20);
	put_entry(image.bytes + FAT16_ROOT + FAT16_ENTRIES * 32, "BEHIND     ", 0x08);
	assert_volume(&image, VOLUME_VFAT, "", "");
}

static void test_fat32(void **state)
{
	struct image image = fat32("CIDATA     ");

	(void)state;
	assert_volume(&image, VOLUME_VFAT, "CIDATA", "CIDATA");
	/* the label is in the third cluster of the root directory: 2 -> 700 -> 9 */
	image = fat32("NO NAME    ");
	for (size_t i = 0; i < FAT32_CLUSTER; i += 32) {
		put_entry(fat32_cluster(&image, 2) + i, "FILE    TXT", 0x20);
		put_entry(fat32_cluster(&image, 700) + i, long_name, 0x0f);
	}
	put32(image.bytes + FAT32_TABLE + 2 * 4, 700);
	put32(image.bytes + FAT32_TABLE + 700 * 4,
	      0xf0000009); /* the upper four bits do not count */
	put_entry(fat32_cluster(&image, 9), "CIDATA     ", 0x08);
	assert_volume(&image, VOLUME_VFAT, "CIDATA", "");
}

static void test_fat32_chain_in_a_circle_ends(void **state)
{
	struct image image = fat32("NO NAME    ");

	(void)state;
	for (size_t i = 0; i < FAT32_CLUSTER; i += 32)
		put_entry(fat32_cluster(&image, 2) + i, "FILE    TXT", 0x20);
	put32(image.bytes + FAT32_TABLE + 2 * 4, 2);
	struct volume volume = probe(&image);
	assert_int_equal(volume.type, VOLUME_VFAT);
	assert_true(image.reads < 2000);
	free(image.bytes);
}

static void test_layouts_that_are_no_fat(void **state)
{
	static const struct {
		size_t offset;
		unsigned char value;
	} damage[] = {
		{ 12, 0 }, /* sector size 0 */
		{ 12, 3 }, /* 768 */
		{ 12, 64 }, /* 16 KiB */
		{ 13, 0 },   { 13, 3 }, /* sectors per cluster */
		{ 14, 0 }, /* no reserved sector */
		{ 16, 0 }, /* no table */
		{ 21, 0 }, /* media */
		{ 20, 0 }, /* smaller than its tables (and 32 bit count 0) */
		{ 23, 255 }, /* tables larger than the volume */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		struct image image = fat16("CIDATA     ");

		image.bytes[damage[i].offset] = damage[i].value;
		struct volume volume = probe(&image);
		if (volume.type != VOLUME_OTHER)
			fail_msg("byte %zu = %u was accepted", damage[i].offset, damage[i].value);
		free(image.bytes);
	}
	struct image zero = new_image(64 * 1024);
	assert_volume(&zero, VOLUME_OTHER, "", "");
}

/* Cuts each volume at many lengths, in memory of exactly that size, for the sanitizer to watch. */
static void test_cut_volumes(void **state)
{
	struct image images[] = { iso9660("cidata"), fat16("NO NAME    "), fat32("NO NAME    ") };

	(void)state;
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		for (size_t len = 0; len < images[i].len; len += len < 600 ? 1 : 997) {
			struct image cut = new_image(len ? len : 1);

			cut.len = len;
			memcpy(cut.bytes, images[i].bytes, len);
			(void)probe(&cut);
			free(cut.bytes);
		}
		free(images[i].bytes);
	}
}

/* Random numbers in the fields of the layout: nothing may run away. */
static void test_random_layouts(void **state)
{
	uint32_t seed = 12345;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct image image = { .reads = 0 };
		static unsigned char bytes[4096];
		static const unsigned char sizes[] = { 2, 4, 8, 16 };

		for (size_t i = 0; i < 512; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (unsigned char)(seed >> 24);
		}
		put16(bytes + 11, sizes[round % 4] * 256u);
		bytes[13] = (unsigned char)(1 << (round % 8));
		bytes[21] = 0xf8;
		if (round % 2)
			put16(bytes + 22, 0);
		image.bytes = bytes;
		image.len = sizeof(bytes);
		(void)probe(&image);
		assert_true(image.reads < 2000);
	}
}

static void test_names_for_mount(void **state)
{
	(void)state;
	assert_string_equal(volume_type_name(VOLUME_ISO9660), "iso9660");
	assert_string_equal(volume_type_name(VOLUME_VFAT), "vfat");
	assert_null(volume_type_name(VOLUME_OTHER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iso9660),
		cmocka_unit_test(test_fat16),
		cmocka_unit_test(test_fat32),
		cmocka_unit_test(test_fat32_chain_in_a_circle_ends),
		cmocka_unit_test(test_layouts_that_are_no_fat),
		cmocka_unit_test(test_cut_volumes),
		cmocka_unit_test(test_random_layouts),
		cmocka_unit_test(test_names_for_mount),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
