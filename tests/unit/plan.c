// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/plan.c: requests against a model of a machine whose services start and stop
// as they like, by hand and over random graphs.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../init/service/plan.h"

#define SERVICES_MAX 200
#define RANDOM_MAX 12 /* services of a random graph */
#define ROUNDS_MAX 1000

struct machine {
	struct service_def defs[SERVICES_MAX];
	const struct service_def *pointers[SERVICES_MAX];
	size_t count;
	struct order order;
	struct plan_item items[SERVICES_MAX];
	bool fails[SERVICES_MAX]; /* its starts do not succeed */
	bool stays[SERVICES_MAX]; /* its stops do not succeed */
	bool refuses[SERVICES_MAX]; /* and leave it as it was */
	char log[4096]; /* "+a" for each start, "-a" for each stop, "!a" for each refusal */
};

static void add(struct machine *m, const char *name, const char *depend)
{
	struct service_remark error = { 0 };
	char script[2560];
	const struct service_source source = { .script = script };

	(void)snprintf(script, sizeof(script), "command=/bin/true\ndepend() {\n%s\n}\n", depend);
	if (service_parse(name, &source, NULL, NULL, &m->defs[m->count], &error) != 0)
		fail_msg("%s: %s", depend, error.text);
	m->pointers[m->count] = &m->defs[m->count];
	m->count++;
}

static void build(struct machine *m)
{
	assert_int_equal(order_services(m->pointers, m->count, NULL, NULL, &m->order), 0);
}

static void release(struct machine *m)
{
	order_release(&m->order);
	for (size_t i = 0; i < m->count; i++)
		service_def_release(&m->defs[i]);
}

static size_t find(const struct machine *m, const char *name)
{
	size_t i = 0;

	while (i < m->count && strcmp(m->defs[i].name, name) != 0)
		i++;
	assert_in_range(i, 0, m->count - 1);
	return i;
}

static void note(struct machine *m, char what, size_t index)
{
	size_t len = strlen(m->log);

	(void)snprintf(m->log + len, sizeof(m->log) - len, "%s%c%s", len ? " " : "", what,
		       m->defs[index].name);
}

static bool needs(const struct machine *m, size_t index, size_t other)
{
	const struct order_node *node = &m->order.nodes[index];

	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i].to == other && node->edges[i].kind == EDGE_NEED)
			return true;
	return false;
}

static void start(struct machine *m, size_t index)
{
	for (size_t i = 0; i < m->count; i++)
		if (needs(m, index, i))
			assert_true(m->items[i].state == SERVICE_STARTED &&
				    m->items[i].goal == PLAN_NO_GOAL);
	m->items[index] = (struct plan_item){ .state = SERVICE_STARTING, .alive = true };
	note(m, '+', index);
}

static void stop(struct machine *m, size_t index)
{
	for (size_t i = 0; i < m->count; i++)
		if (needs(m, i, index))
			assert_false(m->items[i].alive);
	m->items[index].state = m->items[index].alive ? SERVICE_STOPPING : SERVICE_STOPPED;
	note(m, '-', index);
}

static void ask_up(struct machine *m, size_t index)
{
	bool wanted[SERVICES_MAX] = { false };

	plan_up(&m->order, m->items, index, wanted);
	for (size_t i = 0; i < m->count; i++)
		if (wanted[i] && !m->items[i].alive)
			m->items[i].state = SERVICE_WAITING;
}

/* Do one step for one service; false if there is none. */
static bool advance(struct machine *m, size_t index)
{
	size_t blocker = SIZE_MAX;

	switch (plan_step(&m->order, m->items, index, &blocker)) {
	case PLAN_REST:
		return false;
	case PLAN_START:
		start(m, index);
		break;
	case PLAN_REFUSE:
		assert_true(needs(m, index, blocker));
		assert_int_not_equal(m->items[blocker].state, SERVICE_STARTED);
		m->items[index].state = SERVICE_FAILED;
		note(m, '!', index);
		break;
	case PLAN_STOP:
		m->items[index].tried = true;
		stop(m, index);
		break;
	case PLAN_WANT:
		assert_int_equal(m->items[index].state, SERVICE_STOPPED);
		m->items[index].goal = PLAN_NO_GOAL;
		ask_up(m, index);
		break;
	case PLAN_DONE:
		m->items[index].goal = PLAN_NO_GOAL;
		break;
	case PLAN_GIVE_UP:
		assert_int_equal(m->items[index].state,
				 m->refuses[index] ? SERVICE_STARTED : SERVICE_FAILED);
		plan_give_up(&m->order, m->items, index);
		break;
	}
	return true;
}

