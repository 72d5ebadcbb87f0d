// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/net_links.c: references between links, through whole files.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <time.h>

#include "net_sample.h"

#define CARDS "version: 2\nethernets: {a: {}, b: {}}\n"
#define CARDS_LEFT "ethernet a match-name=a\nethernet b match-name=b\n"
#define SECONDS_MAX 5

static void test_members(void **state)
{
	(void)state;
	check_bad(CARDS "bonds: {o: {interfaces: [a, c, b]}}\n", 3,
		  "'c' of bond 'o' is nowhere in this file",
		  CARDS_LEFT "bond o member=a member=b\n");
	check_bad(CARDS "bonds: {o: {interfaces: [a]}}\nbridges: {p: {interfaces: [a, b]}}\n", 4,
		  "'a' is a part of 'o' already, and not of 'p' as well",
		  CARDS_LEFT "bond o member=a\nbridge p member=b\n");
	check_bad("version: 1\nconfig:\n  - {type: physical, name: a}\n"
		  "  - {type: bridge, name: p, bridge_interfaces: [b, a]}\n",
		  4, "'b' of bridge 'p' is nowhere in this file",
		  "ethernet a match-name=a\nbridge p member=a\n");
	/* a card may have VLANs, and be in a bridge */
	check_good(CARDS "bridges: {p: {interfaces: [a]}}\nvlans: {v: {id: 1, link: a}}\n",
		   CARDS_LEFT "bridge p member=a\nvlan v on=a id=1\n");
}

static void test_vlans(void **state)
{
	(void)state;
	check_bad(CARDS "vlans: {v: {link: a}}\n", 3, "vlan 'v' is left out: it has no id",
		  CARDS_LEFT);
	check_bad(CARDS "vlans: {v: {id: 3}}\n", 3, "vlan 'v' is left out: it is on no link",
		  CARDS_LEFT);
	check_bad(CARDS "vlans: {v: {id: 3, link: c}}\n", 3,
		  "vlan 'v' is left out: the link that it is on is nowhere", CARDS_LEFT);
	check_bad("version: 1\nconfig:\n  - {type: vlan, name: v, vlan_id: 3, vlan_link: eth0}\n",
		  3, "the link that it is on is nowhere", "");
}

/* What is wrong with a value, and what follows from that. */
static void test_vlan_with_a_bad_id(void **state)
{
	static const char *const ids[] = { "4095", "-1", "x", "[1]", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct net_sample s;
		char text[256];

		(void)snprintf(text, sizeof(text), CARDS "vlans:\n  v: {link: a, id: %s}\n",
			       ids[i]);
		sample_parse(&s, text);
		assert_int_equal(diag_found(&s.diags), 2);
		assert_problem(&s, 0, 4, "vlan 'v' is left out");
		assert_problem(&s, 1, 4, "id must be a number from 0 to 4094");
		assert_plan(&s, CARDS_LEFT);
		sample_release(&s);
	}
}

static void test_what_follows_from_a_missing_link(void **state)
{
	struct net_sample s;

	(void)state;
	sample_parse(&s, CARDS "vlans:\n"
			       "  w: {id: 2, link: v}\n"
			       "  v: {id: 1, link: c}\n"
			       "  x: {id: 3, link: a}\n"
			       "bridges:\n"
			       "  p: {interfaces: [b, w]}\n");
	assert_int_equal(diag_found(&s.diags), 3);
	assert_problem(&s, 0, 4, "vlan 'w' is left out: the link that it is on is nowhere");
	assert_problem(&s, 1, 5, "vlan 'v' is left out: the link that it is on is nowhere");
	assert_problem(&s, 2, 8, "'w' of bridge 'p'");
	assert_plan(&s, CARDS_LEFT "vlan x on=a id=3\nbridge p member=b\n");
	sample_release(&s);
}

