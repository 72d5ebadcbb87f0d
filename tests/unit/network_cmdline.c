// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/network_cmdline.c, network_word.c and ip_word.c, through whole command
// lines.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "../../berth/network/network_cmdline.h"
#include "net_sample.h"

#define MAC "52:54:00:12:34:56"
#define EVERY "ethernet wired match-name=*"
#define ETH0 "ethernet eth0 match-name=eth0"

struct sample {
	struct network_cmdline cmdline;
	struct diag_list diags;
};

static void parse(struct sample *s, const char *cmdline)
{
	char *words = NULL;

	assert_int_equal(network_cmdline_words(cmdline, &words), 0);
	assert_true(network_cmdline_is(words));
	diag_init(&s->diags, NETWORK_CMDLINE);
	assert_int_equal(network_cmdline_parse(words, &s->diags, &s->cmdline), 0);
	free(words);
}

static void release(struct sample *s)
{
	network_cmdline_release(&s->cmdline);
	diag_free(&s->diags);
}

/* @problem: the only one; NULL: there is none */
static void check(const char *cmdline, const char *problem, const char *wanted)
{
	struct sample s;
	char *text;

	parse(&s, cmdline);
	if (diag_found(&s.diags) != (problem != NULL))
		fail_msg("%s: %zu problems: %s", cmdline, diag_found(&s.diags),
			 s.diags.count ? s.diags.items[0].text : "");
	if (problem && !strstr(s.diags.items[0].text, problem))
		fail_msg("got '%s', wanted '%s'", s.diags.items[0].text, problem);
	text = sample_text(&s.cmdline.plan);
	assert_string_equal(text, wanted);
	assert_true(s.cmdline.plan.usable);
	free(text);
	release(&s);
}

struct table {
	const char *cmdline, *wanted;
};

static void check_all(const struct table *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(cases[i].cmdline, NULL, cases[i].wanted);
}
#define CHECK_ALL(cases) check_all(cases, sizeof(cases) / sizeof((cases)[0]))

static void test_words(void **state)
{
	char *words = NULL;

	(void)state;
	assert_int_equal(network_cmdline_words("root=x quiet ipv6.disable=1 ip6=x", &words),
			 -ENOENT);
	assert_int_equal(network_cmdline_words("quiet -- ip=dhcp", &words), -ENOENT);
	assert_int_equal(network_cmdline_words("a ip=dhcp b=c \"vlan=v5:eth0\" ip", &words), 0);
	assert_non_null(strstr(words, "\nip=dhcp\nvlan=v5:eth0\nip=\n"));
	free(words);
	assert_false(network_cmdline_is("version: 2\n"));
	assert_false(network_cmdline_is(""));
}

static void test_short_forms(void **state)
{
	static const struct table cases[] = {
		{ "ip=dhcp", EVERY " dhcp4\n" },
		{ "ip=on", EVERY " dhcp4\n" },
		{ "ip=any", EVERY " dhcp4\n" },
		{ "ip=", EVERY " dhcp4\n" },
		{ "ip", EVERY " dhcp4\n" },
		{ "ip=dhcp6", EVERY " dhcp6\n" },
		{ "ip=either6", EVERY " dhcp6 accept-ra=1\n" },
		{ "ip=auto6", EVERY " accept-ra=1\n" },
		{ "ip=dhcp ip=dhcp6", EVERY " dhcp4 dhcp6\n" },
		{ "ip=off", "disabled\n" },
		{ "ip=none", "disabled\n" },
		{ "ip=off ip=eth0:dhcp", ETH0 " dhcp4\n" },
		{ "ip=eth0:dhcp", ETH0 " dhcp4\n" },
		{ "ip=eth0:none", ETH0 "\n" },
		{ "ip=eth0:dhcp:1400", ETH0 " dhcp4 mtu=1400\n" },
		{ "ip=eth0:dhcp:1400:" MAC, ETH0 " dhcp4 mtu=1400 mac=" MAC "\n" },
		{ "ip=eth0:dhcp::" MAC, ETH0 " dhcp4 mac=" MAC "\n" },
		{ "ip=eth0:dhcp::52-54-00-12-34-56", ETH0 " dhcp4 mac=" MAC "\n" },
		{ "ip=eth0:dhcp ip=eth0:dhcp6 ip=eth1:auto6",
		  ETH0 " dhcp4 dhcp6\nethernet eth1 match-name=eth1 accept-ra=1\n" },
	};

	(void)state;
	CHECK_ALL(cases);
}