static void work(struct machine *m)
{
	bool busy = true;

	for (int round = 0; busy; round++) {
		assert_in_range(round, 0, ROUNDS_MAX);
		busy = false;
		for (size_t i = 0; i < m->count; i++)
			busy |= advance(m, m->order.sequence[i]);
	}
}

/* What a service was doing comes to its end. */
static void finish(struct machine *m, size_t index)
{
	struct plan_item *item = &m->items[index];

	if (item->state == SERVICE_STARTING && m->fails[index])
		*item = (struct plan_item){ .state = SERVICE_FAILED, .goal = item->goal };
	else if (item->state == SERVICE_STARTING)
		item->state = SERVICE_STARTED;
	else if (item->state == SERVICE_STOPPING && m->refuses[index])
		item->state = SERVICE_STARTED;
	else if (item->state == SERVICE_STOPPING && m->stays[index])
		item->state = SERVICE_FAILED;
	else if (item->state == SERVICE_STOPPING)
		*item = (struct plan_item){ .state = SERVICE_STOPPED, .goal = item->goal };
	work(m);
}

static void finish_all(struct machine *m)
{
	bool settled = false;

	work(m);
	for (int round = 0; !settled; round++) {
		assert_in_range(round, 0, ROUNDS_MAX);
		settled = true;
		for (size_t i = 0; i < m->count; i++) {
			finish(m, i);
			settled &= plan_has_settled(&m->items[i]);
		}
	}
}

/* All services of a chain and a neighbour, started: app needs db needs disk; log wants disk. */
static void chain(struct machine *m)
{
	add(m, "app", "need db");
	add(m, "db", "need disk");
	add(m, "disk", "");
	add(m, "log", "want disk");
	build(m);
	finish_all(m);
	assert_string_equal(m->log, "+disk +db +log +app");
	m->log[0] = '\0';
}

static void test_a_stop_takes_along_what_needs_it(void **state)
{
	struct machine m = { 0 };

	(void)state;
	chain(&m);
	plan_down(&m.order, m.items, find(&m, "disk"), PLAN_DOWN);
	finish_all(&m);
	assert_string_equal(m.log, "-app -db -disk");
	assert_int_equal(m.items[find(&m, "log")].state, SERVICE_STARTED);
	release(&m);
}

static void test_a_start_brings_along_what_is_needed_or_wanted(void **state)
{
	struct machine m = { 0 };

	(void)state;
	chain(&m);
	for (size_t i = 0; i < m.count; i++)
		plan_down(&m.order, m.items, i, PLAN_DOWN);
	finish_all(&m);
	m.log[0] = '\0';
	ask_up(&m, find(&m, "log"));
	finish_all(&m);
	assert_string_equal(m.log, "+disk +log");
	ask_up(&m, find(&m, "app"));
	finish_all(&m);
	assert_string_equal(m.log, "+disk +log +db +app");
	release(&m);
}

static void test_a_restart_ends_as_it_was(void **state)
{
	struct machine m = { 0 };

	(void)state;
	chain(&m);
	plan_down(&m.order, m.items, find(&m, "app"), PLAN_DOWN);
	finish_all(&m);
	m.log[0] = '\0';
	plan_down(&m.order, m.items, find(&m, "disk"), PLAN_AGAIN);
	while (!plan_has_settled(&m.items[find(&m, "disk")])) {
		work(&m);
		if (m.items[find(&m, "db")].state == SERVICE_STOPPING)
			finish(&m, find(&m, "db"));
		finish(&m, find(&m, "disk"));
	}
	assert_false(plan_has_settled_with_all(&m.order, m.items, find(&m, "disk")));
	finish_all(&m);
	assert_true(plan_has_settled_with_all(&m.order, m.items, find(&m, "disk")));
	/* app was not up before, and is not after it */
	assert_string_equal(m.log, "-db -disk +disk +db");
	release(&m);
}

static void test_a_start_while_it_stops_is_a_restart(void **state)
{
	struct machine m = { 0 };

	(void)state;
	chain(&m);
	plan_down(&m.order, m.items, find(&m, "db"), PLAN_DOWN);
	work(&m);
	assert_string_equal(m.log, "-app");
	ask_up(&m, find(&m, "db"));
	finish_all(&m);
	assert_string_equal(m.log, "-app -db +db");
	release(&m);
}

static void test_what_needs_a_failed_one_is_refused(void **state)
{
	struct machine m = { 0 };

	(void)state;
	add(&m, "app", "need db");
	add(&m, "db", "");
	add(&m, "log", "after db");
	m.fails[1] = true;
	build(&m);
	finish_all(&m);
	assert_string_equal(m.log, "+db !app +log");
	/* once it works, asking for what was refused brings it up */
	m.fails[1] = false;
	ask_up(&m, find(&m, "app"));
	finish_all(&m);
	assert_string_equal(m.log, "+db !app +log +db +app");
	release(&m);
}

