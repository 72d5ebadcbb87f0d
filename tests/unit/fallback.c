// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/fallback.c: which networks are to have a way out.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/network/fallback.h"
#include "net_sample.h"

static void check(const char *text, bool wanted)
{
	struct net_sample s;

	sample_parse(&s, text);
	assert_int_equal(fallback_is_wanted(&s.plan), wanted);
	sample_release(&s);
}

/* One that has no gateway on purpose is not taken back for that. */
static void test_who_wants_a_gateway(void **state)
{
	struct net_plan any;

	(void)state;
	check("version: 2\nethernets: {a: {dhcp4: true}}\n", true);
	check("version: 2\nethernets: {a: {dhcp4: true, dhcp4-overrides: {use-routes: false}}}\n",
	      false);
	check("version: 2\nethernets: {a: {addresses: [192.0.2.1/24]}}\n", false);
	check("version: 2\nethernets: {a: {addresses: [192.0.2.1/24], gateway4: 192.0.2.2}}\n",
	      true);
	check("version: 2\nethernets: {a: {routes: [{to: 10.0.0.0/8, via: 192.0.2.2}]}}\n", false);
	check("network: {config: disabled}\n", false);
	assert_int_equal(net_plan_default(&any), 0);
	assert_true(fallback_is_wanted(&any));
	net_plan_release(&any);
}

static void check_limit(const char *bridge, int64_t limit_ms)
{
	struct net_sample s;
	char text[256];

	(void)snprintf(text, sizeof(text), "version: 2\nbridges: {br0: {%s}}\n", bridge);
	sample_parse(&s, text);
	assert_int_equal(fallback_limit_ms(&s.plan), limit_ms);
	sample_release(&s);
}

static void test_bridges_take_their_time(void **state)
{
	(void)state;
	check_limit("", 60000);
	check_limit("parameters: {stp: false, forward-delay: 30}", 60000);
	check_limit("parameters: {stp: true, forward-delay: 30}", 120000);
	check_limit("parameters: {priority: 1}", 90000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_wants_a_gateway),
		cmocka_unit_test(test_bridges_take_their_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