static void test_long_form(void **state)
{
	static const struct table cases[] = {
		{ "ip=192.0.2.2::192.0.2.1:255.255.255.0:web:eth0:none",
		  ETH0 " address=192.0.2.2/24 route=0.0.0.0/0,192.0.2.1\n" },
		{ "ip=192.0.2.2:::24::eth0:off", ETH0 " address=192.0.2.2/24\n" },
		{ "ip=192.0.2.2/24:::::eth0", ETH0 " address=192.0.2.2/24\n" },
		{ "ip=192.0.2.2/24", ETH0 " address=192.0.2.2/24\n" },
		{ "ip=192.0.2.2/24:::::eth0:none:1400", ETH0 " mtu=1400 address=192.0.2.2/24\n" },
		{ "ip=192.0.2.2/24:::::eth0:none:1400:" MAC,
		  ETH0 " mtu=1400 mac=" MAC " address=192.0.2.2/24\n" },
		{ "ip=192.0.2.2/24:::::eth0:none:9.9.9.9",
		  ETH0 " address=192.0.2.2/24 dns=9.9.9.9\n" },
		{ "ip=192.0.2.2/24:::::eth0:none:9.9.9.9:[2620:fe::9]:192.0.2.9",
		  ETH0 " address=192.0.2.2/24 dns=9.9.9.9 dns=2620:fe::9\n" },
		{ "ip=192.0.2.2/24:::::eth0:none::9.9.9.9",
		  ETH0 " address=192.0.2.2/24 dns=9.9.9.9\n" },
		{ "ip=[2001:db8::2]::[2001:db8::1]:64::eth0:none",
		  ETH0 " address=2001:db8::2/64 route=::/0,2001:db8::1\n" },
		{ "ip=[2001:db8::2]/64::[fe80::1]:::eth0:none",
		  ETH0 " address=2001:db8::2/64 route=::/0,fe80::1\n" },
		/* both families */
		{ "ip=192.0.2.2/24:::::eth0:none ip=[2001:db8::2]/64:::::eth0:none",
		  ETH0 " address=192.0.2.2/24 address=2001:db8::2/64\n" },
		{ "ip=192.0.2.2/32::198.51.100.1:::eth0:none",
		  ETH0 " address=192.0.2.2/32 route=0.0.0.0/0,198.51.100.1,on-link\n" },
		{ "ip=192.0.2.2/24:::::eth0:none:::192.0.2.123", ETH0 " address=192.0.2.2/24\n" },
		{ "ip=192.0.2.2/24:::::eth0:off:::", ETH0 " address=192.0.2.2/24\n" },
		{ "ip=192.0.2.2/24:::::eth0:off::", ETH0 " address=192.0.2.2/24\n" },
		{ "ip=:::::eth0:dhcp", ETH0 " dhcp4\n" },
		{ "ip=:::::eth0", ETH0 " dhcp4\n" },
		{ "ip=::::web::dhcp", EVERY " dhcp4\n" },
		{ "ip=192.0.2.2/24:::::eth0:dhcp", ETH0 " dhcp4 address=192.0.2.2/24\n" },
	};

	(void)state;
	CHECK_ALL(cases);
}

static void test_what_is_the_machines(void **state)
{
	struct sample s;

	(void)state;
	parse(&s, "ip=192.0.2.2:192.0.2.9:192.0.2.1:24:web.example:eth0:none:9.9.9.9::192.0.2.123");
	assert_string_equal(s.cmdline.hostname, "web.example");
	assert_int_equal(s.cmdline.ntp.count, 1);
	assert_string_equal(s.cmdline.ntp.items[0], "192.0.2.123");
	/* a server to mount the root from: not wrong, but nothing comes of it */
	assert_int_equal(diag_found(&s.diags), 0);
	assert_int_equal(s.diags.notes, 1);
	assert_non_null(strstr(s.diags.items[0].text, "'192.0.2.9' is not used"));
	release(&s);
}

