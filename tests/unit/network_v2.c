// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/network_v2.c, network_config.c, net_node.c and net_params.c, through whole
// files of version 2.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linux/if_bonding.h>
#include <time.h>

#include "net_sample.h"

#define ETH0 "version: 2\nethernets:\n  eth0:\n    "
#define CARDS "version: 2\nethernets: {a: {}, b: {}}\n"
#define CARDS_LEFT "ethernet a match-name=a\nethernet b match-name=b\n"
#define SECONDS_MAX 5
#define LONG16 "a234567890123456"
#define LONG64 LONG16 LONG16 LONG16 LONG16

static void test_all_keys_of_an_ethernet(void **state)
{
	(void)state;
	/* hardware addresses are not in quotes, which YAML takes for a number in base 60 */
	check_good("version: 2\n"
		   "renderer: networkd\n"
		   "ethernets:\n"
		   "  lan:\n"
		   "    match:\n"
		   "      macaddress: 52:54:00:12:34:56\n"
		   "      name: en*\n"
		   "    set-name: lan0\n"
		   "    renderer: networkd\n"
		   "    optional: true\n"
		   "    dhcp4: true\n"
		   "    dhcp6: yes\n"
		   "    dhcp4-overrides: {route-metric: 50, use-dns: false, use-routes: no}\n"
		   "    accept-ra: false\n"
		   "    mtu: 1400\n"
		   "    macaddress: 52:54:00:AB:CD:EF\n"
		   "    addresses:\n"
		   "      - 192.0.2.1/24\n"
		   "      - 2001:db8::1/64\n"
		   "    gateway4: 192.0.2.254\n"
		   "    gateway6: fe80::1\n"
		   "    routes:\n"
		   "      - {to: 10.0.0.0/8, via: 192.0.2.9}\n"
		   "    nameservers:\n"
		   "      addresses: [192.0.2.53, '2001:db8::53']\n"
		   "      search: [example.com, lan]\n",
		   "ethernet lan match-name=en* match-mac=52:54:00:12:34:56 set-name=lan0"
		   " dhcp4 dhcp6 no-dns no-routes dhcp4-metric=50 accept-ra=0 mtu=1400"
		   " mac=52:54:00:ab:cd:ef address=192.0.2.1/24 address=2001:db8::1/64"
		   " route=0.0.0.0/0,192.0.2.254 route=::/0,fe80::1 route=10.0.0.0/8,192.0.2.9"
		   " dns=192.0.2.53 dns=2001:db8::53 search=example.com search=lan\n");
}

static void test_nothing_given(void **state)
{
	(void)state;
	check_good("version: 2\nethernets: {eth0: {}, eth1: }\n",
		   "ethernet eth0 match-name=eth0\nethernet eth1 match-name=eth1\n");
	check_good(ETH0 "{dhcp4: false, accept-ra: true, optional: false}\n",
		   "ethernet eth0 match-name=eth0 accept-ra=1\n");
	check_good(ETH0 "dhcp4-overrides: {use-dns: true, use-routes: true, route-metric: 0}\n",
		   "ethernet eth0 match-name=eth0 dhcp4-metric=0\n");
}

static void test_wrapper(void **state)
{
	static const char wanted[] = "ethernet eth0 match-name=eth0 dhcp4\n";

	(void)state;
	check_good("network:\n  version: 2\n  ethernets:\n    eth0:\n      dhcp4: true\n", wanted);
	check_good("{network: {ethernets: {eth0: {dhcp4: on}}, version: '2'}}\n", wanted);
	check_good("#cloud-config\nversion: 2\nethernets: {eth0: {dhcp4: true}}\n", wanted);
	check_good("\xef\xbb\xbfversion: 2\r\nethernets: {eth0: {dhcp4: true}}\r\n", wanted);
}

