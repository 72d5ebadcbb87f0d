// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/proc_text.c: texts as the kernel writes them.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "../../berth/status/proc_text.h"

#define ZERO "00000000000000000000000000000000"

static void test_meminfo(void **state)
{
	static const char text[] = "MemTotal:        1014748 kB\n"
				   "MemFree:          693308 kB\n"
				   "MemAvailable:   18014398509481983 kB\n"
				   "Odd:  x kB";
	uint64_t value = 7;

	(void)state;
	assert_int_equal(meminfo_value(text, "MemTotal", &value), 0);
	assert_true(value == 1014748ULL * 1024);
	assert_int_equal(meminfo_value(text, "MemAvailable", &value), 0);
	assert_true(value == 18014398509481983ULL * 1024);
	assert_int_equal(meminfo_value(text, "Mem", &value), -ENOENT);
	assert_int_equal(meminfo_value(text, "Odd", &value), -ENOENT);
	assert_int_equal(meminfo_value("", "MemTotal", &value), -ENOENT);
}

static void test_gateways(void **state)
{
	static const char text[] =
		"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
		"eth0\t00000000\t0202000A\t0003\t0\t0\t102\t00000000\t0\t0\t0\n"
		"eth1\t00000000\t0101A8C0\t0003\t0\t0\t103\t00000000\t0\t0\t0\n"
		"eth2\t00000000\t0101A8C0\t0003\t0\t0\t104\t00000000\t0\t0\t0\n"
		/* without a gateway, to a network, 0.0.0.0/1 */
		"ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"
		"eth0\t0002000A\t00000000\t0001\t0\t0\t102\t00FFFFFF\t0\t0\t0\n"
		"tun0\t00000000\t0303030A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"
		"cut\t0000";
	struct string_list list = { 0 };

	(void)state;
	assert_int_equal(route_gateways(text, &list), 0);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0], "10.0.2.2");
	assert_string_equal(list.items[1], "192.168.1.1");
	string_list_release(&list);
}

static void test_ipv6_gateways(void **state)
{
	static const char text[] =
		"fec00000000000000000000000000000 40 " ZERO " 00 " ZERO
		" 00000100 00000001 00000000 00000001     eth0\n" ZERO " 00 " ZERO
		" 00 fe800000000000000000000000000002 00000400 00000001 00000000 00450003     eth0\n" ZERO
		" 00 " ZERO " 00 " ZERO " ffffffff 00000001 00000000 00200200       lo\n"
		"nonsense\n";
	struct string_list list = { 0 };

	(void)state;
	assert_int_equal(ipv6_route_gateways(text, &list), 0);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0], "fe80::2%eth0");
	string_list_release(&list);
}

static void test_resolv(void **state)
{
	static const char text[] = "# nameserver 9.9.9.9\nsearch example.org\n"
				   "nameserver 10.0.2.3\n"
				   "nameserver\t fec0::3 \n"
				   "nameserver\n"
				   "nameserver 10.0.2.3\n"
				   "nameservers 1.1.1.1\n"
				   "nameserver 10.0.2.4";
	struct string_list list = { 0 };

	(void)state;
	assert_int_equal(resolv_servers(text, &list), 0);
	assert_int_equal(list.count, 3);
	assert_string_equal(list.items[0], "10.0.2.3");
	assert_string_equal(list.items[1], "fec0::3");
	assert_string_equal(list.items[2], "10.0.2.4");
	string_list_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_meminfo),
		cmocka_unit_test(test_gateways),
		cmocka_unit_test(test_ipv6_gateways),
		cmocka_unit_test(test_resolv),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
