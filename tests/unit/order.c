// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/order.c: order, missing names, virtual names, cycles.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../init/service/order.h"

#define SERVICES_MAX 64

static char last_note[256];
static unsigned notes;

static void keep_note(void *ctx, const char *text)
{
	(void)ctx;
	notes++;
	(void)snprintf(last_note, sizeof(last_note), "%s", text);
}

struct graph {
	struct service_def defs[SERVICES_MAX];
	const struct service_def *pointers[SERVICES_MAX];
	size_t count;
	struct order order;
};

/* One service per text: "name: need b; after c d". */
static void add(struct graph *g, const char *depend)
{
	const char *colon = strchr(depend, ':');
	char *name = strndup(depend, (size_t)(colon - depend));
	struct service_remark error = { 0 };
	char script[512];
	const struct service_source source = { .script = script };

	assert_non_null(name);
	(void)snprintf(script, sizeof(script), "command=/bin/true\ndepend() {\n%s\n}\n", colon + 1);
	if (service_parse(name, &source, NULL, NULL, &g->defs[g->count], &error) != 0)
		fail_msg("%s: %s", depend, error.text);
	g->pointers[g->count] = &g->defs[g->count];
	g->count++;
	free(name);
}

/* The order as "a b c". */
static const char *order(struct graph *g)
{
	static char text[1024];
	size_t len = 0;

	notes = 0;
	last_note[0] = '\0';
	assert_int_equal(order_services(g->pointers, g->count, keep_note, NULL, &g->order), 0);
	assert_int_equal(g->order.count, g->count);
	text[0] = '\0';
	for (size_t i = 0; i < g->count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i ? " " : "",
					g->defs[g->order.sequence[i]].name);
	return text;
}

static void release(struct graph *g)
{
	order_release(&g->order);
	for (size_t i = 0; i < g->count; i++)
		service_def_release(&g->defs[i]);
}

static void test_empty(void **state)
{
	struct graph g = { 0 };

	(void)state;
	assert_string_equal(order(&g), "");
	release(&g);
}

static void test_words(void **state)
{
	struct graph g = { 0 };

	(void)state;
	add(&g, "a: need c");
	add(&g, "b: after a; before c");
	add(&g, "c: ");
	assert_string_equal(order(&g), "c a b");
	assert_int_equal(notes, 1);
	release(&g);
}

static void test_given_order_is_kept(void **state)
{
	struct graph g = { 0 };

	(void)state;
	add(&g, "z: ");
	add(&g, "b: want y; use nothing; after nothing; before nothing");
	add(&g, "a: ");
	add(&g, "y: after z");
	assert_string_equal(order(&g), "z a y b");
	assert_int_equal(notes, 0);
	for (size_t i = 0; i < g.count; i++)
		assert_null(g.order.nodes[i].broken);
	release(&g);
}

static void test_missing_need(void **state)
{
	struct graph g = { 0 };

	(void)state;
	add(&g, "a: need ghost");
	add(&g, "b: need a");
	assert_string_equal(order(&g), "a b");
	assert_non_null(strstr(g.order.nodes[0].broken, "ghost"));
	/* b fails when a has failed, not here */
	assert_null(g.order.nodes[1].broken);
	assert_int_equal(g.order.nodes[1].edges[0].kind, EDGE_NEED);
	release(&g);
}

static void test_provide(void **state)
{
	struct graph g = { 0 };

	(void)state;
	add(&g, "a: need net");
	add(&g, "dhcp: provide net");
	add(&g, "wifi: provide net");
	assert_string_equal(order(&g), "dhcp wifi a");
	assert_int_equal(g.order.nodes[0].edge_count, 2);
	release(&g);
}

static void test_need_is_stronger(void **state)
{
	struct graph g = { 0 };

	(void)state;
	add(&g, "a: need b; after b; want b");
	add(&g, "b: before a");
	assert_string_equal(order(&g), "b a");
	assert_int_equal(g.order.nodes[0].edge_count, 1);
	assert_int_equal(g.order.nodes[0].edges[0].kind, EDGE_NEED);
	release(&g);
}

static void test_weak_cycle(void **state)
{
	struct graph g = { 0 };

	(void)state;
	add(&g, "a: need b");
	add(&g, "b: need c");
	add(&g, "c: after a");
	add(&g, "outside: after c");
	assert_string_equal(order(&g), "c b a outside");
	assert_int_equal(notes, 1);
	assert_string_equal(last_note, "cycle a -> b -> c -> a: ignoring that c comes after a");
	for (size_t i = 0; i < g.count; i++)
		assert_null(g.order.nodes[i].broken);
	release(&g);
}

static void test_cycle_of_needs(void **state)
{
	struct graph g = { 0 };

	(void)state;
	add(&g, "a: need b");
	add(&g, "b: need a");
	add(&g, "c: need a");
	add(&g, "d: ");
	(void)order(&g);
	assert_int_equal(notes, 1);
	assert_string_equal(last_note, "cycle of needs a -> b -> a: none of them is started");
	assert_non_null(g.order.nodes[0].broken);
	assert_non_null(g.order.nodes[1].broken);
	assert_null(g.order.nodes[2].broken);
	assert_null(g.order.nodes[3].broken);
	release(&g);
}

static void test_two_cycles_through_one(void **state)
{
	struct graph g = { 0 };

	(void)state;
	add(&g, "a: after b c");
	add(&g, "b: after a");
	add(&g, "c: after a");
	(void)order(&g);
	assert_int_equal(notes, 2);
	release(&g);
}

/* Whatever the graph: every service once, every edge that is left respected. */
static void test_random_graphs(void **state)
{
	static const char *const words[] = { "need", "want", "use", "after", "before" };

	(void)state;
	srand(1);
	for (int round = 0; round < 300; round++) {
		size_t place[SERVICES_MAX], count = 1 + (size_t)rand() % 20;
		struct graph g = { 0 };

		for (size_t i = 0; i < count; i++) {
			char text[512];
			int len = snprintf(text, sizeof(text), "s%zu: ", i);

			for (int n = rand() % 3; n > 0; n--)
				len += snprintf(text + len, sizeof(text) - (size_t)len, "%s s%d; ",
						words[rand() % 5], rand() % (int)count);
			add(&g, text);
		}
		(void)order(&g);
		memset(place, 0xFF, sizeof(place));
		for (size_t i = 0; i < count; i++) {
			assert_true(place[g.order.sequence[i]] == SIZE_MAX);
			place[g.order.sequence[i]] = i;
		}
		for (size_t i = 0; i < count; i++)
			for (size_t e = 0; e < g.order.nodes[i].edge_count; e++)
				assert_true(place[g.order.nodes[i].edges[e].to] < place[i]);
		release(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_given_order_is_kept),
		cmocka_unit_test(test_missing_need),
		cmocka_unit_test(test_provide),
		cmocka_unit_test(test_need_is_stronger),
		cmocka_unit_test(test_weak_cycle),
		cmocka_unit_test(test_cycle_of_needs),
		cmocka_unit_test(test_two_cycles_through_one),
		cmocka_unit_test(test_random_graphs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
