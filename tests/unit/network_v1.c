// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/network_v1.c, network_config.c and net_params.c, through whole files of
// version 1.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net_sample.h"

#define TOP "version: 1\nconfig:\n"
#define ETH0 TOP "  - type: physical\n    name: eth0\n"
#define ETH0_LEFT "ethernet eth0 match-name=eth0"
#define CARDS TOP "  - {type: physical, name: a}\n  - {type: physical, name: b}\n"
#define CARDS_LEFT "ethernet a match-name=a\nethernet b match-name=b\n"

static void test_physical(void **state)
{
	(void)state;
	/* a hardware address says which card is meant, and the name is what it gets */
	check_good(TOP "  - type: physical\n"
		       "    name: lan\n"
		       "    mac_address: 52:54:00:12:34:56\n"
		       "    mtu: 1400\n"
		       "    accept-ra: true\n",
		   "ethernet lan match-mac=52:54:00:12:34:56 set-name=lan accept-ra=1 mtu=1400\n");
	check_good(TOP "  - type: physical\n    name: eth0\n    subnets:\n", ETH0_LEFT "\n");
	check_good(TOP "  - {mac_address: '52:54:00:12:34:56', name: lan, type: physical}\n",
		   "ethernet lan match-mac=52:54:00:12:34:56 set-name=lan\n");
}

static void test_wrapper(void **state)
{
	static const char wanted[] = ETH0_LEFT " dhcp4\n";

	(void)state;
	check_good("network:\n  version: 1\n  config:\n    - type: physical\n      name: eth0\n"
		   "      subnets: [{type: dhcp}]\n",
		   wanted);
	check_good(
		"config: [{type: physical, name: eth0, subnets: [{type: dhcp}]}]\nversion: '1'\n",
		wanted);
}

static void test_subnets(void **state)
{
	static const struct {
		const char *subnets, *wanted;
	} cases[] = {
		{ "[]", "" },
		{ "[{type: dhcp}]", " dhcp4" },
		{ "[{type: dhcp4}, {type: dhcp6}]", " dhcp4 dhcp6" },
		{ "[{type: ipv6_dhcpv6-stateful}]", " dhcp6" },
		{ "[{type: manual}]", "" },
		{ "[{type: ipv6_slaac}]", "" },
		{ "[{type: static, address: 192.0.2.1/24}]", " address=192.0.2.1/24" },
		{ "[{type: static, address: 192.0.2.1, netmask: 255.255.255.192}]",
		  " address=192.0.2.1/26" },
		{ "[{type: static, netmask: 24, address: 192.0.2.1}]", " address=192.0.2.1/24" },
		{ "[{type: static, address: 192.0.2.1/25, netmask: 255.255.255.0}]",
		  " address=192.0.2.1/25" },
		{ "[{type: static6, address: '2001:db8::1/64'}]", " address=2001:db8::1/64" },
		{ "[{type: static6, address: '2001:db8::1', netmask: 'ffff:ffff::'}]",
		  " address=2001:db8::1/32" },
		{ "[{type: static, address: '2001:db8::1', netmask: 64}]",
		  " address=2001:db8::1/64" },
		{ "[{type: dhcp}, {type: static, address: 192.0.2.1/24}]",
		  " dhcp4 address=192.0.2.1/24" },
		{ "[{type: static, address: 192.0.2.1/24, gateway: 192.0.2.254}]",
		  " address=192.0.2.1/24 route=0.0.0.0/0,192.0.2.254" },
		{ "[{type: static6, address: '2001:db8::1/64', gateway: 'fe80::1'}]",
		  " address=2001:db8::1/64 route=::/0,fe80::1" },
		/* some hosters have the gateway outside of all networks */
		{ "[{type: static, address: 192.0.2.1/32, gateway: 198.51.100.1}]",
		  " address=192.0.2.1/32 route=0.0.0.0/0,198.51.100.1,on-link" },
		{ "[{type: dhcp, dns_nameservers: [192.0.2.53, '2001:db8::53'], dns_search: [a, b]}]",
		  " dhcp4 dns=192.0.2.53 dns=2001:db8::53 search=a search=b" },
		{ "[{type: dhcp, dns_nameservers: 192.0.2.53 192.0.2.54, dns_search: a.example}]",
		  " dhcp4 dns=192.0.2.53 dns=192.0.2.54 search=a.example" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], wanted[256];

		(void)snprintf(text, sizeof(text), ETH0 "    subnets: %s\n", cases[i].subnets);
		(void)snprintf(wanted, sizeof(wanted), ETH0_LEFT "%s\n", cases[i].wanted);
		check_good(text, wanted);
	}
}