static void test_nameserver(void **state)
{
	static const struct table cases[] = {
		{ "nameserver=9.9.9.9 nameserver=[2620:fe::9] ip=eth0:dhcp",
		  ETH0 " dhcp4\nmachine dns=9.9.9.9 dns=2620:fe::9\n" },
		{ "nameserver=9.9.9.9", "machine dns=9.9.9.9\n" },
	};

	(void)state;
	CHECK_ALL(cases);
	check("nameserver=dns.example ip=eth0:dhcp", "nameserver=: 'dns.example' is no address",
	      ETH0 " dhcp4\n");
}

static void test_vlan(void **state)
{
	static const struct table cases[] = {
		{ "vlan=vlan5:eth0 ip=vlan5:dhcp", ETH0 "\nvlan vlan5 on=eth0 id=5 dhcp4\n" },
		{ "ip=eth0.5:dhcp vlan=eth0.5:eth0", ETH0 "\nvlan eth0.5 on=eth0 id=5 dhcp4\n" },
		{ "vlan=eth0.0005:eth0 ip=eth0.0005:none", ETH0 "\nvlan eth0.0005 on=eth0 id=5\n" },
		{ "vlan=vlan0010:eth0 ip=vlan0010:dhcp ip=eth0:dhcp6",
		  ETH0 " dhcp6\nvlan vlan0010 on=eth0 id=10 dhcp4\n" },
		/* without ip=: whatever nothing is made of */
		{ "vlan=vlan5:eth0", EVERY " dhcp4\n" ETH0 "\nvlan vlan5 on=eth0 id=5 dhcp4\n" },
		/* parts come first */
		{ "vlan=in.6:out.5 vlan=out.5:eth0 ip=in.6:dhcp",
		  ETH0 "\nvlan out.5 on=eth0 id=5\nvlan in.6 on=out.5 id=6 dhcp4\n" },
	};

	(void)state;
	CHECK_ALL(cases);
	check("vlan=office:eth0 ip=eth0:dhcp", "vlan=: 'office' does not end in a number",
	      ETH0 " dhcp4\n");
	check("vlan=vlan4095:eth0 ip=eth0:dhcp", "vlan=: 'vlan4095' does not end", ETH0 " dhcp4\n");
	check("vlan=vlan5 ip=eth0:dhcp", "vlan=: '' is no name", ETH0 " dhcp4\n");
	check("vlan=vlan5:eth0 vlan=vlan5:eth1 ip=eth0:dhcp", "'vlan5' is given twice",
	      ETH0 " dhcp4\nvlan vlan5 on=eth0 id=5\n");
	check("vlan=v1:v1 ip=eth0:dhcp", "vlan 'v1' is left out: it is a part of itself",
	      ETH0 " dhcp4\n");
}

#define MEMBERS "ethernet eth0 match-name=eth0\nethernet eth1 match-name=eth1\n"
#define BOND "bond bond0 member=eth0 member=eth1"

