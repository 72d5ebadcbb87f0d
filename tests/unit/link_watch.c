// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/link_watch.c: what is worth a look at the network, and when.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/network/link_watch.h"

#define NOW 100000
#define CARD 2
#define OTHER 3
#define BOND 4

struct sample {
	struct net_plan plan;
	struct net_bound bound[2];
	struct net_bounds bounds;
	struct kernel_link links[3];
	struct kernel_links now;
	struct link_watch watch;
};

static struct kernel_link card(int index, const char *name, bool carrier, uint32_t ups)
{
	struct kernel_link link = {
		.index = index, .wired = true, .up = true, .carrier = carrier, .carrier_ups = ups
	};

	(void)strcpy(link.name, name);
	(void)strcpy(link.first_name, name);
	return link;
}

/* A card with its cable in, and a bond that the plan has made. */
static void begin(struct sample *s)
{
	memset(s, 0, sizeof(*s));
	assert_int_equal(net_plan_default(&s->plan), 0);
	s->links[0] = card(CARD, "eth0", true, 1);
	s->links[1] = card(BOND, "bond0", true, 1);
	s->links[1].wired = false;
	s->now = (struct kernel_links){ .items = s->links, .count = 2 };
	s->bound[0] = (struct net_bound){ .link = s->plan.links, .index = CARD };
	s->bound[1] = (struct net_bound){ .link = s->plan.links, .index = BOND };
	s->bounds = (struct net_bounds){ .items = s->bound, .count = 2 };
	assert_int_equal(link_watch_follow(&s->watch, &s->now, &s->plan, &s->bounds, NOW), 0);
}

static void end(struct sample *s)
{
	link_watch_release(&s->watch);
	net_plan_release(&s->plan);
}

static void see(struct sample *s, struct kernel_link link, int64_t now_ms)
{
	assert_int_equal(link_watch_see(&s->watch, &link, false, now_ms), 0);
}

static void assert_nothing_due(const struct sample *s)
{
	assert_int_equal(link_watch_wait_ms(&s->watch, NOW + 1000000), -1);
}

static void test_nothing_happens(void **state)
{
	struct sample s;
	struct kernel_link veth = card(9, "veth0", true, 1);

	(void)state;
	begin(&s);
	assert_nothing_due(&s);
	/* what the kernel has to tell of a link is not always news */
	see(&s, s.links[0], NOW);
	/* and not ours */
	veth.wired = false;
	see(&s, veth, NOW);
	assert_int_equal(link_watch_see(&s.watch, &veth, true, NOW), 0);
	/* a cable that goes is no work, only one that comes */
	see(&s, card(CARD, "eth0", false, 1), NOW);
	assert_nothing_due(&s);
	assert_false(link_watch_is_back(&s.watch, CARD));
	end(&s);
}

static void test_cable_comes_back(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	see(&s, card(CARD, "eth0", false, 1), NOW);
	see(&s, card(CARD, "eth0", true, 2), NOW + 10);
	assert_int_equal(link_watch_wait_ms(&s.watch, NOW + 10), LINK_WATCH_SETTLE_MS);
	assert_int_equal(link_watch_wait_ms(&s.watch, NOW + 10 + LINK_WATCH_SETTLE_MS), 0);
	assert_true(link_watch_is_back(&s.watch, CARD));
	assert_false(link_watch_is_back(&s.watch, BOND));
	/* out again: nobody is there to be asked */
	see(&s, card(CARD, "eth0", false, 2), NOW + 20);
	assert_false(link_watch_is_back(&s.watch, CARD));
	end(&s);
}

/* Both were told as one: the kernel counts. */
static void test_cable_that_was_out_for_a_moment(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	see(&s, card(CARD, "eth0", true, 2), NOW);
	assert_true(link_watch_is_back(&s.watch, CARD));
	end(&s);
}

