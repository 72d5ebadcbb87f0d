// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/esp_image.c: images that cannot be used. What is put into a good one:
// install_image.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "../../berth/install/esp_image.h"
#include "../../berth/install/machine_args.h"
#include "fat_sample.h"

#define MACHINE 12u

static unsigned char *make(struct fat_sample *fat, uint32_t record_size, uint32_t machine_size)
{
	*fat = (struct fat_sample){ .sector = 512, .cluster = 8 };
	fat->at = calloc(1, fat_sample_bytes(fat));
	assert_non_null(fat->at);
	fat_sample_make(fat, record_size);
	fat_sample_entry(fat_sample_entry_at(fat, FAT_SAMPLE_GRUB, 3), "MACHINE CFG", 0x20, MACHINE,
			 machine_size);
	fat_sample_link(fat, MACHINE, FAT_SAMPLE_END);
	return fat->at;
}

static void test_good(void **state)
{
	struct fat_sample fat;
	unsigned char *data = make(&fat, 1024, MACHINE_CFG_BYTES);
	/* all that follows is free */
	size_t len = fat_sample_offset(&fat, MACHINE + 1);

	(void)state;
	assert_int_equal(esp_image_fill(data, fat_sample_bytes(&fat), 512, "a"), 0);
	assert_int_equal(esp_image_fill(data, len, 512, "a"), 0);
	/* cut off too early: a sector of the file is missing */
	assert_int_equal(esp_image_fill(data, len - 512, 512, "a"), -EUCLEAN);
	free(data);
}

static void refused(uint32_t record_size, uint32_t machine_size, int error)
{
	struct fat_sample fat;
	unsigned char *data = make(&fat, record_size, machine_size);

	assert_int_equal(esp_image_fill(data, fat_sample_bytes(&fat), 512, ""), error);
	free(data);
}

static void test_refused(void **state)
{
	unsigned char *zeros = calloc(1, 65536);
	struct fat_sample fat;
	unsigned char *data;

	(void)state;
	assert_non_null(zeros);
	assert_int_equal(esp_image_fill(zeros, 65536, 512, ""), -EUCLEAN);
	free(zeros);
	refused(1024, MACHINE_CFG_BYTES - 1, -EUCLEAN);
	refused(1023, MACHINE_CFG_BYTES, -EUCLEAN);
	data = make(&fat, 1024, MACHINE_CFG_BYTES);
	fat_sample_entry_at(&fat, FAT_SAMPLE_GRUB, 3)[0] = 'X';
	assert_int_equal(esp_image_fill(data, fat_sample_bytes(&fat), 512, ""), -ENOENT);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