static void test_match(void **state)
{
	static const struct {
		const char *match, *wanted;
	} cases[] = {
		{ "match: {macaddress: '52-54-00-12-34-56'}", " match-mac=52:54:00:12:34:56" },
		{ "match: {name: 'e[nt]*'}", " match-name=e[nt]*" },
		{ "match: {name: eth1}\n    set-name: wan", " match-name=eth1 set-name=wan" },
		{ "set-name: wan\n    match: {name: eth1}", " match-name=eth1 set-name=wan" },
		{ "set-name: wan", " match-name=eth0 set-name=wan" },
		{ "match: {}", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256] = ETH0;
		char wanted[256] = "ethernet eth0";

		strcat(strcat(text, cases[i].match), "\n");
		strcat(strcat(wanted, cases[i].wanted), "\n");
		check_good(text, wanted);
	}
}

static void test_routes(void **state)
{
	static const struct {
		const char *route, *wanted;
	} cases[] = {
		{ "{to: default, via: 192.0.2.1}", "0.0.0.0/0,192.0.2.1" },
		{ "{via: 192.0.2.1, to: default}", "0.0.0.0/0,192.0.2.1" },
		{ "{to: default, via: '2001:db8::1'}", "::/0,2001:db8::1" },
		{ "{to: 0.0.0.0/0, via: 192.0.2.1}", "0.0.0.0/0,192.0.2.1" },
		{ "{to: '::/0', via: 'fe80::1'}", "::/0,fe80::1" },
		{ "{to: 10.1.2.3/8, via: 192.0.2.1}", "10.0.0.0/8,192.0.2.1" },
		{ "{to: '2001:db8:1::5/48', via: 'fe80::1'}", "2001:db8:1::/48,fe80::1" },
		{ "{to: 10.1.2.3, via: 192.0.2.1}", "10.1.2.3/32,192.0.2.1" },
		{ "{to: 10.0.0.0/8}", "10.0.0.0/8" },
		{ "{to: default, via: 192.0.2.1, on-link: true}", "0.0.0.0/0,192.0.2.1,on-link" },
		{ "{to: default, via: 192.0.2.1, on-link: false}", "0.0.0.0/0,192.0.2.1" },
		{ "{to: default, via: 192.0.2.1, metric: 0}", "0.0.0.0/0,192.0.2.1,metric=0" },
		{ "{to: default, via: 192.0.2.1, metric: 4294967295}",
		  "0.0.0.0/0,192.0.2.1,metric=4294967295" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], wanted[256];

		(void)snprintf(text, sizeof(text), ETH0 "routes: [%s]\n", cases[i].route);
		(void)snprintf(wanted, sizeof(wanted), "ethernet eth0 match-name=eth0 route=%s\n",
			       cases[i].wanted);
		check_good(text, wanted);
	}
}

static void test_name_servers(void **state)
{
	static const struct {
		const char *value, *wanted;
	} cases[] = {
		{ "{addresses: 192.0.2.53}", " dns=192.0.2.53" },
		{ "{addresses: '192.0.2.53, 192.0.2.54'}", " dns=192.0.2.53 dns=192.0.2.54" },
		{ "{addresses: [192.0.2.53, 192.0.2.53]}", " dns=192.0.2.53" },
		{ "{addresses: []}", "" },
		{ "{addresses: , search: }", "" },
		{ "{search: 'a b.example'}", " search=a search=b.example" },
		{ "{search: [.]}", " search=." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], wanted[256];

		(void)snprintf(text, sizeof(text), ETH0 "nameservers: %s\n", cases[i].value);
		(void)snprintf(wanted, sizeof(wanted), "ethernet eth0 match-name=eth0%s\n",
			       cases[i].wanted);
		check_good(text, wanted);
	}
}

