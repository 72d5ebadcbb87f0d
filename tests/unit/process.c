// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/process.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/process.h"

static void test_start_parse(void **state)
{
	static const char tail[] = " S 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 8192 100";
	char text[256];
	uint64_t start = 0;

	(void)state;
	(void)snprintf(text, sizeof(text), "17 (init)%s\n", tail);
	assert_int_equal(process_start_parse(text, &start), 0);
	assert_int_equal(start, 4711);
	start = 0;
	(void)snprintf(text, sizeof(text), "17 (a) R (b) 1 2)%s", tail);
	assert_int_equal(process_start_parse(text, &start), 0);
	assert_int_equal(start, 4711);
	assert_int_equal(process_start_parse("", &start), -EINVAL);
	assert_int_equal(process_start_parse("17 (init) S 1 1", &start), -EINVAL);
	assert_int_equal(
		process_start_parse("1 (i) S 1 1 1 0 -1 1 1 2 3 4 5 6 7 8 20 0 1 0 x", &start),
		-EINVAL);
}

static void test_held_by_its_descriptor(void **state)
{
	uint64_t mine = 0, its = 0;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		for (;;)
			(void)pause();
	assert_true(pid > 0);
	cleanup_fd int fd = process_open(pid);
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	assert_true(fd >= 0);
	assert_int_equal(process_start(getpid(), &mine), 0);
	assert_int_equal(process_start(pid, &its), 0);
	assert_true(its >= mine);
	assert_int_equal(poll(&poll_fd, 1, 0), 0);
	assert_int_equal(process_signal(fd, SIGTERM), 0);
	assert_int_equal(poll(&poll_fd, 1, 10000), 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(process_signal(fd, SIGTERM), -ESRCH);
	assert_int_equal(process_open(pid), -ESRCH);
	assert_int_equal(process_start(pid, &its), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start_parse),
		cmocka_unit_test(test_held_by_its_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
