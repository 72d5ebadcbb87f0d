// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/uevent.c: keys of a message, and who sent it.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/uevent.h"

static const char message[] = "remove@/devices/x/block/sdb\0ACTION=remove\0DEVNAME=sdb\0EMPTY=";

static void test_keys(void **state)
{
	(void)state;
	assert_string_equal(uevent_get(message, sizeof(message), "ACTION"), "remove");
	assert_string_equal(uevent_get(message, sizeof(message), "DEVNAME"), "sdb");
	assert_string_equal(uevent_get(message, sizeof(message), "EMPTY"), "");
	assert_null(uevent_get(message, sizeof(message), "DEV"));
	assert_null(uevent_get(message, sizeof(message), "NAME"));
}

/* A message that was cut anywhere is read up to its last whole text. */
static void test_every_length(void **state)
{
	(void)state;
	for (size_t len = 0; len <= sizeof(message); len++) {
		char *exact = malloc(len + 1);
		const char *value;

		assert_non_null(exact);
		memcpy(exact + 1, message, len);
		value = uevent_get(exact + 1, len, "DEVNAME");
		if (value)
			assert_string_equal(value, "sdb");
		assert_int_equal(value != NULL, len >= sizeof(message) - 7);
		free(exact);
	}
}

static void test_who_is_the_kernel(void **state)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	const struct sockaddr_nl program = { .nl_family = AF_NETLINK, .nl_pid = 77 };
	const struct ucred none = { .pid = 0 };
	const struct ucred root = { .pid = 77 };
	const struct ucred outside = { .pid = 0, .uid = 1000 };

	(void)state;
	assert_true(uevent_is_from_kernel(&kernel, &none));
	assert_false(uevent_is_from_kernel(&kernel, NULL));
	assert_false(uevent_is_from_kernel(&program, &none));
	/* a message that the kernel sent on behalf of a program */
	assert_false(uevent_is_from_kernel(&kernel, &root));
	assert_false(uevent_is_from_kernel(&kernel, &outside));
}

static void send_to(int fd)
{
	struct sockaddr_nl address = { 0 };
	socklen_t len = sizeof(address);
	int sender = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT);

	assert_true(sender >= 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	address.nl_groups = 0;
	/* without CAP_NET_ADMIN the kernel refuses, and there is nothing to test */
	if (sendto(sender, message, sizeof(message), 0, (struct sockaddr *)&address, len) < 0) {
		(void)close(sender);
		(void)close(fd);
		skip();
	}
	(void)close(sender);
}

/* What a program sends arrives at the socket, and is not shown. */
static void test_a_program_is_not_heard(void **state)
{
	char room[UEVENT_MAX];
	struct pollfd pfd = { .fd = uevent_open(), .events = POLLIN };
	ssize_t n;

	(void)state;
	if (pfd.fd < 0)
		skip(); /* a container without this kind of socket */
	send_to(pfd.fd);
	assert_int_equal(poll(&pfd, 1, 1000), 1);
	while ((n = uevent_receive(pfd.fd, room, sizeof(room))) >= 0)
		assert_memory_not_equal(room, message, sizeof(message));
	assert_int_equal(n, -EAGAIN);
	assert_int_equal(poll(&pfd, 1, 0), 0);
	(void)close(pfd.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_who_is_the_kernel),
		cmocka_unit_test(test_a_program_is_not_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
