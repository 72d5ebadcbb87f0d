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
		{ "berth.image=live.img", "\"live.img\"", -EINVAL },
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
		free(why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slot),
		cmocka_unit_test(test_medium),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_root_is_understood_too),
		cmocka_unit_test(test_what_is_wrong_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