static void test_cycles(void **state)
{
	static const struct {
		const char *text;
		size_t left_out;
	} cases[] = {
		{ "vlans: {v: {id: 1, link: v}}\n", 1 },
		{ "bonds: {o: {interfaces: [a, o]}}\n", 1 },
		{ "bridges: {p: {interfaces: [v, b]}}\nvlans: {v: {id: 1, link: p}}\n", 2 },
		{ "vlans: {v: {id: 1, link: p}}\nbridges: {p: {interfaces: [b, v]}}\n", 2 },
		{ "bonds: {o: {interfaces: [p]}, p: {interfaces: [q]}, q: {interfaces: [o]}}\n",
		  3 },
		/* made of one that is a part of itself */
		{ "vlans: {v: {id: 1, link: p}, w: {id: 2, link: v}}\n"
		  "bridges: {p: {interfaces: [v]}, q: {interfaces: [w, a]}}\n",
		  4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_sample s;
		char text[512] = CARDS;

		strcat(text, cases[i].text);
		sample_parse(&s, text);
		assert_int_equal(diag_found(&s.diags), cases[i].left_out);
		for (size_t k = 0; k < cases[i].left_out; k++)
			assert_non_null(strstr(s.diags.items[k].text, "it is a part of itself"));
		assert_problem(&s, 0, 3, "is left out");
		assert_plan(&s, CARDS_LEFT);
		sample_release(&s);
	}
}

static void test_parts_come_first(void **state)
{
	(void)state;
	check_good("version: 2\n"
		   "vlans: {w: {id: 2, link: v}, v: {id: 1, link: p}}\n"
		   "bridges: {p: {interfaces: [o]}}\n"
		   "bonds: {o: {interfaces: [a, b]}}\n"
		   "ethernets: {b: {}, a: {}}\n",
		   "ethernet b match-name=b\nethernet a match-name=a\nbond o member=a member=b\n"
		   "bridge p member=o\nvlan v on=p id=1\nvlan w on=v id=2\n");
	/* otherwise in the order of the file */
	check_good("version: 2\nvlans: {v: {id: 1, link: b}}\nethernets: {b: {}, a: {}, c: {}}\n",
		   "ethernet b match-name=b\nvlan v on=b id=1\nethernet a match-name=a\n"
		   "ethernet c match-name=c\n");
}

/* A file with as many links as there may be: each on the next one, and the last one on @bottom. */
static void parse_chain(struct net_sample *s, const char *bottom)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	(void)fputs("version: 2\nvlans:\n", out);
	for (int i = 0; i < NET_LINKS_MAX - 2; i++)
		(void)fprintf(out, "  v%d: {id: 1, link: v%d}\n", i, i + 1);
	(void)fprintf(out, "  v%d: {id: 1, link: %s}\n", NET_LINKS_MAX - 2, bottom);
	(void)fputs("ethernets: {a: {}}\n", out);
	assert_int_equal(fclose(out), 0);
	sample_parse(s, text);
	free(text);
}

static void test_many_links(void **state)
{
	static const struct {
		const char *bottom;
		size_t left;
	} cases[] = {
		{ "a", NET_LINKS_MAX },
		{ "nowhere", 1 },
		{ "v0", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_sample s;
		clock_t start = clock();

		parse_chain(&s, cases[i].bottom);
		assert_true(clock() - start < SECONDS_MAX * CLOCKS_PER_SEC);
		assert_int_equal(s.plan.count, cases[i].left);
		assert_int_equal(diag_found(&s.diags), NET_LINKS_MAX - cases[i].left);
		assert_string_equal(s.plan.links[0].name, "a");
		for (size_t k = 1; k < s.plan.count; k++)
			assert_string_equal(s.plan.links[k].parent, s.plan.links[k - 1].name);
		sample_release(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_vlans),
		cmocka_unit_test(test_vlan_with_a_bad_id),
		cmocka_unit_test(test_what_follows_from_a_missing_link),
		cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_parts_come_first),
		cmocka_unit_test(test_many_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