static void test_bond(void **state)
{
	(void)state;
	check_good(CARDS "bonds:\n"
			 "  bond0:\n"
			 "    interfaces: [a, b, a]\n"
			 "    macaddress: '52:54:00:12:34:56'\n"
			 "    mtu: 9000\n"
			 "    dhcp4: true\n"
			 "    parameters:\n"
			 "      mode: 802.3ad\n"
			 "      lacp-rate: fast\n"
			 "      transmit-hash-policy: layer3+4\n"
			 "      ad-select: bandwidth\n"
			 "      fail-over-mac-policy: active\n"
			 "      mii-monitor-interval: 200\n"
			 "      up-delay: 400\n"
			 "      down-delay: '600'\n"
			 "      min-links: 1\n"
			 "      primary: b\n",
		   CARDS_LEFT "bond bond0 member=a member=b mode=4 lacp-rate=1 hash-policy=1"
			      " ad-select=1 fail-over-mac=1 miimon=200 up-delay=400 down-delay=600"
			      " min-links=1 primary=b dhcp4 mtu=9000 mac=52:54:00:12:34:56\n");
	check_good(CARDS "bonds: {bond0: {interfaces: []}}\n", CARDS_LEFT "bond bond0\n");
}

static struct net_bond read_bond(const char *parameter)
{
	struct net_sample s;
	struct net_bond bond;
	char text[256];

	(void)snprintf(text, sizeof(text), "version: 2\nbonds: {b: {parameters: {%s}}}\n",
		       parameter);
	sample_parse(&s, text);
	assert_no_problem(&s);
	assert_int_equal(s.plan.count, 1);
	bond = s.plan.links[0].bond;
	sample_release(&s);
	return bond;
}

/* The kernel has numbers for these; both are understood, and mean the same to it. */
static void test_words_of_a_bond(void **state)
{
	(void)state;
	assert_int_equal(read_bond("mode: balance-rr").mode, BOND_MODE_ROUNDROBIN);
	assert_int_equal(read_bond("mode: active-backup").mode, BOND_MODE_ACTIVEBACKUP);
	assert_int_equal(read_bond("mode: balance-xor").mode, BOND_MODE_XOR);
	assert_int_equal(read_bond("mode: broadcast").mode, BOND_MODE_BROADCAST);
	assert_int_equal(read_bond("mode: 802.3ad").mode, BOND_MODE_8023AD);
	assert_int_equal(read_bond("mode: balance-tlb").mode, BOND_MODE_TLB);
	assert_int_equal(read_bond("mode: balance-alb").mode, BOND_MODE_ALB);
	assert_int_equal(read_bond("mode: 6").mode, BOND_MODE_ALB);
	assert_int_equal(read_bond("transmit-hash-policy: layer2").hash_policy,
			 BOND_XMIT_POLICY_LAYER2);
	assert_int_equal(read_bond("transmit-hash-policy: layer3+4").hash_policy,
			 BOND_XMIT_POLICY_LAYER34);
	assert_int_equal(read_bond("transmit-hash-policy: layer2+3").hash_policy,
			 BOND_XMIT_POLICY_LAYER23);
	assert_int_equal(read_bond("transmit-hash-policy: encap2+3").hash_policy,
			 BOND_XMIT_POLICY_ENCAP23);
	assert_int_equal(read_bond("transmit-hash-policy: encap3+4").hash_policy,
			 BOND_XMIT_POLICY_ENCAP34);
	assert_int_equal(read_bond("lacp-rate: slow").lacp_rate, 0);
	assert_int_equal(read_bond("ad-select: stable").ad_select, 0);
	assert_int_equal(read_bond("ad-select: count").ad_select, 2);
	assert_int_equal(read_bond("fail-over-mac-policy: none").fail_over_mac, 0);
	assert_int_equal(read_bond("fail-over-mac-policy: follow").fail_over_mac, 2);
}