/* A link that was switched off is back as well, though its cable was never out. */
static void test_bond_that_was_off(void **state)
{
	struct sample s;
	struct kernel_link bond;

	(void)state;
	begin(&s);
	bond = s.links[1];
	bond.carrier = false;
	see(&s, bond, NOW);
	see(&s, s.links[1], NOW);
	assert_true(link_watch_is_back(&s.watch, BOND));
	end(&s);
}

static void test_new_card(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	see(&s, card(OTHER, "eth1", false, 0), NOW);
	assert_int_equal(link_watch_wait_ms(&s.watch, NOW), LINK_WATCH_SETTLE_MS);
	/* it gets its carrier when it is made what the plan says: that is no reason to ask anew */
	s.links[2] = card(OTHER, "eth1", true, 1);
	s.now.count = 3;
	s.bound[1].index = OTHER;
	assert_int_equal(link_watch_follow(&s.watch, &s.now, &s.plan, &s.bounds, NOW + 500), 0);
	assert_nothing_due(&s);
	end(&s);
}

static void test_card_that_came_while_nobody_listened(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	s.links[2] = card(OTHER, "eth1", true, 1);
	s.now.count = 3;
	assert_int_equal(link_watch_follow(&s.watch, &s.now, &s.plan, &s.bounds, NOW + 500), 0);
	assert_true(link_watch_wait_ms(&s.watch, NOW + 500) >= 0);
	end(&s);
}

static void test_cable_that_came_while_nobody_listened(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	s.links[0].carrier_ups = 2;
	assert_int_equal(link_watch_follow(&s.watch, &s.now, &s.plan, &s.bounds, NOW + 500), 0);
	assert_true(link_watch_is_back(&s.watch, CARD));
	end(&s);
}

static void test_card_that_goes(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	assert_int_equal(link_watch_see(&s.watch, &s.links[0], true, NOW), 0);
	assert_true(s.watch.items[0].gone && !s.watch.items[1].gone);
	assert_string_equal(s.watch.items[0].name, "eth0");
	assert_int_equal(link_watch_wait_ms(&s.watch, NOW), LINK_WATCH_SETTLE_MS);
	/* another one of its name */
	see(&s, card(OTHER, "eth0", true, 1), NOW);
	assert_int_equal(s.watch.count, 3);
	end(&s);
}

static void test_too_much_to_tell(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	link_watch_lost(&s.watch, NOW);
	assert_true(link_watch_is_back(&s.watch, CARD) && link_watch_is_back(&s.watch, BOND));
	assert_int_equal(link_watch_wait_ms(&s.watch, NOW), LINK_WATCH_SETTLE_MS);
	end(&s);
}

/* A bad contact, ten times a second for a minute. */
static void test_cable_that_comes_and_goes(void **state)
{
	struct sample s;
	int times = 0;

	(void)state;
	begin(&s);
	for (int64_t ms = 0; ms < 60000; ms += 50) {
		s.links[0].carrier = !s.links[0].carrier;
		s.links[0].carrier_ups += s.links[0].carrier;
		see(&s, s.links[0], NOW + ms);
		if (link_watch_wait_ms(&s.watch, NOW + ms) != 0)
			continue;
		times++;
		assert_int_equal(link_watch_follow(&s.watch, &s.now, &s.plan, &s.bounds, NOW + ms),
				 0);
	}
	assert_in_range(times, 60000 / LINK_WATCH_PAUSE_MS - 1, 60000 / LINK_WATCH_PAUSE_MS + 1);
	assert_int_equal(s.watch.count, 2);
	end(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_happens),
		cmocka_unit_test(test_cable_comes_back),
		cmocka_unit_test(test_cable_that_was_out_for_a_moment),
		cmocka_unit_test(test_bond_that_was_off),
		cmocka_unit_test(test_new_card),
		cmocka_unit_test(test_card_that_came_while_nobody_listened),
		cmocka_unit_test(test_cable_that_came_while_nobody_listened),
		cmocka_unit_test(test_card_that_goes),
		cmocka_unit_test(test_too_much_to_tell),
		cmocka_unit_test(test_cable_that_comes_and_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
