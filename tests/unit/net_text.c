// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/net_text.c: addresses and names as people write them.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "../../berth/network/net_text.h"

static void assert_prints(const struct net_ip *ip, const char *wanted)
{
	char text[INET6_ADDRSTRLEN];

	assert_string_equal(net_ip_print(ip, text), wanted);
}

static void test_good_ips(void **state)
{
	static const struct {
		const char *text, *printed;
		int family;
		unsigned bits;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1", AF_INET, 32 },
		{ "0.0.0.0", "0.0.0.0", AF_INET, 32 },
		{ "255.255.255.255", "255.255.255.255", AF_INET, 32 },
		{ "2001:DB8::1", "2001:db8::1", AF_INET6, 128 },
		{ "::", "::", AF_INET6, 128 },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", AF_INET6, 128 },
		{ "fe80:0:0:0:0:0:0:1", "fe80::1", AF_INET6, 128 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_ip ip = { .family = AF_UNSPEC };

		assert_int_equal(net_ip_parse(cases[i].text, &ip), 0);
		assert_int_equal(ip.family, cases[i].family);
		assert_int_equal(net_ip_bits(&ip), cases[i].bits);
		assert_prints(&ip, cases[i].printed);
	}
}

static void test_bad_ips(void **state)
{
	static const char *const cases[] = {
		"",
		"192.0.2",
		"192.0.2.256",
		"192.0.2.1.",
		"192.0.2.1 ",
		" 192.0.2.1",
		"192.0.2.1/24",
		"0xc0.0.2.1",
		"3221225985",
		"192.0.2.-1",
		"example.com",
		"2001:db8",
		"2001:db8::1::",
		"fe80::1%eth0",
		":",
		"2001:db8::g",
		"[::1]",
		"::1/64",
		"1:2:3:4:5:6:7:8:9",
	};
	const struct net_ip untouched = { .family = AF_INET6, .bytes = { 1, 2, 3 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_ip ip = untouched;

		assert_int_equal(net_ip_parse(cases[i], &ip), -EINVAL);
		assert_memory_equal(&ip, &untouched, sizeof(ip));
	}
}

static void test_good_prefixes(void **state)
{
	static const struct {
		const char *text, *printed;
		unsigned len;
	} cases[] = {
		{ "192.0.2.1/24", "192.0.2.1", 24 },
		{ "192.0.2.1/0", "192.0.2.1", 0 },
		{ "192.0.2.1/32", "192.0.2.1", 32 },
		{ "192.0.2.1", "192.0.2.1", 32 },
		{ "2001:db8::1/64", "2001:db8::1", 64 },
		{ "::/0", "::", 0 },
		{ "2001:db8::1/128", "2001:db8::1", 128 },
		{ "2001:db8::1", "2001:db8::1", 128 },
		/* the longest that there is */
		{ "1111:2222:3333:4444:5555:6666:255.255.255.255/128",
		  "1111:2222:3333:4444:5555:6666:ffff:ffff", 128 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_prefix prefix = { .len = 7 };

		assert_int_equal(net_prefix_parse(cases[i].text, &prefix), 0);
		assert_int_equal(prefix.len, cases[i].len);
		assert_prints(&prefix.ip, cases[i].printed);
	}
}

static void test_bad_prefixes(void **state)
{
	static const char *const cases[] = {
		"",
		"/",
		"/24",
		"192.0.2.1/",
		"192.0.2.1/33",
		"192.0.2.1/-1",
		"192.0.2.1/+24",
		"192.0.2.1/ 24",
		"192.0.2.1/24/24",
		"192.0.2.1/2x",
		"192.0.2/24",
		"192.0.2.1/255.255.255.0",
		"::1/129",
		"::1/",
		"192.0.2.1/4294967320",
		"x/24",
		"0000000000000000000000000000000000000000000000::1/64",
	};
	const struct net_prefix untouched = { .ip = { .family = AF_INET }, .len = 9 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_prefix prefix = untouched;

		assert_int_equal(net_prefix_parse(cases[i], &prefix), -EINVAL);
		assert_memory_equal(&prefix, &untouched, sizeof(prefix));
	}
}

static void test_macs(void **state)
{
	static const unsigned char wanted[NET_MAC_LEN] = { 0x52, 0x54, 0x00, 0xab, 0xcd, 0xef };
	static const char *const good[] = { "52:54:00:ab:cd:ef", "52:54:00:AB:CD:EF",
					    "52-54-00-aB-cD-Ef" };
	static const char *const bad[] = {
		"",
		"52:54:00:ab:cd",
		"52:54:00:ab:cd:",
		"52:54:00:ab:cd:e",
		"52:54:00:ab:cd:ef:",
		"52:54:00:ab:cd:ef:01",
		"525400abcdef",
		"52:54:0:ab:cd:ef",
		"52:54:00:ab:cd:eg",
		"52.54.00.ab.cd.ef",
		" 52:54:00:ab:cd:ef",
		"52:54:00:ab:cd:ef ",
		"5254.00ab.cdef",
		"\xd5:54:00:ab:cd:ef",
		"@2:54:00:ab:cd:ef",
	};
	static const unsigned char untouched[NET_MAC_LEN] = { 1, 2, 3, 4, 5, 6 };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		unsigned char mac[NET_MAC_LEN] = { 0 };

		assert_int_equal(net_mac_parse(good[i], mac), 0);
		assert_memory_equal(mac, wanted, NET_MAC_LEN);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		unsigned char mac[NET_MAC_LEN] = { 1, 2, 3, 4, 5, 6 };

		assert_int_equal(net_mac_parse(bad[i], mac), -EINVAL);
		assert_memory_equal(mac, untouched, NET_MAC_LEN);
	}
}

static void test_netmasks(void **state)
{
	static const struct {
		const char *text;
		int family, len;
	} cases[] = {
		{ "255.255.255.0", AF_INET, 24 },
		{ "255.255.255.252", AF_INET, 30 },
		{ "255.255.255.255", AF_INET, 32 },
		{ "128.0.0.0", AF_INET, 1 },
		{ "0.0.0.0", AF_INET, 0 },
		{ "24", AF_INET, 24 },
		{ "0", AF_INET, 0 },
		{ "32", AF_INET, 32 },
		{ "ffff:ffff:ffff:ffff::", AF_INET6, 64 },
		{ "ffff:ffff:fe00::", AF_INET6, 39 },
		{ "::", AF_INET6, 0 },
		{ "64", AF_INET6, 64 },
		{ "128", AF_INET6, 128 },
		{ "33", AF_INET, -EINVAL },
		{ "129", AF_INET6, -EINVAL },
		{ "255.0.255.0", AF_INET, -EINVAL },
		{ "255.255.255.1", AF_INET, -EINVAL },
		{ "0.0.0.255", AF_INET, -EINVAL },
		{ "ffff::1", AF_INET6, -EINVAL },
		{ "255.255.255.0", AF_INET6, -EINVAL },
		{ "ffff::", AF_INET, -EINVAL },
		{ "", AF_INET, -EINVAL },
		{ "-1", AF_INET, -EINVAL },
		{ "/24", AF_INET, -EINVAL },
		{ "0xffffff00", AF_INET, -EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(net_netmask_len(cases[i].text, cases[i].family), cases[i].len);
}

static void test_clear_host(void **state)
{
	static const struct {
		const char *text, *network;
	} cases[] = {
		{ "192.0.2.255/24", "192.0.2.0" },
		{ "192.0.2.255/25", "192.0.2.128" },
		{ "192.0.2.255/31", "192.0.2.254" },
		{ "192.0.2.255/32", "192.0.2.255" },
		{ "192.0.2.255/0", "0.0.0.0" },
		{ "10.255.255.255/9", "10.128.0.0" },
		{ "2001:db8:ffff:ffff::1/48", "2001:db8:ffff::" },
		{ "2001:db8::ffff/113", "2001:db8::8000" },
		{ "2001:db8::1/128", "2001:db8::1" },
		{ "2001:db8::1/0", "::" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_prefix prefix;

		assert_int_equal(net_prefix_parse(cases[i].text, &prefix), 0);
		net_prefix_clear_host(&prefix);
		assert_prints(&prefix.ip, cases[i].network);
	}
}

static void test_names(void **state)
{
	static const char *const good[] = {
		"e", "eth0", "enp3s0f1", "br-lan", "eth0.100", "_x", "0", "lo0", "a23456789012345",
	};
	/* "all" and "default" are names of the kernel's settings for all interfaces */
	static const char *const bad[] = {
		"",    "a234567890123456", ".", "..", "a b", "a/b", "a:1",     "a\n",
		"a%d", "\xc3\xa4",	   "*", "-x", "lo",  "all", "default",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(net_name_is_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(net_name_is_valid(bad[i]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_ips),      cmocka_unit_test(test_bad_ips),
		cmocka_unit_test(test_good_prefixes), cmocka_unit_test(test_bad_prefixes),
		cmocka_unit_test(test_macs),	      cmocka_unit_test(test_netmasks),
		cmocka_unit_test(test_clear_host),    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