static void test_a_stop_of_what_is_waited_for_ends_the_wait(void **state)
{
	struct machine m = { 0 };

	(void)state;
	add(&m, "app", "need db");
	add(&m, "db", "");
	build(&m);
	work(&m);
	assert_string_equal(m.log, "+db");
	plan_down(&m.order, m.items, find(&m, "db"), PLAN_DOWN);
	finish_all(&m);
	assert_int_equal(m.items[find(&m, "app")].state, SERVICE_STOPPED);
	assert_int_equal(m.items[find(&m, "db")].state, SERVICE_STOPPED);
	release(&m);
}

static void test_a_stop_that_was_asked_for_is_none_of_a_restart(void **state)
{
	struct machine m = { 0 };

	(void)state;
	chain(&m);
	plan_down(&m.order, m.items, find(&m, "app"), PLAN_DOWN);
	work(&m);
	plan_down(&m.order, m.items, find(&m, "disk"), PLAN_AGAIN);
	finish_all(&m);
	assert_string_equal(m.log, "-app -db -disk +disk +db");
	release(&m);
}

static void test_one_that_will_come_by_itself_goes_along(void **state)
{
	struct machine m = { 0 };

	(void)state;
	chain(&m);
	/* it has failed, and will be started again by itself */
	m.items[find(&m, "app")] = (struct plan_item){ .state = SERVICE_FAILED, .alive = true };
	plan_down(&m.order, m.items, find(&m, "db"), PLAN_DOWN);
	finish_all(&m);
	assert_string_equal(m.log, "-app -db");
	release(&m);
}

/* Each needs all before it: as many ways from one to another as there are sets of services. */
static void test_a_stop_that_fails_leaves_up_what_is_needed(void **state)
{
	struct machine m = { 0 };

	(void)state;
	chain(&m);
	m.stays[find(&m, "app")] = true;
	plan_down(&m.order, m.items, find(&m, "disk"), PLAN_DOWN);
	finish_all(&m);
	assert_string_equal(m.log, "-app");
	assert_int_equal(m.items[find(&m, "db")].state, SERVICE_STARTED);
	assert_int_equal(m.items[find(&m, "disk")].state, SERVICE_STARTED);
	/* asked for once more, it is tried once more */
	m.stays[find(&m, "app")] = false;
	plan_down(&m.order, m.items, find(&m, "disk"), PLAN_DOWN);
	finish_all(&m);
	assert_string_equal(m.log, "-app -app -db -disk");
	release(&m);
}

/* What else needs it comes back later, and is no restart of it. */
static void test_a_restart_that_is_refused_is_given_up(void **state)
{
	struct machine m = { 0 };
	size_t db, web, app;

	(void)state;
	add(&m, "db", "");
	add(&m, "app", "need db");
	add(&m, "web", "need db");
	build(&m);
	db = find(&m, "db");
	app = find(&m, "app");
	web = find(&m, "web");
	for (size_t i = 0; i < m.count; i++)
		m.items[i] = (struct plan_item){ .state = SERVICE_STARTED, .alive = true };
	m.refuses[app] = true;
	plan_down(&m.order, m.items, db, PLAN_AGAIN);
	work(&m);
	finish(&m, app);
	work(&m);
	assert_true(m.items[db].given_up && m.items[app].given_up);
	assert_int_equal(m.items[web].state, SERVICE_STOPPING);
	finish_all(&m);
	assert_int_equal(m.items[web].state, SERVICE_STARTED);
	assert_true(m.items[db].given_up);
	/* asked for once more, it is tried once more */
	m.refuses[app] = false;
	plan_down(&m.order, m.items, db, PLAN_AGAIN);
	finish_all(&m);
	assert_int_equal(m.items[db].state, SERVICE_STARTED);
	assert_false(m.items[db].given_up);
	release(&m);
}

static void test_many_ways_are_walked_once(void **state)
{
	static struct machine m;
	char depend[2048] = "";

	(void)state;
	for (int i = 0; i < SERVICES_MAX; i++) {
		char name[16];
		size_t len = strlen(depend);

		(void)snprintf(name, sizeof(name), "s%03d", i);
		add(&m, name, depend);
		(void)snprintf(depend + len, sizeof(depend) - len, "%s %s", len ? "" : "need",
			       name);
	}
	build(&m);
	finish_all(&m);
	plan_down(&m.order, m.items, find(&m, "s000"), PLAN_AGAIN);
	finish_all(&m);
	assert_true(plan_has_settled_with_all(&m.order, m.items, find(&m, "s000")));
	assert_int_equal(m.items[find(&m, "s199")].state, SERVICE_STARTED);
	release(&m);
}

