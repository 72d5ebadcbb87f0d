// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/net_match.c: which card of the machine an entry of network-config is
// about.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/network/net_match.h"
#include "net_sample.h"

#define MAC "52:54:00:00:00:01"
#define OTHER_MAC "52:54:00:00:00:02"

/* What a card that was called @first, whose address is MAC, belongs to; "": to nothing. */
static void check_renamed(const char *ethernets, const char *first, const char *name,
			  const char *wanted)
{
	struct kernel_link card = { .index = 2, .wired = true, .has_mac = true };
	const struct net_link *found;
	struct net_sample s;
	char text[512];

	(void)snprintf(text, sizeof(text), "version: 2\nethernets: {%s}\n", ethernets);
	sample_parse(&s, text);
	assert_int_equal(s.diags.count > 0, strstr(ethernets, "driver") != NULL);
	assert_int_equal(net_mac_parse(MAC, card.mac), 0);
	strcpy(card.name, name);
	strcpy(card.first_name, first);
	found = net_match(&s.plan, &card);
	assert_string_equal(found ? found->name : "", wanted);
	sample_release(&s);
}

static void check_card(const char *ethernets, const char *name, const char *wanted)
{
	check_renamed(ethernets, name, name, wanted);
}

static void test_what_fits(void **state)
{
	static const struct {
		const char *entry, *card, *wanted;
	} cases[] = {
		{ "eth0: {}", "eth0", "eth0" },
		{ "eth0: {}", "eth1", "" },
		{ "eth0: {}", "eth00", "" },
		{ "a: {match: {name: eth0}}", "eth0", "a" },
		{ "eth0: {match: {name: eth1}}", "eth0", "" },
		{ "a: {match: {name: 'eth*'}}", "eth12", "a" },
		{ "a: {match: {name: 'eth?'}}", "eth12", "" },
		{ "a: {match: {name: 'en[op]*'}}", "enp3s0", "a" },
		{ "a: {match: {name: 'en[op]*'}}", "enx3s0", "" },
		{ "a: {match: {name: '*'}}", "eth0", "a" },
		{ "a: {match: {macaddress: '" MAC "'}}", "eth0", "a" },
		{ "eth0: {match: {macaddress: '" OTHER_MAC "'}}", "eth0", "" },
		/* both must fit */
		{ "a: {match: {macaddress: '" MAC "', name: 'eth*'}}", "eth0", "a" },
		{ "a: {match: {macaddress: '" MAC "', name: 'eth*'}}", "enp3s0", "" },
		{ "a: {match: {macaddress: '" OTHER_MAC "', name: 'eth*'}}", "eth0", "" },
		/* it says nothing about which one */
		{ "eth0: {match: {}}", "eth0", "" },
		{ "eth0: {match: {driver: virtio_net}}", "eth0", "" },
		{ "a: {match: {driver: virtio_net}, set-name: eth0}", "eth0", "" },
		{ "a: {match: {driver: virtio_net, name: 'eth*'}}", "eth0", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_card(cases[i].entry, cases[i].card, cases[i].wanted);
}

/* One that says which card it means wins, wherever it stands. */
static void test_which_wins(void **state)
{
	static const char many[] = "many: {match: {name: 'eth*'}}";
	static const char more[] = "more: {match: {name: '*'}}";
	static const char name[] = "eth0: {}";
	static const char mac[] = "mac: {match: {macaddress: '" MAC "'}}";
	static const struct {
		const char *first, *second, *wanted;
	} cases[] = {
		{ many, name, "eth0" }, { name, many, "eth0" }, { many, mac, "mac" },
		{ mac, many, "mac" },	{ many, more, "many" }, { more, many, "more" },
		{ name, mac, "eth0" },	{ mac, name, "mac" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256];

		(void)snprintf(text, sizeof(text), "%s, %s", cases[i].first, cases[i].second);
		check_card(text, "eth0", cases[i].wanted);
	}
}

/* `berth network up` may run a second time; and a new name is nothing that others mean. */
static void test_renamed_before(void **state)
{
	(void)state;
	check_renamed("eth0: {set-name: lan}", "eth0", "lan", "eth0");
	check_renamed("eth0: {set-name: lan}", "lan", "lan", "");
	check_renamed("a: {match: {name: 'eth*'}, set-name: lan}", "eth7", "lan", "a");
	check_renamed("a: {match: {macaddress: '" MAC "', name: eth0}, set-name: lan}", "eth0",
		      "lan", "a");
	/* crosswise */
	check_renamed(
		"a: {match: {name: eth0}, set-name: eth1}, b: {match: {name: eth1}, set-name: "
		"eth0}",
		"eth0", "eth0", "a");
	check_renamed(
		"a: {match: {name: eth0}, set-name: eth1}, b: {match: {name: eth1}, set-name: "
		"eth0}",
		"eth1", "eth0", "b");
}

static void test_no_card(void **state)
{
	struct kernel_link wireless = { .name = "wlan0", .first_name = "wlan0", .has_mac = true };
	struct kernel_link nameless = { .name = "eth0", .first_name = "eth0", .wired = true };
	struct net_plan any;
	struct net_sample s;

	(void)state;
	assert_int_equal(net_plan_default(&any), 0);
	assert_null(net_match(&any, &wireless));
	assert_ptr_equal(net_match(&any, &nameless), &any.links[0]);
	net_plan_release(&any);
	/* without an address of its own it is not the one with the address zero */
	sample_parse(&s,
		     "version: 2\nethernets: {a: {match: {macaddress: '00:00:00:00:00:00'}}}\n");
	assert_null(net_match(&s.plan, &nameless));
	sample_release(&s);
}

/* Only hardware is found in this way. */
static void test_virtual_links(void **state)
{
	struct kernel_link card = { .name = "br0", .first_name = "br0", .wired = true };
	struct net_sample s;

	(void)state;
	sample_parse(&s, "version: 2\nbridges: {br0: {}}\nbonds: {bond0: {}}\n");
	assert_int_equal(s.plan.count, 2);
	assert_null(net_match(&s.plan, &card));
	sample_release(&s);
}

/* A card whose hardware address was written wrong, in either version. */
static void test_unreadable_address(void **state)
{
	static const char *const files[] = {
		"version: 1\nconfig: [{type: physical, name: eth0, mac_address: '52:54'}]\n",
		"version: 2\nethernets: {eth0: {match: {macaddress: '52:54'}, set-name: eth0}}\n",
	};
	struct kernel_link card = {
		.name = "eth0", .first_name = "eth0", .wired = true, .has_mac = true
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct net_sample s;

		sample_parse(&s, files[i]);
		assert_int_equal(s.plan.count, 1);
		assert_null(net_match(&s.plan, &card));
		sample_release(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_fits),      cmocka_unit_test(test_which_wins),
		cmocka_unit_test(test_renamed_before), cmocka_unit_test(test_no_card),
		cmocka_unit_test(test_virtual_links),  cmocka_unit_test(test_unreadable_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
