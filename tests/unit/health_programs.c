// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/health/health_programs.c, with programs in a directory of their own.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../berth/health/health.h"
#include "../../common/io.h"
#include "../../common/monotonic.h"
#include "../../common/run.h"

static char dir[] = "/tmp/health_programs.XXXXXX";
static char path[128];

static const char *put(const char *name, const char *script, mode_t mode)
{
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(write_file(path, script, strlen(script), mode), 0);
	return path;
}

static void assert_reason(const char *name, const char *script, int limit_ms, const char *wanted)
{
	char *reason = NULL;
	int r = health_program(put(name, script, 0755), monotonic_ms() + limit_ms, &reason);

	assert_int_equal(r, 0);
	if (wanted)
		assert_string_equal(reason, wanted);
	else
		assert_null(reason);
	free(reason);
}

static void test_results(void **state)
{
	(void)state;
	assert_reason("good", "#!/bin/sh\necho all is well; exit 0\n", 10000, NULL);
	assert_reason("bad", "#!/bin/sh\necho looking; echo port 80 is closed >&2; exit 3\n", 10000,
		      "port 80 is closed");
	assert_reason("silent", "#!/bin/sh\nexit 4\n", 10000,
		      "it ended with exit status 4 and printed nothing");
	assert_reason("slow", "#!/bin/sh\nsleep 60\n", 1500, "it did not end within 1 s");
	/* nothing is started when no time is left: otherwise it would have no limit at all */
	assert_reason("late", "#!/bin/sh\nexit 0\n", 0, "it did not end within 0 s");
	assert_reason("broken", "#!/no/such/shell\n", 10000,
		      "it cannot be run: No such file or directory");
}

static void test_find(void **state)
{
	struct string_list list = { 0 };
	char other[128];

	(void)state;
	(void)put("20-second", "", 0755);
	(void)put("10-first", "", 0755);
	(void)put("15-no-program", "", 0644);
	(void)put(".hidden", "", 0755);
	(void)snprintf(other, sizeof(other), "%s/17-folder", dir);
	assert_int_equal(mkdir(other, 0755), 0);
	assert_int_equal(health_programs_find(dir, &list), 0);
	assert_true(list.count >= 2);
	assert_string_equal(strrchr(list.items[0], '/') + 1, "10-first");
	assert_string_equal(strrchr(list.items[1], '/') + 1, "20-second");
	for (size_t i = 0; i < list.count; i++)
		assert_null(strstr(list.items[i], "hidden"));
	string_list_release(&list);
	assert_int_equal(health_programs_find("/no/such/folder", &list), 0);
	assert_int_equal(list.count, 0);
}

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	const char *const argv[] = { "rm", "-rf", dir, NULL };
	int status = 0;

	(void)state;
	return run(argv, NULL, &status, NULL) < 0 ? -1 : status;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
