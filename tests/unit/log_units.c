// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/logs/log_units.c and rotated.c: names of units, and of files.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "../../berth/logs/log_units.h"
#include "../../berth/logs/rotated.h"

static void assert_unit(const char *file, const char *unit)
{
	char *found = log_unit_of_file(file);

	if (unit)
		assert_string_equal(found, unit);
	else
		assert_null(found);
	free(found);
}

static void assert_path(const char *unit, const char *path)
{
	char *found = log_unit_path(unit);

	if (path)
		assert_string_equal(found, path);
	else
		assert_null(found);
	free(found);
}

static void test_units(void **state)
{
	(void)state;
	assert_unit("containerd.log", "containerd");
	assert_unit("a.b.log", "a.b");
	assert_unit("cloud-init-output.log", "config");
	assert_unit("containerd.log.1", NULL);
	assert_unit("wtmp", NULL);
	assert_unit(".log", NULL);
	assert_unit(".hidden.log", NULL);
	assert_path("containerd", "/var/log/containerd.log");
	assert_path("config", "/var/log/cloud-init-output.log");
	assert_path("../../etc/passwd", NULL);
	assert_path(".", NULL);
	assert_path("", NULL);
}

static void test_names_that_are_taken(void **state)
{
	(void)state;
	assert_unit("kernel.log", "kernel.log");
	assert_unit("config.log", "config.log");
	assert_path("kernel.log", "/var/log/kernel.log");
}

static void test_names_of_containers_are_no_patterns(void **state)
{
	char *path = NULL;

	(void)state;
	assert_int_equal(log_container_path("*", &path), -ENOENT);
	assert_int_equal(log_container_path("../x", &path), -ENOENT);
	assert_int_equal(log_container_path("", &path), -ENOENT);
	assert_null(path);
}

static void test_earlier_files(void **state)
{
	(void)state;
	assert_true(rotated_is_name("web.log.1", "web.log"));
	assert_true(rotated_is_name("web.log.10", "web.log"));
	assert_false(rotated_is_name("web.log", "web.log"));
	assert_false(rotated_is_name("web.log.", "web.log"));
	assert_false(rotated_is_name("web.log.1.gz", "web.log"));
	assert_false(rotated_is_name("web.log1", "web.log"));
	assert_false(rotated_is_name("other.log.1", "web.log"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_names_that_are_taken),
		cmocka_unit_test(test_names_of_containers_are_no_patterns),
		cmocka_unit_test(test_earlier_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
