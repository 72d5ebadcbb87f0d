// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/release.c: a release is refused before anything is written.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../../berth/install/release.h"
#include "release_sample.h"

static void test_opened(void **state)
{
	struct release_sample sample;
	const char *dirs[] = { "/nonexistent", sample.dir, NULL };
	unsigned char *data = NULL;
	struct release release;
	char *problem;
	size_t len = 0;

	(void)state;
	release_sample_make(&sample);
	release_sample_finish(&sample);
	assert_int_equal(release_open(dirs, 4096, &release, &problem), 0);
	assert_string_equal(release.manifest.version, "0.9");
	assert_string_equal(release.files[RELEASE_ESP].facts->name, "loader/esp-4096.img");
	assert_int_equal(release.files[RELEASE_ROOT].facts->size, RELEASE_SAMPLE_ROOT);
	assert_int_equal(release_load(&release, RELEASE_MBR, &data, &len), 0);
	assert_int_equal(len, 512);
	assert_int_equal(data[511], 0xAA);
	free(data);
	release_close(&release);
	assert_int_equal(release_open(dirs, 512, &release, &problem), 0);
	assert_string_equal(release.files[RELEASE_ESP].facts->name, "loader/esp-512.img");
	release_close(&release);
	release_sample_remove(&sample);
}

/* boot.img lies in the second folder, as on the ISO; the first one that has a file gives it. */
static void test_two_folders(void **state)
{
	struct release_sample first, second;
	const char *dirs[] = { first.dir, second.dir, NULL };
	struct release release;
	char path[256], *problem;

	(void)state;
	release_sample_make(&first);
	release_sample_finish(&first);
	release_sample_make(&second);
	release_sample_write(&second, "loader/core.img", "x", 1);
	release_sample_path(&first, "boot.img", path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(release_open(dirs, 512, &release, &problem), 0);
	release_close(&release);
	release_sample_remove(&first);
	release_sample_remove(&second);
}

static void refused(struct release_sample *sample, int error, const char *words)
{
	const char *dirs[] = { sample->dir, NULL };
	struct release release;
	char *problem = NULL;
	int r = release_open(dirs, 512, &release, &problem);

	if (r != error || !problem || !strstr(problem, words))
		fail_msg("%d: %s", r, problem ? problem : "no text");
	free(problem);
	release_sample_remove(sample);
}

static void change_byte(const struct release_sample *sample, const char *name)
{
	char path[256];
	int fd;

	release_sample_path(sample, name, path);
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "\xEE", 1, 300), 1);
	(void)close(fd);
}

static void test_damaged(void **state)
{
	static const char *const hashed[] = { "boot.img", "loader/mbr.img", "loader/core.img",
					      "loader/esp-512.img" };
	struct release_sample sample;
	char path[256];

	(void)state;
	for (size_t i = 0; i < sizeof(hashed) / sizeof(hashed[0]); i++) {
		release_sample_make(&sample);
		release_sample_finish(&sample);
		change_byte(&sample, hashed[i]);
		refused(&sample, -EBADMSG, "wrong image");
	}
	release_sample_make(&sample);
	release_sample_finish(&sample);
	release_sample_path(&sample, "root.img", path);
	assert_int_equal(truncate(path, RELEASE_SAMPLE_ROOT - 1), 0);
	refused(&sample, -EBADMSG, "root.img has 2101247 bytes and should have 2101248");
	release_sample_make(&sample);
	release_sample_finish(&sample);
	release_sample_path(&sample, "root.img", path);
	assert_int_equal(unlink(path), 0);
	refused(&sample, -ENOENT, "root.img cannot be opened");
}

static void test_not_a_release(void **state)
{
	struct release_sample sample;

	(void)state;
	release_sample_make(&sample);
	refused(&sample, -ENOENT, "manifest.json cannot be opened");
	release_sample_make(&sample);
	release_sample_write(&sample, "manifest.json", "{", 1);
	refused(&sample, -EINVAL, "manifest.json cannot be read: line 1");
	release_sample_make(&sample);
	memcpy(strstr(sample.manifest, "x86_64"), "x86_65", 6);
	release_sample_finish(&sample);
	refused(&sample, -EINVAL, "a release of berth for x86_65");
	release_sample_make(&sample);
	memcpy(strstr(sample.manifest, "berth"), "other", 5);
	release_sample_finish(&sample);
	refused(&sample, -EINVAL, "a release of other for x86_64");
	release_sample_make(&sample);
	memcpy(strstr(sample.manifest, "boot.img"), "boat.img", 8);
	release_sample_finish(&sample);
	refused(&sample, -ENOENT, "the release has no boot.img");
}

/* What is used is hashed itself, not only what the file was when it was opened. */
static void test_changed_after_opening(void **state)
{
	struct release_sample sample;
	const char *dirs[] = { sample.dir, NULL };
	unsigned char *data = NULL;
	struct release release;
	char *problem;
	size_t len = 0;

	(void)state;
	release_sample_make(&sample);
	release_sample_finish(&sample);
	assert_int_equal(release_open(dirs, 512, &release, &problem), 0);
	change_byte(&sample, "loader/core.img");
	assert_int_equal(release_load(&release, RELEASE_CORE, &data, &len), -EBADMSG);
	assert_null(data);
	assert_int_equal(release_load(&release, RELEASE_MBR, &data, &len), 0);
	free(data);
	release_close(&release);
	release_sample_remove(&sample);
}

/* Of the other files nothing is looked at. */
static void test_loader_alone(void **state)
{
	struct release_sample sample;
	const char *dirs[] = { sample.dir, NULL };
	struct release release;
	char path[256], *problem = NULL;

	(void)state;
	release_sample_make(&sample);
	release_sample_finish(&sample);
	change_byte(&sample, "boot.img");
	change_byte(&sample, "loader/esp-512.img");
	release_sample_path(&sample, "root.img", path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(release_open_loader(dirs, &release, &problem), 0);
	assert_string_equal(release.files[RELEASE_EFI].facts->name, "loader/BOOTX64.EFI");
	assert_int_equal(release.files[RELEASE_ROOT].fd, -1);
	release_close(&release);
	change_byte(&sample, "loader/BOOTX64.EFI");
	assert_int_equal(release_open_loader(dirs, &release, &problem), -EBADMSG);
	assert_non_null(strstr(problem, "wrong image: loader/BOOTX64.EFI"));
	free(problem);
	release_sample_remove(&sample);
}

static void test_manifest_is_bounded(void **state)
{
	struct release_sample sample;
	char *large = calloc(1, MANIFEST_BYTES_MAX + 1);

	(void)state;
	assert_non_null(large);
	memset(large, ' ', MANIFEST_BYTES_MAX + 1);
	release_sample_make(&sample);
	release_sample_write(&sample, "manifest.json", large, MANIFEST_BYTES_MAX + 1);
	refused(&sample, -EFBIG, "manifest.json cannot be read");
	free(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opened),
		cmocka_unit_test(test_two_folders),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_not_a_release),
		cmocka_unit_test(test_loader_alone),
		cmocka_unit_test(test_manifest_is_bounded),
		cmocka_unit_test(test_changed_after_opening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