static void test_bridge(void **state)
{
	(void)state;
	check_good(CARDS "bridges:\n"
			 "  br0:\n"
			 "    interfaces: [b]\n"
			 "    addresses: [192.0.2.1/24]\n"
			 "    parameters:\n"
			 "      stp: true\n"
			 "      forward-delay: 4\n"
			 "      hello-time: 1\n"
			 "      max-age: 6\n"
			 "      priority: 32768\n",
		   CARDS_LEFT "bridge br0 member=b stp=1 forward-delay=4 hello=1 max-age=6"
			      " priority=32768 address=192.0.2.1/24\n");
	check_good("version: 2\nbridges: {br0: {parameters: {stp: false, forward-delay: 0}}}\n",
		   "bridge br0 stp=0 forward-delay=0\n");
}

static void test_vlan(void **state)
{
	(void)state;
	check_good(CARDS
		   "vlans:\n"
		   "  a.0: {id: 0, link: a}\n"
		   "  top: {id: 4094, link: b, dhcp6: true, macaddress: '52:54:00:12:34:56'}\n",
		   CARDS_LEFT "vlan a.0 on=a id=0\n"
			      "vlan top on=b id=4094 dhcp6 mac=52:54:00:12:34:56\n");
}

/* Each in line 4, in the entry of a card called eth0. */
static void test_mistakes(void **state)
{
	static const struct {
		const char *key, *problem;
		const char *left; /* of the entry, beside its name */
	} cases[] = {
		{ "addresses: [192.0.2.1]", "needs the length of its network, like 192.0.2.1/24",
		  " match-name=eth0" },
		{ "addresses: [192.0.2.1/33, 192.0.2.2/24]", "addresses: '192.0.2.1/33' is no",
		  " match-name=eth0 address=192.0.2.2/24" },
		{ "addresses: 192.0.2.1/24", "addresses must be a list", " match-name=eth0" },
		{ "addresses: [[192.0.2.1/24]]", "must be a string, not a list",
		  " match-name=eth0" },
		{ "addresses: [{}]", "must be a string, not a mapping", " match-name=eth0" },
		{ "addresses: [{192.0.2.1/24: {lifetime: 0}}]", "options of an address",
		  " match-name=eth0 address=192.0.2.1/24" },
		{ "gateway4: 'fe80::1'", "gateway4: 'fe80::1' is an address of the other family",
		  " match-name=eth0" },
		{ "gateway6: 192.0.2.1", "gateway6: '192.0.2.1' is an address of the other family",
		  " match-name=eth0" },
		{ "gateway4: here", "gateway4: 'here' is no address", " match-name=eth0" },
		{ "gateway4: [192.0.2.1]", "gateway4 must be a string", " match-name=eth0" },
		{ "dhcp4: maybe", "dhcp4 must be true or false", " match-name=eth0" },
		{ "dhcp6: [true]", "dhcp6 must be true or false", " match-name=eth0" },
		{ "accept-ra: maybe", "accept-ra must be true or false", " match-name=eth0" },
		{ "mtu: 67", "mtu must be a number from 68", " match-name=eth0" },
		{ "mtu: 65537", "mtu must be a number from 68", " match-name=eth0" },
		{ "mtu: jumbo", "mtu must be a number from 68", " match-name=eth0" },
		{ "macaddress: 52:54:00:12:34", "is no hardware address", " match-name=eth0" },
		{ "set-name: a/b", "set-name: 'a/b' is no name", " match-name=eth0" },
		{ "set-name: " LONG16, "is no name of an interface", " match-name=eth0" },
		{ "set-name:", "set-name must be a string, not empty", " match-name=eth0" },
		{ "match: eth0", "match must be a mapping", "" },
		{ "wakeonlan: true", "'wakeonlan' of ethernet 'eth0' is not", " match-name=eth0" },
		{ "interfaces: [a]", "'interfaces' of ethernet 'eth0' is", " match-name=eth0" },
		{ "parameters: {mode: 1}", "'parameters' of ethernet 'eth0'", " match-name=eth0" },
		{ "id: 5", "'id' of ethernet 'eth0' is not supported", " match-name=eth0" },
		{ "link: a", "'link' of ethernet 'eth0' is not supported", " match-name=eth0" },
		{ "{wakeonlan: true, dhcp4: true}", "'wakeonlan'", " match-name=eth0 dhcp4" },
		{ "dhcp4-overrides: true", "dhcp4-overrides must be a mapping",
		  " match-name=eth0" },
		{ "dhcp4-overrides: {use-ntp: true}", "'dhcp4-overrides: use-ntp' is not",
		  " match-name=eth0" },
		{ "dhcp4-overrides: {use-dns: 0}", "use-dns must be true or false",
		  " match-name=eth0" },
		{ "dhcp4-overrides: {use-routes: no way}", "use-routes must be true or false",
		  " match-name=eth0" },
		{ "dhcp4-overrides: {route-metric: -1}", "route-metric must be a number",
		  " match-name=eth0" },
		{ "nameservers: [192.0.2.53]", "nameservers must be a mapping",
		  " match-name=eth0" },
		{ "nameservers: {addresses: [ns.example, 192.0.2.53]}",
		  "addresses: 'ns.example' is no address", " match-name=eth0 dns=192.0.2.53" },
		{ "nameservers: {addresses: {a: b}}", "nameservers: addresses must be a list",
		  " match-name=eth0" },
		{ "nameservers: {addresses: [[192.0.2.53]]}", "must be a string, not a list",
		  " match-name=eth0" },
		{ "nameservers: {search: [a, 'b!']}", "search: 'b!' is no domain",
		  " match-name=eth0 search=a" },
		{ "nameservers: {domains: [a]}", "unknown key 'nameservers: domains'",
		  " match-name=eth0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], left[256];

		(void)snprintf(text, sizeof(text), ETH0 "%s\n", cases[i].key);
		(void)snprintf(left, sizeof(left), "ethernet eth0%s\n", cases[i].left);
		check_bad(text, 4, cases[i].problem, left);
	}
}

static void test_mistakes_of_a_route(void **state)
{
	static const struct {
		const char *routes, *problem, *left;
	} cases[] = {
		{ "{to: default}", "routes must be a list", "" },
		{ "[default]", "must be a mapping with 'to' and 'via'", "" },
		{ "[{}]", "must be a mapping with 'to' and 'via'", "" },
		{ "[{via: 192.0.2.1}]", "must be a mapping with 'to' and 'via'", "" },
		{ "[{to: default}]", "'via' must be an address of the family of 'to'", "" },
		{ "[{to: 10.0.0.0/8, via: 'fe80::1'}]", "'via' must be an address of the family",
		  "" },
		{ "[{to: '::/0', via: 192.0.2.1}]", "'via' must be an address of the family", "" },
		{ "[{to: 10.0.0.0/40, via: 192.0.2.1}]", "routes: to: '10.0.0.0/40' is no", "" },
		{ "[{to: [default], via: 192.0.2.1}]", "routes: to must be a string", "" },
		{ "[{to: default, via: there}, {to: default, via: 192.0.2.1}]",
		  "routes: via: 'there' is no address", " route=0.0.0.0/0,192.0.2.1" },
		{ "[{to: default, via: 192.0.2.0/24}]", "'192.0.2.0/24' is no address", "" },
		/* these change nothing about where it leads */
		{ "[{to: default, via: 192.0.2.1, metric: -1}]", "metric must be a number",
		  " route=0.0.0.0/0,192.0.2.1" },
		{ "[{to: default, via: 192.0.2.1, metric: 4294967296}]", "metric must be a number",
		  " route=0.0.0.0/0,192.0.2.1" },
		{ "[{to: default, via: 192.0.2.1, on-link: 1}]", "on-link must be true or false",
		  " route=0.0.0.0/0,192.0.2.1" },
		{ "[{to: default, via: 192.0.2.1, mtu: 1400}]", "left out: 'mtu' is not", "" },
		/* without these it would be another route */
		{ "[{to: default, via: 192.0.2.1, table: 100}]", "left out: 'table' is not", "" },
		{ "[{to: 10.0.0.0/8, type: blackhole}]", "left out: 'type' is not", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], left[256];

		(void)snprintf(text, sizeof(text), ETH0 "routes: %s\n", cases[i].routes);
		(void)snprintf(left, sizeof(left), "ethernet eth0 match-name=eth0%s\n",
			       cases[i].left);
		check_bad(text, 4, cases[i].problem, left);
	}
}

/* A card that was not meant would be worse than none. */
static void test_match_that_cannot_be_read(void **state)
{
	static const struct {
		const char *match, *problem;
	} cases[] = {
		{ "{macaddress: '52:54'}", "match: macaddress: '52:54' is no hardware address" },
		{ "{macaddress: }", "match: macaddress must be a string, not empty" },
		{ "{macaddress: '52:54', name: eth0}", "is no hardware address" },
		{ "{name: }", "match: name must be a string, not empty" },
		{ "{name: [eth0, eth1]}", "match: name must be a string, not a list" },
		{ "{name: " LONG64 "}", "is no name of at most 63 bytes" },
		{ "{driver: virtio_net}", "'match: driver' is not supported" },
		{ "{driver: virtio_net, name: 'eth*'}", "'match: driver' is not supported" },
		{ "{name: 'eth*', driver: virtio_net}", "'match: driver' is not supported" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_sample s;
		char text[256];

		(void)snprintf(text, sizeof(text), ETH0 "match: %s\n    set-name: eth0\n",
			       cases[i].match);
		sample_parse(&s, text);
		assert_problem(&s, 0, 4, cases[i].problem);
		assert_int_equal(diag_found(&s.diags), 1);
		assert_int_equal(s.plan.count, 1);
		assert_true(s.plan.links[0].match.nothing);
		sample_release(&s);
	}
}

/* Each in line 3, behind two cards. */
static void test_mistakes_of_virtual_links(void **state)
{
	static const struct {
		const char *text, *problem, *left;
	} cases[] = {
		{ "bonds: {o: {interfaces: a}}", "interfaces must be a list of names", "bond o\n" },
		{ "bonds: {o: {interfaces: [a, [b]]}}", "must be a string", "bond o member=a\n" },
		{ "bonds: {o: {interfaces: ['a b', b]}}", "'a b' of bond 'o' is nowhere",
		  "bond o member=b\n" },
		{ "bonds: {o: {match: {name: a}}}", "'match' of bond 'o' is not", "bond o\n" },
		{ "bonds: {o: {set-name: a}}", "'set-name' of bond 'o' is not", "bond o\n" },
		{ "bonds: {o: {parameters: [mode]}}", "parameters must be a mapping", "bond o\n" },
		{ "bonds: {o: {parameters: {mode: fast}}}", "mode: 'fast' is none", "bond o\n" },
		{ "bonds: {o: {parameters: {mode: 7}}}", "mode: '7' is none", "bond o\n" },
		{ "bonds: {o: {parameters: {mode: [1]}}}", "mode must be a string", "bond o\n" },
		{ "bonds: {o: {parameters: {primary: 'a b'}}}", "'a b' is no member", "bond o\n" },
		{ "bonds: {o: {parameters: {min-links: 256}}}", "min-links must be a number",
		  "bond o\n" },
		{ "bonds: {o: {parameters: {stp: true, mode: 1}}}",
		  "the parameter 'stp' of a bond is not supported", "bond o mode=1\n" },
		{ "bonds: {o: {parameters: {miimon: 100}}}", "the parameter 'miimon' of a bond",
		  "bond o\n" },
		{ "bridges: {o: {parameters: {mode: 1}}}", "the parameter 'mode' of a bridge",
		  "bridge o stp=1\n" },
		{ "bridges: {o: {parameters: {stp: 2}}}", "stp must be true or false",
		  "bridge o stp=1\n" },
		/* the kernel would refuse the whole bridge */
		{ "bridges: {o: {parameters: {hello-time: 0}}}", "number from 1 to 10",
		  "bridge o stp=1\n" },
		{ "bridges: {o: {parameters: {max-age: 5}}}", "number from 6 to 40",
		  "bridge o stp=1\n" },
		{ "bridges: {o: {parameters: {forward-delay: 31}}}", "forward-delay must be a",
		  "bridge o stp=1\n" },
		{ "bridges: {o: {parameters: {priority: 65536}}}", "priority must be a number",
		  "bridge o stp=1\n" },
		{ "bridges: {o: {link: a}}", "'link' of bridge 'o' is not", "bridge o\n" },
		{ "vlans: {o: {id: 1, link: a, interfaces: [b]}}", "'interfaces' of vlan 'o'",
		  "vlan o on=a id=1\n" },
		{ "ethernets2: {o: {}}", "'ethernets2' is not supported", "" },
		{ "wifis: {w: {dhcp4: true}}", "no wireless network", "" },
		{ "bonds: [o]", "bonds must be a mapping of names", "" },
		{ "bonds: {a: {interfaces: [b]}}", "'a' is given twice; the first one counts", "" },
		{ "bonds: {'o/p': {interfaces: [b]}}", "bond: 'o/p' is no name of an interface",
		  "" },
		{ "bonds: {lo: {interfaces: [b]}}", "bond: 'lo' is no name of an interface", "" },
		{ "bonds: {o: [a, b]}", "'o' must be a mapping", "bond o\n" },
		{ "bonds: {o: true}", "'o' must be a mapping", "bond o\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], left[256];

		(void)snprintf(text, sizeof(text), CARDS "%s\n", cases[i].text);
		(void)snprintf(left, sizeof(left), CARDS_LEFT "%s", cases[i].left);
		check_bad(text, 3, cases[i].problem, left);
	}
}

static void test_mistakes_of_the_file(void **state)
{
	(void)state;
	check_bad("", 0, "it is empty", "");
	check_bad("# eth0: dhcp\n", 0, "it is empty", "");
	check_bad("eth0\n", 1, "must be a mapping", "");
	check_bad("- version: 2\n", 1, "must be a mapping", "");
	check_bad("ethernets: {eth0: {}}\n", 1, "needs a 'version', which is 1 or 2", "");
	check_bad("network:\n  ethernets: {eth0: {}}\n", 2, "needs a 'version'", "");
	check_bad("ethernets: {eth0: {}}\nversion: 3\n", 2, "which is 1 or 2", "");
	check_bad("version: [2]\n", 1, "which is 1 or 2", "");
	check_bad("version: 2.0\n", 1, "which is 1 or 2", "");
	check_bad("network: eth0\nversion: 2\n", 1, "'network' is not supported", "");
}

/* Half an entry may be about another card than was meant, or lead somewhere else. */
static void test_entry_that_does_not_end(void **state)
{
	(void)state;
	check_bad("version: 2\n"
		  "ethernets:\n"
		  "  eth0: {dhcp4: true}\n"
		  "  eth1:\n"
		  "    dhcp4: true\n"
		  "    macaddress: \"52:54\n"
		  "    match: {name: wan}\n",
		  8, "not valid YAML", "ethernet eth0 match-name=eth0 dhcp4\n");
	check_bad("version: 2\nethernets: {eth0: {dhcp4: true}, eth1: {dhcp4: true}\n", 3,
		  "not valid YAML",
		  "ethernet eth0 match-name=eth0 dhcp4\nethernet eth1 match-name=eth1 dhcp4\n");
}

static void test_too_large(void **state)
{
	char *text = malloc(NETWORK_CONFIG_MAX + 2);

	(void)state;
	assert_non_null(text);
	memset(text, ' ', NETWORK_CONFIG_MAX + 1);
	text[NETWORK_CONFIG_MAX + 1] = '\0';
	memcpy(text, "version: 2\nethernets: {eth0: {}}\n", 33);
	check_bad(text, 0, "larger than 1048576 bytes", "");
	text[NETWORK_CONFIG_MAX] = '\0';
	check_good(text, "ethernet eth0 match-name=eth0\n");
	free(text);
}

/* @begin, then @item with each number below @count, then @end */
static void parse_many(struct net_sample *s, const char *begin, const char *item, unsigned count,
		       const char *end)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	(void)fputs(begin, out);
	for (unsigned i = 0; i < count; i++) {
		const char *number = strchr(item, '#');

		(void)fprintf(out, "%.*s%u%s", (int)(number - item), item, i, number + 1);
	}
	(void)fputs(end, out);
	assert_int_equal(fclose(out), 0);
	sample_parse(s, text);
	free(text);
}

static void test_too_many(void **state)
{
	struct net_sample s;

	(void)state;
	parse_many(&s, "version: 2\nethernets:\n", "  e#: {}\n", NET_LINKS_MAX + 1, "");
	assert_problem(&s, 0, 3 + NET_LINKS_MAX, "more than there is room for");
	assert_int_equal(diag_found(&s.diags), 1);
	assert_int_equal(s.plan.count, NET_LINKS_MAX);
	sample_release(&s);
	parse_many(&s, ETH0 "addresses:\n", "    - 192.0.2.#/24\n", NET_ADDRESSES_MAX + 1, "");
	assert_problem(&s, 0, 5 + NET_ADDRESSES_MAX, "addresses: more than there is room for");
	assert_int_equal(diag_found(&s.diags), 1);
	assert_int_equal(s.plan.links[0].address_count, NET_ADDRESSES_MAX);
	sample_release(&s);
	parse_many(&s, ETH0 "routes:\n", "    - {to: 10.0.0.0/8, metric: #}\n", NET_ROUTES_MAX + 1,
		   "");
	assert_problem(&s, 0, 5 + NET_ROUTES_MAX, "routes: more than there is room for");
	assert_int_equal(diag_found(&s.diags), 1);
	assert_int_equal(s.plan.links[0].route_count, NET_ROUTES_MAX);
	sample_release(&s);
	parse_many(&s, ETH0 "gateway4: 192.0.2.1\n    routes:\n",
		   "    - {to: 10.0.0.0/8, metric: #}\n", NET_ROUTES_MAX, "");
	assert_int_equal(diag_found(&s.diags), 1);
	sample_release(&s);
	parse_many(&s, ETH0 "nameservers:\n      addresses:\n", "      - 192.0.2.#\n", 17, "");
	assert_problem(&s, 0, 22, "nameservers: addresses: more than there is room for");
	assert_int_equal(s.plan.links[0].dns.count, 16);
	sample_release(&s);
}

/* A list of them is searched for each name that is added. */
static void test_too_many_members(void **state)
{
	clock_t start = clock();
	struct net_sample s;

	(void)state;
	parse_many(&s, "version: 2\nbonds:\n  o:\n    interfaces:\n", "    - e#\n", 18000, "");
	assert_true(clock() - start < SECONDS_MAX * CLOCKS_PER_SEC);
	assert_problem(&s, 0, 5 + NET_LINKS_MAX, "interfaces: more than there is room for");
	assert_int_equal(diag_found(&s.diags), 18000);
	assert_plan(&s, "bond o\n");
	sample_release(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_keys_of_an_ethernet),
		cmocka_unit_test(test_nothing_given),
		cmocka_unit_test(test_wrapper),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_name_servers),
		cmocka_unit_test(test_bond),
		cmocka_unit_test(test_words_of_a_bond),
		cmocka_unit_test(test_bridge),
		cmocka_unit_test(test_vlan),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_mistakes_of_a_route),
		cmocka_unit_test(test_match_that_cannot_be_read),
		cmocka_unit_test(test_mistakes_of_virtual_links),
		cmocka_unit_test(test_mistakes_of_the_file),
		cmocka_unit_test(test_entry_that_does_not_end),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_too_many_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