static void test_bond(void **state)
{
	static const struct table cases[] = {
		{ "bond=bond0:eth0,eth1:mode=802.3ad,miimon=200,lacp_rate=fast ip=bond0:dhcp",
		  MEMBERS BOND " mode=4 lacp-rate=1 miimon=200 dhcp4\n" },
		{ "bond=bond0:eth0,eth1:mode=active-backup,primary=eth1,fail_over_mac=1:1400 "
		  "ip=192.0.2.2/24:::::bond0:none",
		  MEMBERS BOND " mode=1 fail-over-mac=1 primary=eth1 mtu=1400 "
			       "address=192.0.2.2/24\n" },
		{ "bond=bond0:eth0,eth1:mode=1,xmit_hash_policy=layer3+4 ip=bond0:none",
		  MEMBERS BOND " mode=1 hash-policy=1\n" },
		{ "bond=bond0 ip=bond0:dhcp", MEMBERS BOND " mode=0 dhcp4\n" },
		{ "bond ip=bond0:dhcp", MEMBERS BOND " mode=0 dhcp4\n" },
		{ "ip=vlan5:dhcp vlan=vlan5:bond0 bond=bond0:eth0,eth1",
		  MEMBERS BOND " mode=0\nvlan vlan5 on=bond0 id=5 dhcp4\n" },
		{ "bond=bond0:eth0,eth1 ip=dhcp", EVERY " dhcp4\n" MEMBERS BOND " mode=0 dhcp4\n" },
	};

	(void)state;
	CHECK_ALL(cases);
	check("bond=bond0:eth0,eth1:mode=fast ip=bond0:dhcp",
	      "bond=bond0: mode: 'fast' is none that there is", MEMBERS BOND " dhcp4\n");
	check("bond=bond0:eth0,eth1:arp_interval=1 ip=bond0:dhcp", "bond=bond0: arp_interval",
	      MEMBERS BOND " dhcp4\n");
	check("bond=bond0:eth0,eth1:miimon ip=bond0:dhcp", "bond=: 'miimon' has no value",
	      MEMBERS BOND " dhcp4\n");
	check("bond=bond0:eth0,e/1,eth1:mode=0 ip=bond0:dhcp", "bond=: 'e/1' is no name",
	      MEMBERS BOND " mode=0 dhcp4\n");
	check("bond=bond0:eth0,eth1:mode=0:x ip=bond0:dhcp", "the mtu must be a number",
	      MEMBERS BOND " mode=0 dhcp4\n");
	check("bond=a/b ip=eth0:dhcp", "bond=: 'a/b' is no name", ETH0 " dhcp4\n");
}

/* The word is told; others count. */
static void test_mistakes(void **state)
{
	static const struct {
		const char *word, *problem;
	} cases[] = {
		{ "ip=dchp", "ip=dchp: 'dchp' is no way to an address" },
		{ "ip=bootp", "'bootp' is no way" },
		{ "ip=eth1:dchp", "ip=eth1:dchp: 'dchp' is no way" },
		{ "ip=e/1:dhcp", "'e/1' is no name of an interface" },
		{ "ip=eth1:dhcp:60", "'60' is neither an mtu nor the address" },
		{ "ip=eth1:dhcp:1400:52:54", "'52:54' is no hardware address" },
		{ "ip=eth1:dhcp:1400:" MAC ":01", "'52:54:00:12:34:56" },
		{ "ip=192.0.2.2::192.0.2.1::web:eth1:none", "'192.0.2.2' needs a netmask" },
		{ "ip=192.0.2.2", "'192.0.2.2' needs a netmask" },
		{ "ip=192.0.2.2:::255.0.255.0::eth1:none", "'255.0.255.0' is no netmask" },
		{ "ip=192.0.2.2:::33::eth1:none", "'33' is no netmask" },
		{ "ip=192.0.2.2::router:24::eth1:none", "'router' is no address" },
		{ "ip=192.0.2.2::[fe80::1]:24::eth1:none", "'fe80::1' needs an address of its" },
		{ "ip=::192.0.2.1:24::eth1:dhcp", "'192.0.2.1' needs an address of its family" },
		{ "ip=192.0.2.2:::24:-web:eth1:none", "'-web' is no host name" },
		{ "ip=192.0.2.2:::24::eth1:none:9.9.9.9:dns", "'dns' is no address" },
		{ "ip=192.0.2.2:::24::eth1:none:9.9.9.9:::more", "'more' is more than" },
		{ "ip=[2001:db8::2", "'[2001:db8::2' has no closing bracket" },
		{ "ip=2001:db8::2:::64::eth1:none", "is no way to an address" },
		{ "ip=a:b:c:d:e:f:g:h:i:j:k:l:m:n:o", "'o' is more than there may be" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char cmdline[200];

		(void)snprintf(cmdline, sizeof(cmdline), "%s ip=eth0:dhcp", cases[i].word);
		check(cmdline, cases[i].problem, ETH0 " dhcp4\n");
	}
	/* with nothing else, nothing is said: a network-config counts */
	check("ip=dchp", "'dchp' is no way", "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),	   cmocka_unit_test(test_short_forms),
		cmocka_unit_test(test_long_form),  cmocka_unit_test(test_what_is_the_machines),
		cmocka_unit_test(test_nameserver), cmocka_unit_test(test_vlan),
		cmocka_unit_test(test_bond),	   cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
