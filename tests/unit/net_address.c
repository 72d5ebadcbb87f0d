// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/net_address.c: which addresses and interfaces are the machine's own.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <string.h>

#include "../../berth/status/net_address.h"

static void test_interfaces(void **state)
{
	static const struct {
		struct net_interface interface;
		bool of_containers;
	} cases[] = {
		{ { .device = true, .index = 2, .link = 2 }, false }, /* a network card */
		{ { .index = 1, .link = 1 }, false }, /* loopback, dummy, tun */
		{ { .typed = true, .index = 5, .link = 2 }, false }, /* vlan over a card */
		{ { .typed = true, .index = 5, .link = 0 }, false }, /* wireguard */
		{ { .index = 6, .link = 0 }, false }, /* a tunnel */
		{ { .index = 7, .link = 3 }, true }, /* veth */
		{ { .bridge = true, .typed = true, .index = 4, .link = 4 }, true },
		{ { .bridge = true, .has_device_port = true, .typed = true, .index = 4, .link = 4 },
		  false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(net_is_of_containers(&cases[i].interface), cases[i].of_containers);
}

static void test_ipv4(void **state)
{
	static const struct {
		const char *text;
		bool counts;
	} cases[] = {
		{ "10.0.2.15", true },	 { "192.168.1.1", true }, { "8.8.8.8", true },
		{ "127.0.0.1", false },	 { "127.5.5.5", false },  { "169.254.1.1", false },
		{ "169.253.1.1", true }, { "128.0.0.1", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sockaddr_in in = { .sin_family = AF_INET };

		assert_int_equal(inet_pton(AF_INET, cases[i].text, &in.sin_addr), 1);
		assert_int_equal(net_address_counts((struct sockaddr *)&in), cases[i].counts);
	}
}

static void test_ipv6(void **state)
{
	static const struct {
		const char *text;
		bool counts;
	} cases[] = {
		{ "2001:db8::1", true }, { "fd00::1", true },  { "fec0::1", true },
		{ "::1", false },	 { "fe80::1", false },
	};
	struct sockaddr other = { .sa_family = AF_UNIX };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

		assert_int_equal(inet_pton(AF_INET6, cases[i].text, &in6.sin6_addr), 1);
		assert_int_equal(net_address_counts((struct sockaddr *)&in6), cases[i].counts);
	}
	assert_false(net_address_counts(&other));
}

/* What this machine has is not known here; that it is read whole and given back is. */
static void test_read(void **state)
{
	struct net_address_list list;

	(void)state;
	assert_int_equal(net_address_list_read(&list), 0);
	for (size_t i = 0; i < list.count; i++) {
		const struct net_address *a = &list.items[i];
		struct in6_addr scrap;

		assert_true(strlen(a->interface) > 0);
		assert_int_equal(inet_pton(a->ipv6 ? AF_INET6 : AF_INET, a->text, &scrap), 1);
		assert_in_range(a->prefix, 0, a->ipv6 ? 128 : 32);
	}
	net_address_list_release(&list);
	assert_int_equal(list.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_ipv4),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
