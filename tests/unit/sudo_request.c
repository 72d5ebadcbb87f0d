// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/sudo/sudo_request.c and sudo_wire.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../berth/sudo/sudo_wire.h"

static int parse(const char *bytes, size_t len)
{
	struct sudo_request request = { .directory = NULL };
	int r = sudo_request_parse(bytes, len, &request);

	if (r == 0)
		sudo_request_release(&request);
	return r;
}

static void test_there_and_back(void **state)
{
	char directory[] = "/var/home/a b", terminal[] = "xterm-256color", one[] = "ls", two[] = "";
	char *words[] = { one, two };
	const struct sudo_request request = { directory, terminal, { words, 2 } };
	struct sudo_request again;
	char *bytes = NULL;
	size_t len = 0;

	(void)state;
	assert_int_equal(sudo_request_bytes(&request, &bytes, &len), 0);
	assert_int_equal(sudo_request_parse(bytes, len, &again), 0);
	assert_string_equal(again.directory, directory);
	assert_string_equal(again.terminal, terminal);
	assert_int_equal(again.words.count, 2);
	assert_string_equal(again.words.items[0], "ls");
	assert_string_equal(again.words.items[1], "");
	sudo_request_release(&again);
	/* every cut of it is told from the whole, or is a shorter command */
	for (size_t cut = 0; cut < len; cut++)
		assert_true(parse(bytes, cut) == -EBADMSG || bytes[cut - 1] == '\0');
	free(bytes);
}

static void test_what_is_none(void **state)
{
	(void)state;
	assert_int_equal(parse("", 0), -EBADMSG);
	assert_int_equal(parse("/\0x\0ls", 6), -EBADMSG);
	assert_int_equal(parse("/\0x\0", 4), -EBADMSG);
	assert_int_equal(parse("/\0x\0\0", 5), -EBADMSG);
	assert_int_equal(parse("home\0x\0ls\0", 10), -EBADMSG);
	assert_int_equal(parse("/\0../x\0ls\0", 10), -EBADMSG);
	assert_int_equal(parse("/\0a/b\0ls\0", 9), -EBADMSG);
	assert_int_equal(parse("/\0\0ls\0", 6), 0);
}

static void test_bounds(void **state)
{
	char *bytes = calloc(1, SUDO_REQUEST_MAX + 1);

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', SUDO_REQUEST_MAX);
	memcpy(bytes, "/\0t\0", 4);
	assert_int_equal(parse(bytes, SUDO_REQUEST_MAX + 1), -EBADMSG);
	bytes[SUDO_REQUEST_MAX - 1] = '\0';
	assert_int_equal(parse(bytes, SUDO_REQUEST_MAX), 0);
	for (size_t i = 4; i < 4 + 2 * (size_t)SUDO_WORDS_MAX; i += 2)
		memcpy(bytes + i, "w", 2);
	assert_int_equal(parse(bytes, 4 + 2 * (size_t)SUDO_WORDS_MAX), -EBADMSG);
	free(bytes);
}

static void test_wire(void **state)
{
	int ends[2], sent[SUDO_DESCRIPTORS], got[SUDO_DESCRIPTORS];
	char *bytes = NULL;
	size_t len = 0;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	for (int i = 0; i < SUDO_DESCRIPTORS; i++)
		assert_true((sent[i] = open("/dev/null", O_RDONLY)) >= 0);
	assert_int_equal(sudo_send(ends[0], "hello", 5, sent), 0);
	assert_int_equal(sudo_receive(ends[1], &bytes, &len, got), 0);
	assert_int_equal(len, 5);
	assert_memory_equal(bytes, "hello", 5);
	for (int i = 0; i < SUDO_DESCRIPTORS; i++) {
		assert_int_equal(fcntl(got[i], F_GETFD), FD_CLOEXEC);
		(void)close(got[i]);
		(void)close(sent[i]);
	}
	free(bytes);
	/* without descriptors, and cut short */
	assert_int_equal(write(ends[0], "\5\0\0\0hello", 9), 9);
	assert_int_equal(sudo_receive(ends[1], &bytes, &len, got), -EBADMSG);
	(void)close(ends[0]);
	assert_int_equal(sudo_receive(ends[1], &bytes, &len, got), -EBADMSG);
	(void)close(ends[1]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_what_is_none),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_wire),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
