// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/status.c: what counts as a problem.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "status_sample.h"

/* Judge it; it has this one problem, or none (NULL). */
static void assert_problem(struct status *s, const char *wanted)
{
	assert_int_equal(status_judge(s), 0);
	assert_int_equal(s->problems.count, wanted ? 1 : 0);
	if (wanted)
		assert_string_equal(s->problems.items[0], wanted);
}

static void test_well(void **state)
{
	struct status s = sample_status();

	(void)state;
	assert_problem(&s, NULL);
	/* again: what was found before is forgotten */
	s.addresses.items[0].ipv6 = true;
	assert_problem(&s, NULL);
	status_release(&s);
}

static void test_services(void **state)
{
	static const struct {
		const char *state, *reason, *problem;
	} cases[] = {
		{ "started", NULL, NULL },
		{ "started", "", NULL },
		{ "started", "web ended with exit status 1 and is started again",
		  "service web: web ended with exit status 1 and is started again" },
		{ "failed", "web ended with exit status 1",
		  "service web failed: web ended with exit status 1" },
		{ "failed", NULL, "service web failed" },
		{ "starting", NULL, "service web is starting" },
		{ "starting", "web ended with signal 9 (Killed) and is started again",
		  "service web is starting: web ended with signal 9 (Killed) and is started again" },
		{ "stopped", NULL, "service web is stopped" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct status s = sample_status();

		sample_service(&s, "web", cases[i].state, cases[i].reason);
		assert_problem(&s, cases[i].problem);
		status_release(&s);
	}
}

static void test_services_not_known(void **state)
{
	struct status s = sample_status();

	(void)state;
	service_list_release(&s.services);
	assert_problem(&s, "it is not known which services run");
	status_release(&s);
}

static void test_engine(void **state)
{
	static const struct {
		enum engine_answer answer;
		const char *problem;
	} cases[] = {
		{ ENGINE_SILENT, "the container engine does not answer (waited 5 s)" },
		{ ENGINE_SKIPPED, NULL },
		{ ENGINE_DOWN, "the container engine does not run" },
		{ ENGINE_FAILED, "the container engine cannot be asked: no such file" },
		{ ENGINE_FORBIDDEN, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct status s = sample_status();

		s.engine = cases[i].answer;
		sample_set(&s.engine_problem, "no such file");
		assert_problem(&s, cases[i].problem);
		status_release(&s);
	}
}

static void test_network(void **state)
{
	struct status s = sample_status();

	(void)state;
	net_address_list_release(&s.addresses);
	assert_problem(&s, "no network address");
	s.addresses_known = false;
	assert_problem(&s, NULL);
	status_release(&s);
}

static void test_data(void **state)
{
	struct status s = sample_status();

	(void)state;
	s.data.used = 94999;
	s.data.free = 5001;
	assert_problem(&s, NULL);
	s.data.used = 95000;
	s.data.free = 5000;
	assert_problem(&s, "/var is nearly full");
	s.data.known = false;
	assert_problem(&s, NULL);
	s.data = (struct data_status){ .known = true,
				       .device = s.data.device,
				       .partition = s.data.partition };
	assert_problem(&s, NULL);
	s.data.read_only = true;
	assert_problem(&s, "/var is read-only: the kernel log tells why");
	/* of its own accord in memory: a medium without a disk */
	s.data.read_only = false;
	s.data.kept = false;
	assert_problem(&s, NULL);
	status_release(&s);
}

static void test_all_at_once(void **state)
{
	static const char *const wanted[] = {
		"data partition: no answer from the disk",
		"service db failed: x",
		"service web failed: y",
		"the container engine does not run",
		"container a ought to run: Exited (1) 3 minutes ago",
		"container b ought to run: Created",
		"no network address",
		"/var is read-only: the kernel log tells why",
	};
	struct status s = sample_status();

	(void)state;
	sample_set(&s.boot_failure, wanted[0]);
	sample_service(&s, "db", "failed", "x");
	sample_service(&s, "web", "failed", "y");
	s.engine = ENGINE_DOWN;
	sample_down(&s, "a", "Exited (1) 3 minutes ago");
	sample_down(&s, "b", "Created");
	net_address_list_release(&s.addresses);
	s.data.read_only = true;
	assert_int_equal(status_judge(&s), 0);
	assert_int_equal(s.problems.count, sizeof(wanted) / sizeof(wanted[0]));
	for (size_t i = 0; i < s.problems.count; i++)
		assert_string_equal(s.problems.items[i], wanted[i]);
	status_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_well),
		cmocka_unit_test(test_services),
		cmocka_unit_test(test_services_not_known),
		cmocka_unit_test(test_engine),
		cmocka_unit_test(test_network),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_all_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
