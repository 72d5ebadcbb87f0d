// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/install_options.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../berth/install/install_options.h"

#define WORDS_MAX 16

/* @line: words with single blanks between them */
static int parse(const char *line, struct install_options *options, const char **problem)
{
	static char copy[256];
	char *argv[WORDS_MAX + 1] = { 0 }, *rest = copy;
	int argc = 0;

	(void)strncpy(copy, line, sizeof(copy) - 1);
	while (rest && argc < WORDS_MAX)
		argv[argc++] = strsep(&rest, " ");
	return install_options_parse(argc, argv, options, problem);
}

static void test_disk(void **state)
{
	struct install_options o;
	const char *problem;

	(void)state;
	assert_int_equal(parse("install", &o, &problem), 0);
	assert_null(o.disk);
	assert_int_equal(parse("install sda", &o, &problem), 0);
	assert_string_equal(o.disk, "sda");
	assert_false(o.force || o.yes || o.unattended || o.help);
	assert_null(o.machine_args);
	assert_int_equal(parse("install --force sda --yes --machine-args ip=dhcp --release /r", &o,
			       &problem),
			 0);
	assert_string_equal(o.disk, "sda");
	assert_true(o.force && o.yes);
	assert_string_equal(o.machine_args, "ip=dhcp");
	assert_string_equal(o.release, "/r");
	assert_int_equal(parse("install --unattended", &o, &problem), 0);
	assert_true(o.unattended);
	assert_int_equal(parse("install --loader", &o, &problem), 0);
	assert_true(o.loader);
	assert_null(o.disk);
	assert_int_equal(parse("install --loader sda --release /r", &o, &problem), 0);
	assert_string_equal(o.disk, "sda");
	assert_int_equal(parse("install --help a b", &o, &problem), 0);
	assert_true(o.help);
}

static void test_image(void **state)
{
	struct install_options o;
	const char *problem;

	(void)state;
	assert_int_equal(
		parse("install --image f --size 8192 --release r --guid-seed berth", &o, &problem),
		0);
	assert_string_equal(o.image, "f");
	assert_int_equal(o.size_mib, 8192);
	assert_string_equal(o.guid_seed, "berth");
	assert_int_equal(o.sector_size, 512);
	assert_int_equal(parse("install --image f --size 1 --release r --guid-seed s "
			       "--sector-size 4096",
			       &o, &problem),
			 0);
	assert_int_equal(o.sector_size, 4096);
}

static void test_refused(void **state)
{
	static const char *const bad[] = {
		"install sda sdb",
		"install --forse sda",
		"install sda --machine-args",
		"install sda --machine-args $x",
		"install sda --size 1",
		"install sda --sector-size 4096",
		"install --unattended sda",
		"install --loader --force sda",
		"install --loader --yes",
		"install --loader --unattended",
		"install --loader sda --machine-args ip=dhcp",
		"install --loader --image f --size 1 --release r --guid-seed s",
		"install --image f",
		"install --image f --size 1 --release r",
		"install --image f --size 1 --guid-seed s",
		"install --image f --release r --guid-seed s",
		"install --image f --size 0 --release r --guid-seed s",
		"install --image f --size -1 --release r --guid-seed s",
		"install --image f --size 1M --release r --guid-seed s",
		"install --image f --size 99999999999999999999 --release r --guid-seed s",
		"install --image f --size 1 --release r --guid-seed s --sector-size 1024",
		"install --image f --size 1 --release r --guid-seed s sda",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct install_options o;
		const char *problem = NULL;

		if (parse(bad[i], &o, &problem) != -EINVAL || !problem)
			fail_msg("accepted: %s", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_disk),
		cmocka_unit_test(test_image),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
