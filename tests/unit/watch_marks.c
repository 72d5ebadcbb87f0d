// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/watch/watch_marks.c: only marks of earlier boots count.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../berth/watch/watch_marks.h"
#include "../../common/io.h"
#include "../../common/run.h"

static char dir[] = "/tmp/watch-marks-XXXXXX";
static char seen[4096];

static void mark(const char *container, const char *name, const char *text)
{
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/1935db59/containers/%s", dir, container);
	assert_int_equal(make_dirs(path, 0700), 0);
	(void)strncat(path, name, sizeof(path) - strlen(path) - 1);
	assert_int_equal(write_file(path, text, strlen(text), 0600), 0);
}

static int note(void *context, const char *namespace, const char *id)
{
	(void)context;
	(void)snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%s %s;", namespace, id);
	return strcmp(id, "stop") == 0 ? -ENOMEM : 0;
}

static int make(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int clean(void **state)
{
	const char *const argv[] = { "rm", "-r", dir, NULL };
	struct run_options options = { .timeout_ms = 10000 };
	int status = -1;

	(void)state;
	return run(argv, &options, &status, NULL) == 0 ? status : -1;
}

static void test_no_folder(void **state)
{
	(void)state;
	seen[0] = '\0';
	assert_int_equal(watch_marks_find("/nonexistent", "/x", "now\n", note, NULL), 0);
	assert_string_equal(seen, "");
}

static void test_earlier_boots_only(void **state)
{
	(void)state;
	seen[0] = '\0';
	mark("default/new", "/remove-at-boot", "now\n");
	mark("default/old", "/remove-at-boot", "before\n");
	assert_int_equal(watch_marks_find(dir, "remove-at-boot", "now\n", note, NULL), 0);
	assert_string_equal(seen, "default old;");
	seen[0] = '\0';
	assert_int_equal(watch_marks_find(dir, "start-at-boot", "now\n", note, NULL), 0);
	assert_string_equal(seen, "");
	mark("other/cut", "/start-at-boot", "");
	mark("other/-rf", "/start-at-boot", "before\n");
	assert_int_equal(watch_marks_find(dir, "start-at-boot", "now\n", note, NULL), 0);
	assert_string_equal(seen, "other cut;");
}

static void test_error_ends_the_search(void **state)
{
	(void)state;
	mark("default/stop", "/fail", "");
	assert_int_equal(watch_marks_find(dir, "fail", "now\n", note, NULL), -ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_folder),
		cmocka_unit_test(test_earlier_boots_only),
		cmocka_unit_test(test_error_ends_the_search),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