static void random_machine(struct machine *m)
{
	static const char *const words[] = { "need", "need", "want", "use", "after", "before" };
	static const char *const names[] = { "a", "b", "c", "d", "e", "f",
					     "g", "h", "i", "j", "k", "l" };
	size_t count = 2 + (size_t)random() % (RANDOM_MAX - 1);

	for (size_t i = 0; i < count; i++) {
		char depend[256] = "";

		for (long n = random() % 4; n > 0; n--) {
			size_t len = strlen(depend);

			/* of needs no cycles: their members are refused, whoever asks */
			(void)snprintf(depend + len, sizeof(depend) - len, "%s %s\n",
				       i ? words[random() % 6] : "after",
				       names[i ? (size_t)random() % i : (size_t)random() % count]);
		}
		add(m, names[i], depend);
	}
	build(m);
}

/* Of what somebody who is up needs, nothing has been stopped; it may have crashed. */
static void check_up(const struct machine *m)
{
	for (size_t i = 0; i < m->count; i++)
		for (size_t other = 0; m->items[i].alive && other < m->count; other++)
			if (needs(m, i, other))
				assert_int_not_equal(m->items[other].state, SERVICE_STOPPED);
}

/* After a restart it is up again, unless its start fails, or that of something it needs. */
static void check_restarted(const struct machine *m, size_t index)
{
	bool hindered = m->fails[index];

	for (size_t i = 0; i < m->count; i++)
		if (needs(m, index, i) && m->items[i].state != SERVICE_STARTED)
			hindered = true;
	if (!hindered)
		assert_int_equal(m->items[index].state, SERVICE_STARTED);
	assert_int_not_equal(m->items[index].state, SERVICE_STOPPED);
}

/* One that was started dies for good. */
static void crash(struct machine *m, size_t index)
{
	if (m->items[index].state == SERVICE_STARTED && m->items[index].goal == PLAN_NO_GOAL)
		m->items[index] = (struct plan_item){ .state = SERVICE_CRASHED };
	work(m);
}

/* One request, with a few ends of what was under way between, and how it must have come out. */
static void random_request(struct machine *m)
{
	size_t index = (size_t)random() % m->count;
	bool was_up[SERVICES_MAX];
	long what = random() % 3;

	for (size_t i = 0; i < m->count; i++)
		was_up[i] = m->items[i].state == SERVICE_STARTED;
	if (what == 0)
		ask_up(m, index);
	else
		plan_down(&m->order, m->items, index, what == 1 ? PLAN_DOWN : PLAN_AGAIN);
	work(m);
	for (long n = random() % 3; n > 0; n--)
		finish(m, (size_t)random() % m->count);
	if (random() % 4 == 0)
		return; /* the next request comes while this one is under way */
	finish_all(m);
	check_up(m);
	if (what == 1)
		assert_int_equal(m->items[index].state, SERVICE_STOPPED);
	else if (what == 0)
		assert_int_not_equal(m->items[index].state, SERVICE_STOPPED);
	for (size_t i = 0; what == 0 && i < m->count; i++)
		if (was_up[i] && plan_has_settled(&m->items[i]))
			assert_int_equal(m->items[i].state, SERVICE_STARTED);
	if (what == 2)
		check_restarted(m, index);
}

static void test_random_machines(void **state)
{
	(void)state;
	srandom(1);
	for (int i = 0; i < 500; i++) {
		struct machine m = { 0 };

		random_machine(&m);
		finish_all(&m);
		for (int request = 0; request < 60; request++) {
			m.log[0] = '\0';
			m.fails[(size_t)random() % m.count] = random() % 4 == 0;
			if (random() % 8 == 0)
				crash(&m, (size_t)random() % m.count);
			random_request(&m);
			finish_all(&m);
			check_up(&m);
		}
		release(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_stop_takes_along_what_needs_it),
		cmocka_unit_test(test_a_start_brings_along_what_is_needed_or_wanted),
		cmocka_unit_test(test_a_restart_ends_as_it_was),
		cmocka_unit_test(test_a_start_while_it_stops_is_a_restart),
		cmocka_unit_test(test_what_needs_a_failed_one_is_refused),
		cmocka_unit_test(test_a_stop_of_what_is_waited_for_ends_the_wait),
		cmocka_unit_test(test_a_stop_that_was_asked_for_is_none_of_a_restart),
		cmocka_unit_test(test_one_that_will_come_by_itself_goes_along),
		cmocka_unit_test(test_a_stop_that_fails_leaves_up_what_is_needed),
		cmocka_unit_test(test_a_restart_that_is_refused_is_given_up),
		cmocka_unit_test(test_many_ways_are_walked_once),
		cmocka_unit_test(test_random_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
