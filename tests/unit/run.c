// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/run.c: exit status, output, time limit.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../common/run.h"

static void test_status(void **state)
{
	const char *const fine[] = { "true", NULL };
	const char *const seven[] = { "/bin/sh", "-c", "exit 7", NULL };
	const char *const killed[] = { "/bin/sh", "-c", "kill -TERM $$", NULL };
	int status = -1;

	(void)state;
	assert_int_equal(run(fine, NULL, &status, NULL), 0);
	assert_int_equal(status, 0);
	assert_int_equal(run(seven, NULL, &status, NULL), 0);
	assert_int_equal(status, 7);
	assert_int_equal(run(killed, NULL, &status, NULL), 0);
	assert_int_equal(status, 128 + 15);
}

static void test_cannot_start(void **state)
{
	const char *const missing[] = { "/no/such/program", NULL };
	const char *const directory[] = { "/tmp", NULL };
	const char *const fine[] = { "true", NULL };
	struct run_options nowhere = { .directory = "/no/such/directory" };
	struct run_options no_input = { .input_path = "/no/such/file" };
	int status = -1;

	(void)state;
	assert_int_equal(run(missing, NULL, &status, NULL), -ENOENT);
	assert_int_equal(run(directory, NULL, &status, NULL), -EACCES);
	assert_int_equal(run(fine, &nowhere, &status, NULL), -ENOENT);
	assert_int_equal(run(fine, &no_input, &status, NULL), -ENOENT);
	assert_int_equal(status, -1);
}

static void test_output(void **state)
{
	const char *const both[] = { "/bin/sh", "-c", "echo out; echo err >&2; exit 3", NULL };
	const char *const much[] = { "/bin/sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x",
				     NULL };
	struct run_options options = { .output_max = 100 };
	char *output = NULL;
	int status;

	(void)state;
	assert_int_equal(run(both, &options, &status, &output), 0);
	assert_int_equal(status, 3);
	assert_string_equal(output, "out\nerr\n");
	free(output);
	assert_int_equal(run(much, &options, &status, &output), 0);
	assert_int_equal(status, 0);
	assert_int_equal(strlen(output), 100);
	free(output);
}

static void test_environment_and_input(void **state)
{
	const char *const show[] = { "/bin/sh", "-c", "echo $A-$HOME; pwd; cat", NULL };
	const char *const env[] = { "A=1", NULL };
	struct run_options options = { .env = env, .directory = "/", .output_max = 100 };
	char *output = NULL;
	int status;

	(void)state;
	assert_int_equal(run(show, &options, &status, &output), 0);
	assert_string_equal(output, "1-\n/\n");
	free(output);
}

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void test_time_limit(void **state)
{
	/* the grandchild keeps the pipe open, and must die too */
	const char *const slow[] = { "/bin/sh", "-c", "sleep 60 & sleep 60", NULL };
	struct run_options options = { .timeout_ms = 200, .output_max = 100 };
	double start = now();
	char *output = NULL;
	int status = -1;

	(void)state;
	assert_int_equal(run(slow, &options, &status, &output), -ETIMEDOUT);
	assert_int_equal(status, -1);
	assert_null(output);
	assert_int_equal(run(slow, &options, &status, NULL), -ETIMEDOUT);
	assert_true(now() - start < 10);
}

/* A daemon that stays behind with the pipe open is not waited for. */
static void test_left_behind(void **state)
{
	const char *const daemon[] = { "/bin/sh", "-c", "sleep 5 & echo started", NULL };
	struct run_options options = { .timeout_ms = 60000, .output_max = 100 };
	double start = now();
	char *output = NULL;
	int status;

	(void)state;
	assert_int_equal(run(daemon, &options, &status, &output), 0);
	assert_int_equal(status, 0);
	assert_string_equal(output, "started\n");
	free(output);
	assert_true(now() - start < 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),	   cmocka_unit_test(test_cannot_start),
		cmocka_unit_test(test_output),	   cmocka_unit_test(test_environment_and_input),
		cmocka_unit_test(test_time_limit), cmocka_unit_test(test_left_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
