// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/volume_spec.c: the forms, and what they match, and the choice among devices.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../common/fsident.h"
#include "../../common/string_list.h"
#include "../../common/volume_spec.h"

static void test_forms(void **state)
{
	static const struct {
		const char *text, *value;
		enum volume_by by;
	} good[] = {
		{ "PARTLABEL=berth-a", "berth-a", VOLUME_BY_PARTLABEL },
		{ "LABEL=BERTH=1", "BERTH=1", VOLUME_BY_LABEL },
		{ "UUID=2026-11-25-18-30-45-12", "2026-11-25-18-30-45-12", VOLUME_BY_UUID },
		{ "/dev/vda", "vda", VOLUME_BY_PATH },
	};
	struct volume_spec spec;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(volume_spec_parse(good[i].text, &spec), 0);
		assert_int_equal(spec.by, good[i].by);
		assert_string_equal(spec.value, good[i].value);
		volume_spec_release(&spec);
		assert_null(spec.value);
	}
}

static void test_not_forms(void **state)
{
	static const char *const bad[] = { "",	       "berth-a",   "PARTLABEL=", "LABEL",
					   "UUID=",    "/dev/",	    "/mnt/x",	  "partlabel=a",
					   " LABEL=a", "PARTUUID=1" };
	struct volume_spec spec;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(volume_spec_parse(bad[i], &spec), -EINVAL);
}

static bool matches(const char *text, const struct blockdev *dev,
		    const struct fs_identity *identity)
{
	struct volume_spec spec;
	bool result;

	assert_int_equal(volume_spec_parse(text, &spec), 0);
	result = volume_spec_matches(&spec, dev, identity);
	volume_spec_release(&spec);
	return result;
}

static void test_matches(void **state)
{
	char name[] = "sdb2", partname[] = "berth-data";
	const struct blockdev part = { .name = name, .partname = partname };
	const struct blockdev bare = { .name = name };
	const struct fs_identity identity = { .label = "DATA", .uuid = "1234-ABCD" };

	(void)state;
	assert_true(matches("PARTLABEL=berth-data", &part, NULL));
	assert_false(matches("PARTLABEL=berth", &part, NULL));
	assert_false(matches("PARTLABEL=berth-data", &bare, &identity));
	assert_true(matches("/dev/sdb2", &bare, NULL));
	assert_false(matches("/dev/sdb", &bare, NULL));
	assert_true(matches("LABEL=DATA", &bare, &identity));
	assert_false(matches("LABEL=data", &bare, &identity));
	assert_false(matches("LABEL=DATA", &bare, NULL));
	assert_true(matches("UUID=1234-abcd", &bare, &identity));
	assert_false(matches("UUID=1234", &bare, &identity));
	assert_false(matches("UUID=1234-abcd", &bare, NULL));
}

/* Two disks with slots, and a stick whose first sectors carry the name, too. */
static void test_choice_and_what_was_passed_over(void **state)
{
	static char sda[] = "sda", sda3[] = "sda3", sdb[] = "sdb", sdb3[] = "sdb3", label[] = "a";
	struct blockdev devices[] = {
		{ .name = sda },
		{ .name = sda3, .disk = sda, .partname = label },
		{ .name = sdb, .partname = label },
		{ .name = sdb3, .disk = sdb, .partname = label },
	};
	const struct blockdev_list list = { .items = devices, .count = 4 };
	struct string_list passed = { 0 };
	struct volume_spec spec;
	size_t count = 0;

	(void)state;
	assert_int_equal(volume_spec_parse("PARTLABEL=a", &spec), 0);
	assert_ptr_equal(volume_choose(&spec, &list, NULL, &count), &devices[1]);
	assert_int_equal(count, 2);
	assert_int_equal(string_list_printf(&passed, "/dev/sda3"), 0);
	assert_ptr_equal(volume_choose(&spec, &list, &passed, &count), &devices[2]);
	assert_int_equal(count, 2);
	/* with the disk, its partition is passed over, which is the same volume */
	assert_int_equal(string_list_printf(&passed, "/dev/sdb"), 0);
	assert_null(volume_choose(&spec, &list, &passed, &count));
	assert_int_equal(count, 2);
	string_list_release(&passed);
	volume_spec_release(&spec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_not_forms),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_choice_and_what_was_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
