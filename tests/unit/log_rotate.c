// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/log_rotate.c: copy and truncate under a writer's hands.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../init/service/log_rotate.h"

static char dir[] = "/tmp/berth-unit-rotate.XXXXXX";

static int enter(void **state)
{
	(void)state;
	return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	return unlink("log") == 0 && unlink("log.1") == 0 && chdir("/") == 0 && rmdir(dir) == 0
		       ? 0
		       : -1;
}

static void test_rotation(void **state)
{
	int fd = open("log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	char *data;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, "first", 5), 0);
	assert_int_equal(log_rotate_file("log", 5), 0);
	assert_int_equal(access("log.1", F_OK), -1);
	assert_int_equal(log_rotate_file("log", 4), 1);
	/* the writer goes on with the descriptor that it has */
	assert_int_equal(write_all(fd, "second", 6), 0);
	assert_int_equal(read_file("log", 100, &data, NULL), 0);
	assert_string_equal(data, "second");
	free(data);
	assert_int_equal(read_file("log.1", 100, &data, NULL), 0);
	assert_string_equal(data, "first");
	free(data);
	assert_int_equal(log_rotate_file("log", 4), 1);
	assert_int_equal(read_file("log.1", 100, &data, NULL), 0);
	assert_string_equal(data, "second");
	free(data);
	assert_int_equal(close(fd), 0);
}

static void test_not_a_log(void **state)
{
	(void)state;
	assert_int_equal(log_rotate_file("missing", 0), 0);
	assert_true(log_rotate_file(dir, 0) < 0);
	assert_int_equal(log_rotate_file("/dev/null", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rotation),
					    cmocka_unit_test(test_not_a_log) };

	return cmocka_run_group_tests(tests, enter, leave);
}
