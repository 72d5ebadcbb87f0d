// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/image_file.c: a wrong file and a bad disk are told apart.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../berth/install/image_file.h"
#include "../../common/io.h"
#include "cut_disk.h"

#define LEN (1024UL * 1024 + 700) /* two chunks, and not whole sectors */
#define DISK_BYTES (2UL * 1024 * 1024)

struct sample {
	unsigned char data[LEN], hash[SHA256_BYTES];
	struct image_file file;
	struct install_meter meter;
	struct disk_image image;
	struct cut_disk disk;
	struct cut_view view;
	struct disk_io io;
};

static struct sample *make(void)
{
	struct sample *s = cut_alloc(sizeof(*s));
	char path[] = "/tmp/berth-unit-image.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	(void)unlink(path);
	for (size_t i = 0; i < LEN; i++)
		s->data[i] = (unsigned char)(i * 31 + (i >> 9));
	(void)crypto_hash_sha256(s->hash, s->data, LEN);
	assert_int_equal(write_all(fd, s->data, LEN), 0);
	s->file = (struct image_file){
		.fd = fd, .name = "x", .size = LEN, .sha256 = s->hash, .meter = &s->meter
	};
	image_file_image(&s->file, &s->image);
	cut_disk_init(&s->disk, DISK_BYTES, 4096);
	cut_view_open(&s->disk, 0, DISK_BYTES, &s->view, &s->io);
	return s;
}

static void finish(struct sample *s)
{
	(void)close(s->file.fd);
	cut_disk_release(&s->disk);
	free(s);
}

static int write_it(struct sample *s)
{
	uint64_t done = 0;

	return disk_image_write(&s->io, &s->image, NULL, &done, LEN);
}

static void test_good(void **state)
{
	struct sample *s = make();

	(void)state;
	assert_int_equal(image_file_hash(&s->file), 0);
	assert_int_equal(write_it(s), 0);
	assert_memory_equal(s->disk.seen, s->data, LEN);
	assert_int_equal(disk_image_check(&s->io, &s->image), 0);
	assert_int_equal(s->meter.done, LEN);
	finish(s);
}

static void test_wrong_file(void **state)
{
	struct sample *s = make();

	(void)state;
	s->hash[31] ^= 1;
	assert_int_equal(image_file_hash(&s->file), -EBADMSG);
	assert_int_equal(write_it(s), -EBADMSG);
	finish(s);
}

static void test_short_file(void **state)
{
	struct sample *s = make();

	(void)state;
	assert_int_equal(ftruncate(s->file.fd, LEN - 1), 0);
	assert_int_equal(image_file_hash(&s->file), -EIO);
	assert_int_equal(write_it(s), -EIO);
	finish(s);
}

static void test_bad_disk(void **state)
{
	struct sample *s = make();

	(void)state;
	assert_int_equal(write_it(s), 0);
	for (int number = 0; number < 2; number++) {
		s->disk.reads = 0;
		s->disk.bad_read = number;
		/* of the second piece only the beginning is the image */
		assert_int_equal(disk_image_check(&s->io, &s->image), number ? 0 : -EILSEQ);
		s->disk.bad_read = CUT_NEVER;
	}
	s->disk.seen[LEN - 1] ^= 1;
	assert_int_equal(disk_image_check(&s->io, &s->image), -EILSEQ);
	s->disk.reads = 0;
	s->disk.fail_read = 1;
	assert_int_equal(disk_image_check(&s->io, &s->image), -EIO);
	finish(s);
}

static void test_memory(void **state)
{
	struct sample *s = make();
	struct image_memory memory = {
		.data = s->data, .name = "m", .size = LEN, .meter = &s->meter
	};

	(void)state;
	image_memory_image(&memory, &s->image);
	assert_int_equal(write_it(s), 0);
	assert_int_equal(disk_image_check(&s->io, &s->image), 0);
	assert_int_equal(s->meter.done, LEN);
	s->disk.seen[LEN - 1] ^= 1;
	assert_int_equal(disk_image_check(&s->io, &s->image), -EILSEQ);
	finish(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	   cmocka_unit_test(test_wrong_file),
		cmocka_unit_test(test_short_file), cmocka_unit_test(test_bad_disk),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