static void test_routes_of_a_subnet(void **state)
{
	static const struct {
		const char *route, *wanted;
	} cases[] = {
		{ "{network: 10.0.0.0, netmask: 255.0.0.0, gateway: 192.0.2.1}",
		  "10.0.0.0/8,192.0.2.1" },
		{ "{destination: 10.1.2.3/8, gateway: 192.0.2.1}", "10.0.0.0/8,192.0.2.1" },
		{ "{network: 0.0.0.0, netmask: 0.0.0.0, gateway: 192.0.2.1, metric: 7}",
		  "0.0.0.0/0,192.0.2.1,metric=7" },
		{ "{destination: '2001:db8:1::', netmask: 48, gateway: 'fe80::1'}",
		  "2001:db8:1::/48,fe80::1" },
		{ "{gateway: 'fe80::1', network: '::/0'}", "::/0,fe80::1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], wanted[256];

		(void)snprintf(text, sizeof(text),
			       ETH0 "    subnets: [{type: manual, routes: [%s]}]\n",
			       cases[i].route);
		(void)snprintf(wanted, sizeof(wanted), ETH0_LEFT " route=%s\n", cases[i].wanted);
		check_good(text, wanted);
	}
}

static void test_bond(void **state)
{
	static const char *const spellings[] = {
		"{bond-mode: active-backup, bond-miimon: 100, bond-updelay: 200, bond-downdelay: 300,"
		" bond-lacp-rate: slow, bond-xmit-hash-policy: layer2+3, bond-ad-select: count,"
		" bond-fail-over-mac: follow, bond-min-links: 2, bond-primary: b}",
		"{bond_mode: 1, bond_miimon: 100, bond_updelay: 200, bond_downdelay: 300,"
		" bond_lacp_rate: 0, bond_xmit_hash_policy: 2, bond_ad_select: 2,"
		" bond_fail_over_mac: 2, bond_min_links: 2, bond_primary: b}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		char text[1024];

		(void)snprintf(text, sizeof(text),
			       CARDS "  - type: bond\n"
				     "    name: bond0\n"
				     "    bond_interfaces: [a, b]\n"
				     "    mac_address: '52:54:00:12:34:56'\n"
				     "    mtu: 9000\n"
				     "    params: %s\n"
				     "    subnets: [{type: dhcp4}]\n",
			       spellings[i]);
		check_good(text, CARDS_LEFT
			   "bond bond0 member=a member=b mode=1 lacp-rate=0 hash-policy=2"
			   " ad-select=2 fail-over-mac=2 miimon=100 up-delay=200 down-delay=300"
			   " min-links=2 primary=b dhcp4 mtu=9000 mac=52:54:00:12:34:56\n");
	}
}

static void test_bridge(void **state)
{
	(void)state;
	check_good(CARDS "  - type: bridge\n"
			 "    name: br0\n"
			 "    bridge_interfaces: [b]\n"
			 "    params:\n"
			 "      bridge_stp: on\n"
			 "      bridge_fd: 15\n"
			 "      bridge_hello: 2\n"
			 "      bridge_maxage: 20\n"
			 "      bridge-bridgeprio: 22\n"
			 "    subnets: [{type: static, address: 192.0.2.1/24}]\n",
		   CARDS_LEFT "bridge br0 member=b stp=1 forward-delay=15 hello=2 max-age=20"
			      " priority=22 address=192.0.2.1/24\n");
	/* cloud-init's own example has it in quotes */
	check_good(TOP "  - {type: bridge, name: br0, params: {bridge_stp: 'off'}}\n",
		   "bridge br0 stp=0\n");
}

static void test_vlan(void **state)
{
	(void)state;
	check_good(CARDS "  - type: vlan\n"
			 "    name: a.100\n"
			 "    vlan_link: a\n"
			 "    vlan_id: 100\n"
			 "    mtu: 1400\n"
			 "    subnets: [{type: dhcp6}]\n"
			 "  - {type: vlan, name: b.0, vlan_link: b, vlan_id: 0}\n",
		   CARDS_LEFT "vlan a.100 on=a id=100 dhcp6 mtu=1400\nvlan b.0 on=b id=0\n");
}

static void test_name_servers(void **state)
{
	(void)state;
	check_good(CARDS "  - type: nameserver\n"
			 "    address: [192.0.2.53, '2001:db8::53']\n"
			 "    search: [example.com]\n"
			 "  - {type: nameserver, interface: b, address: 192.0.2.54}\n"
			 "  - {type: nameserver, search: [lan]}\n",
		   "ethernet a match-name=a\nethernet b match-name=b dns=192.0.2.54\n"
		   "machine dns=192.0.2.53 dns=2001:db8::53 search=example.com search=lan\n");
	/* in front of what they speak of */
	check_good(TOP "  - {type: nameserver, address: 192.0.2.53}\n"
		       "  - {type: nameserver, interface: b, address: 192.0.2.54}\n"
		       "  - {type: physical, name: a}\n  - {type: physical, name: b}\n",
		   "ethernet a match-name=a\nethernet b match-name=b dns=192.0.2.54\n"
		   "machine dns=192.0.2.53\n");
}

/* A route at the top goes where its gateway is. */
static void test_routes(void **state)
{
	static const char links[] =
		"  - {type: physical, name: a, subnets: [{type: static, address: 10.0.0.1/9},"
		" {type: static, address: '2001:db8::1/127'}]}\n"
		"  - {type: physical, name: b, subnets: [{type: dhcp},"
		" {type: static, address: 192.0.2.129/25}]}\n";
	static const struct {
		const char *route, *of_a, *of_b;
	} cases[] = {
		{ "{destination: 198.51.100.0/24, gateway: 192.0.2.130}", "",
		  " route=198.51.100.0/24,192.0.2.130" },
		{ "{destination: 198.51.100.0/24, gateway: 10.127.255.255, metric: 3}",
		  " route=198.51.100.0/24,10.127.255.255,metric=3", "" },
		{ "{network: 198.51.100.9, netmask: 255.255.255.0, gateway: 10.0.0.2}",
		  " route=198.51.100.0/24,10.0.0.2", "" },
		{ "{destination: '::/0', gateway: '2001:db8::'}", " route=::/0,2001:db8::", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char before[1024], behind[1024], wanted[1024];
		const char *route = cases[i].route + 1;

		(void)snprintf(before, sizeof(before), TOP "  - {type: route, %s\n%s", route,
			       links);
		(void)snprintf(behind, sizeof(behind), TOP "%s  - {type: route, %s\n", links,
			       route);
		(void)snprintf(wanted, sizeof(wanted),
			       "ethernet a match-name=a address=10.0.0.1/9"
			       " address=2001:db8::1/127%s\n"
			       "ethernet b match-name=b dhcp4 address=192.0.2.129/25%s\n",
			       cases[i].of_a, cases[i].of_b);
		check_good(before, wanted);
		check_good(behind, wanted);
	}
}

static void test_loopback(void **state)
{
	(void)state;
	check_good(TOP "  - {type: loopback, name: lo, subnets: [{type: loopback}]}\n"
		       "  - {type: physical, name: eth0}\n",
		   ETH0_LEFT "\n");
}

/* As Proxmox VE writes it. */
static void test_file_of_a_hypervisor(void **state)
{
	(void)state;
	check_good("version: 1\n"
		   "config:\n"
		   "    - type: physical\n"
		   "      name: eth0\n"
		   "      mac_address: 'bc:24:11:00:00:01'\n"
		   "      subnets:\n"
		   "      - type: static\n"
		   "        address: '192.0.2.10'\n"
		   "        netmask: '255.255.255.0'\n"
		   "        gateway: '192.0.2.1'\n"
		   "      - type: static6\n"
		   "        address: '2001:db8::10/64'\n"
		   "        gateway: '2001:db8::1'\n"
		   "    - type: nameserver\n"
		   "      address:\n"
		   "      - '192.0.2.53'\n"
		   "      search:\n"
		   "      - 'example.com'\n",
		   "ethernet eth0 match-mac=bc:24:11:00:00:01 set-name=eth0"
		   " address=192.0.2.10/24 address=2001:db8::10/64 route=0.0.0.0/0,192.0.2.1"
		   " route=::/0,2001:db8::1\nmachine dns=192.0.2.53 search=example.com\n");
}

/* Each in line 5, in the entry of a card called eth0. */
static void test_mistakes(void **state)
{
	static const struct {
		const char *key, *problem;
		const char *left; /* of the entry, beside its name */
	} cases[] = {
		{ "mtu: 67", "mtu must be a number from 68 to 65536", "" },
		{ "accept-ra: maybe", "accept-ra must be true or false", "" },
		{ "vlan_id: 3", "'vlan_id' of eth0 is not supported", "" },
		{ "params: {bond-mode: 1}", "'params' of eth0 is not supported", "" },
		{ "bond_interfaces: [a]", "'bond_interfaces' of eth0 is not supported", "" },
		{ "wakeonlan: true", "'wakeonlan' of eth0 is not supported", "" },
		{ "subnets: dhcp", "subnets must be a list", "" },
		{ "subnets: [dhcp, {type: dhcp6}]", "subnets: an entry must be a mapping",
		  " dhcp6" },
		{ "subnets: [{type: dhcp5}, {type: dhcp4}]",
		  "a subnet of type 'dhcp5' is not supported", " dhcp4" },
		{ "subnets: [{address: 192.0.2.1/24}]", "a subnet of type '' is not supported",
		  "" },
		{ "subnets: [{type: [dhcp]}]", "type must be a string, not a list", "" },
		{ "subnets: [{type: dhcp, control: manual}]", "'control' of a subnet is not",
		  " dhcp4" },
		{ "subnets: [{type: static}]", "a static subnet needs an 'address'", "" },
		{ "subnets: [{type: static, address: 192.0.2.1}]",
		  "'192.0.2.1' needs a netmask, or the length of its network, like 192.0.2.1/24",
		  "" },
		{ "subnets: [{type: static, address: 192.0.2.1, netmask: 255.0.255.0}]",
		  "netmask: '255.0.255.0' is none", "" },
		{ "subnets: [{type: static, address: 192.0.2.1, netmask: 'ffff::'}]",
		  "netmask: 'ffff::' is none", "" },
		{ "subnets: [{type: static, address: 192.0.2.1, netmask: [24]}]",
		  "netmask: '' is none", "" },
		{ "subnets: [{type: static, address: 192.0.2.300/24}]",
		  "address: '192.0.2.300/24' is no address", "" },
		{ "subnets: [{type: static, address: [192.0.2.1/24]}]", "address must be a string",
		  "" },
		{ "subnets: [{type: static, address: 192.0.2.1/24, gateway: here}]",
		  "gateway: 'here' is no address", " address=192.0.2.1/24" },
		{ "subnets: [{type: dhcp, dns_nameservers: [ns.example, 192.0.2.53]}]",
		  "dns_nameservers: 'ns.example' is no address", " dhcp4 dns=192.0.2.53" },
		{ "subnets: [{type: dhcp, dns_search: {a: b}}]", "dns_search must be a list",
		  " dhcp4" },
		{ "subnets: [{type: dhcp, routes: {network: 10.0.0.0/8}}]", "routes must be a list",
		  " dhcp4" },
		{ "subnets: [{type: dhcp, routes: [10.0.0.0/8]}]",
		  "routes: an entry must be a mapping", " dhcp4" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], left[256];

		(void)snprintf(text, sizeof(text), ETH0 "    %s\n", cases[i].key);
		(void)snprintf(left, sizeof(left), ETH0_LEFT "%s\n", cases[i].left);
		check_bad(text, 5, cases[i].problem, left);
	}
}

static void test_mistakes_of_a_route(void **state)
{
	static const struct {
		const char *route, *problem, *left;
	} cases[] = {
		{ "{gateway: 192.0.2.1}", "a route needs a 'network' (or 'destination') and a",
		  "" },
		{ "{network: 10.0.0.0/8}", "and a 'gateway'", "" },
		{ "{network: 10.0.0.0, gateway: 192.0.2.1}", "'10.0.0.0' needs a netmask", "" },
		{ "{network: 10.0.0.0, netmask: 255.0.0.1, gateway: 192.0.2.1}",
		  "netmask: '255.0.0.1' is none", "" },
		{ "{destination: default, gateway: 192.0.2.1}",
		  "destination: 'default' is no address", "" },
		{ "{network: 10.0.0.0/8, gateway: 'fe80::1'}",
		  "gateway: 'fe80::1' is of another family than the route", "" },
		{ "{network: 10.0.0.0/8, gateway: there}", "gateway: 'there' is no address", "" },
		{ "{network: 10.0.0.0/8, gateway: 192.0.2.1, metric: x}", "metric must be a number",
		  " route=10.0.0.0/8,192.0.2.1" },
		{ "{network: 10.0.0.0/8, gateway: 192.0.2.1, mtu: 1400}",
		  "'mtu' of a route is not supported", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], left[256];

		(void)snprintf(text, sizeof(text),
			       ETH0 "    subnets: [{type: manual, routes: [%s]}]\n",
			       cases[i].route);
		(void)snprintf(left, sizeof(left), ETH0_LEFT "%s\n", cases[i].left);
		check_bad(text, 5, cases[i].problem, left);
	}
}

/* Another card than the one that was meant would be worse than none. */
static void test_bad_hardware_address(void **state)
{
	static const char *const cases[] = { "52:54:00:12:34", "", "[52:54:00:12:34:56]", "eth0" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_sample s;
		char text[256];

		(void)snprintf(text, sizeof(text), ETH0 "    mac_address: %s\n", cases[i]);
		sample_parse(&s, text);
		assert_problem(&s, 0, 5, "mac_address");
		assert_int_equal(diag_found(&s.diags), 1);
		assert_int_equal(s.plan.count, 1);
		assert_true(s.plan.links[0].match.nothing);
		sample_release(&s);
	}
}

/* Each in line 5, behind two cards. */
static void test_mistakes_of_entries(void **state)
{
	static const struct {
		const char *entry, *problem, *left;
	} cases[] = {
		{ "eth0", "an entry of type '' is not supported", "" },
		{ "{name: eth0}", "an entry of type '' is not supported", "" },
		{ "{type: [bond], name: o}", "an entry of type '' is not supported", "" },
		{ "{type: infiniband, name: ib0}", "an entry of type 'infiniband' is not", "" },
		{ "{type: physical}", "an entry of type physical needs a 'name'", "" },
		{ "{type: vlan, vlan_id: 3, vlan_link: a}", "an entry of type vlan needs", "" },
		{ "{type: physical, name: a/b}", "name: 'a/b' is no name of an interface", "" },
		{ "{type: physical, name: }", "name must be a string, not empty", "" },
		{ "{type: bond, name: a, bond_interfaces: [b]}", "'a' is given twice", "" },
		{ "{type: bond, name: o, bond_interfaces: a}", "bond_interfaces must be a list",
		  "bond o\n" },
		{ "{type: bond, name: o, bridge_interfaces: [a]}", "'bridge_interfaces' of o",
		  "bond o\n" },
		{ "{type: bond, name: o, mac_address: '52:54'}", "is no hardware address",
		  "bond o\n" },
		{ "{type: bond, name: o, params: [bond-mode]}", "params must be a mapping",
		  "bond o\n" },
		{ "{type: bond, name: o, params: {bond-mode: 9, bond-miimon: 100}}",
		  "bond-mode: '9' is none", "bond o miimon=100\n" },
		{ "{type: bond, name: o, params: {mode: 1}}", "the parameter 'mode' of a bond",
		  "bond o\n" },
		{ "{type: bond, name: o, params: {bond-: 1}}", "the parameter 'bond-' of a bond",
		  "bond o\n" },
		{ "{type: bond, name: o, params: {bondsmode: 1}}", "the parameter 'bondsmode'",
		  "bond o\n" },
		{ "{type: bond, name: o, params: {bond-mii-monitor-interval: 1}}",
		  "the parameter 'bond-mii-monitor-interval' of a bond", "bond o\n" },
		{ "{type: bond, name: o, params: {bridge_stp: on}}", "'bridge_stp' of a bond",
		  "bond o\n" },
		{ "{type: bridge, name: o, params: {bridge_stp: 'perhaps'}}",
		  "bridge_stp must be true or false", "bridge o\n" },
		{ "{type: bridge, name: o, params: {bridge_hello: 0}}",
		  "bridge_hello must be a number from 1 to 10", "bridge o\n" },
		{ "{type: bridge, name: o, params: {bridge_ageing: 250}}",
		  "the parameter 'bridge_ageing' of a bridge", "bridge o\n" },
		{ "{type: bridge, name: o, vlan_link: a}", "'vlan_link' of o", "bridge o\n" },
		{ "{type: nameserver, interface: c, address: 192.0.2.53}",
		  "nameserver: its interface is nowhere", "machine dns=192.0.2.53\n" },
		{ "{type: nameserver, address: [ns.example]}", "'ns.example' is no address", "" },
		{ "{type: nameserver, address: [], name: x}", "'name' of a nameserver is not", "" },
		{ "{type: route, destination: 10.0.0.0/8, gateway: 192.0.2.1}",
		  "route: its gateway is in no network of an interface", "" },
		{ "{type: route, destination: 10.0.0.0/8}", "a route needs", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[512], left[256];

		(void)snprintf(text, sizeof(text), CARDS "  - %s\n", cases[i].entry);
		(void)snprintf(left, sizeof(left), CARDS_LEFT "%s", cases[i].left);
		check_bad(text, 5, cases[i].problem, left);
	}
}

static void test_mistakes_of_the_file(void **state)
{
	(void)state;
	check_bad("version: 1\n", 1, "version 1 needs a list 'config'", "");
	check_bad("version: 1\nconfig: {type: physical, name: eth0}\n", 2, "config must be a list",
		  "");
	check_bad("version: 1\nethernets: {}\nconfig: [{type: physical, name: eth0}]\n", 2,
		  "unknown key 'ethernets'", ETH0_LEFT "\n");
	check_bad("config: [{type: physical, name: eth0}]\n", 1, "needs a 'version'", "");
	check_good("version: 1\nconfig: disabled\n", "disabled\n");
	check_good("network: {config: disabled}\n", "disabled\n");
}

/* Half an entry may be about another card than was meant. */
static void test_entry_that_does_not_end(void **state)
{
	(void)state;
	check_bad(TOP "  - {type: physical, name: eth0}\n"
		      "  - type: physical\n"
		      "    name: eth1\n"
		      "    mtu: \"1400\n"
		      "    mac_address: 52:54:00:12:34:56\n",
		  8, "not valid YAML", ETH0_LEFT "\n");
}

static void test_too_many_links(void **state)
{
	struct net_sample s;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	(void)fputs(TOP, out);
	for (int i = 0; i <= NET_LINKS_MAX; i++)
		(void)fprintf(out, "  - {type: physical, name: e%d}\n", i);
	assert_int_equal(fclose(out), 0);
	sample_parse(&s, text);
	assert_problem(&s, 0, 3 + NET_LINKS_MAX, "config: more than there is room for");
	assert_int_equal(diag_found(&s.diags), 1);
	assert_int_equal(s.plan.count, NET_LINKS_MAX);
	sample_release(&s);
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_physical),
		cmocka_unit_test(test_wrapper),
		cmocka_unit_test(test_subnets),
		cmocka_unit_test(test_routes_of_a_subnet),
		cmocka_unit_test(test_bond),
		cmocka_unit_test(test_bridge),
		cmocka_unit_test(test_vlan),
		cmocka_unit_test(test_name_servers),
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_loopback),
		cmocka_unit_test(test_file_of_a_hypervisor),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_mistakes_of_a_route),
		cmocka_unit_test(test_bad_hardware_address),
		cmocka_unit_test(test_mistakes_of_entries),
		cmocka_unit_test(test_mistakes_of_the_file),
		cmocka_unit_test(test_entry_that_does_not_end),
		cmocka_unit_test(test_too_many_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
