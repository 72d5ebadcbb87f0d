// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/stage1/root_source.c: where the command line says the root image is.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../init/stage1/root_source.h"

#define HASH                                                               \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct root_source parse(const char *cmdline)
{
	struct root_source source;
	char *why;

	assert_int_equal(root_source_parse(cmdline, &source, &why), 0);
	assert_null(why);
	return source;
}

static void test_slot(void **state)
{
	struct root_source source = parse("quiet berth.root=PARTLABEL=berth-a panic=10");

	(void)state;
	assert_true(source.on_volume);
	assert_int_equal(source.volume.by, VOLUME_BY_PARTLABEL);
	assert_string_equal(source.volume.value, "berth-a");
	assert_null(source.image);
	root_source_release(&source);
}

static void test_partition_of_one_disk(void **state)
{
	struct root_source source = parse("berth.root=PARTLABEL=berth-a "
					  "berth.partuuid=c12a7328-f81f-11d2-ba4b-00a0c93ec93b");

	(void)state;
	assert_string_equal(source.volume.value, "berth-a");
	assert_string_equal(source.volume.partuuid, "c12a7328-f81f-11d2-ba4b-00a0c93ec93b");
	assert_false(source.proven);
	root_source_release(&source);
}

static void test_proven(void **state)
{
	static const struct {
		const char *cmdline;
		bool proven, last_resort;
	} cases[] = {
		{ "berth.root=PARTLABEL=berth-a berth.boot=good", true, false },
		{ "berth.root=PARTLABEL=berth-a berth.boot=trial", false, false },
		{ "berth.root=PARTLABEL=berth-a berth.boot=last-resort", false, true },
		{ "berth.root=PARTLABEL=berth-a", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct root_source source = parse(cases[i].cmdline);

		assert_int_equal(source.proven, cases[i].proven);
		assert_int_equal(source.last_resort, cases[i].last_resort);
		root_source_release(&source);
	}
}

static void test_medium(void **state)
{
	struct root_source source = parse("berth.root=LABEL=BERTH berth.image=/berth/live.img");

	(void)state;
	assert_true(source.on_volume);
	assert_int_equal(source.volume.by, VOLUME_BY_LABEL);
	assert_string_equal(source.image, "/berth/live.img");
	root_source_release(&source);
}

static void test_memory(void **state)
{
	struct root_source source = parse("berth.image=/live.img");

	(void)state;
	assert_false(source.on_volume);
	assert_string_equal(source.image, "/live.img");
	root_source_release(&source);
}

static void test_root_hash(void **state)
{
	struct root_source source = parse("berth.root=PARTLABEL=berth-a berth.roothash=" HASH);

	(void)state;
	assert_string_equal(source.root_hash, HASH);
	root_source_release(&source);
	assert_null(source.root_hash);
	source = parse("berth.root=PARTLABEL=berth-a");
	assert_null(source.root_hash);
	root_source_release(&source);
}

static void test_root_is_understood_too(void **state)
{
	struct root_source source = parse("root=/dev/vda");

	(void)state;
	assert_int_equal(source.volume.by, VOLUME_BY_PATH);
	assert_string_equal(source.volume.value, "vda");
	root_source_release(&source);
	source = parse("root=/dev/vda berth.root=/dev/vdb");
	assert_string_equal(source.volume.value, "vdb");
	root_source_release(&source);
}

static void test_what_is_wrong_is_said(void **state)
{
	static const struct {
		const char *cmdline, *says;
		int error;
	} cases[] = {
		{ "", "names no root", -ENOENT },
		{ "berth.root=berth-a", "\"berth-a\"", -EINVAL },
		{ "root=PARTUUID=1", "\"PARTUUID=1\"", -EINVAL },
		{ "berth.root=PARTLABEL=a berth.partuuid=12", "\"12\"", -EINVAL },
		{ "berth.image=live.img", "\"live.img\"", -EINVAL },
		{ "berth.root=LABEL=B berth.roothash=12", "\"12\"", -EINVAL },
		{ "berth.root=LABEL=B berth.roothash", "128 hexadecimal digits", -EINVAL },
		{ "berth.root=LABEL=B berth.image=/x berth.roothash=" HASH "0", "128", -EINVAL },
		{ "berth.root=LABEL=B berth.image", "/PATH", -EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct root_source source = { .image = NULL };
		char *why;

		assert_int_equal(root_source_parse(cases[i].cmdline, &source, &why),
				 cases[i].error);
		assert_non_null(why);
		assert_non_null(strstr(why, cases[i].says));
		assert_null(source.image);
		assert_null(source.root_hash);
		free(why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slot),
		cmocka_unit_test(test_partition_of_one_disk),
		cmocka_unit_test(test_proven),
		cmocka_unit_test(test_medium),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_root_hash),
		cmocka_unit_test(test_root_is_understood_too),
		cmocka_unit_test(test_what_is_wrong_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
