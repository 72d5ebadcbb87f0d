// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/container_list.c: lines as `docker ps` prints them.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "../../berth/status/container_list.h"

static void test_counts(void **state)
{
	static const char text[] = "time=\"2026-01-01\" level=warning msg=\"something\"\n"
				   "web\tUp\trunning\talways\tfalse\n"
				   "db\tUp 3 hours (healthy)\t\t\t\n"
				   "old\tExited (0) 3 days ago\t\t\t\n"
				   "\tCreated\t\t\t\n";
	struct container_list list;

	(void)state;
	assert_int_equal(container_list_parse(text, &list), 0);
	assert_int_equal(list.total, 4);
	assert_int_equal(list.running, 2);
	assert_int_equal(list.down_count, 0);
	container_list_release(&list);
	assert_int_equal(container_list_parse("", &list), 0);
	assert_int_equal(list.total, 0);
	container_list_release(&list);
}

static void test_who_ought_to_run(void **state)
{
	static const struct {
		const char *rest; /* behind the name */
		bool down;
	} cases[] = {
		{ "Exited (1) 5 seconds ago\trunning\talways\tfalse", true },
		{ "Exited (0) 5 seconds ago\trunning\talways\tfalse", true },
		{ "Restarting (1) 2 seconds ago\trunning\talways\tfalse", true },
		{ "Created\trunning\talways\tfalse", true },
		{ "Created\trunning\tunless-stopped\tfalse", true },
		{ "Unknown\trunning\talways\tfalse", true },
		/* an old label without a policy means always */
		{ "Created\trunning\t\t", true },
		{ "Exited (137) 1 second ago\trunning\talways\ttrue", false },
		{ "Exited (137) 1 second ago\trunning\tunless-stopped\ttrue", false },
		{ "Exited (1) 1 second ago\tstopped\talways\tfalse", false },
		{ "Paused\trunning\talways\tfalse", false },
		{ "Exited (1) 1 second ago\trunning\ton-failure:5\tfalse", true },
		{ "Exited (0) 1 second ago\trunning\ton-failure:5\tfalse", false },
		{ "Created\trunning\ton-failure\tfalse", false },
		{ "Exited (1) 1 second ago\trunning\tno\tfalse", false },
		{ "Exited (1) 1 second ago\t\t\t", false },
		{ "Up\trunning\talways\tfalse", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct container_list list;
		char line[256] = "name\t";

		(void)strcat(line, cases[i].rest);
		assert_int_equal(container_list_parse(line, &list), 0);
		assert_int_equal(list.total, 1);
		assert_int_equal(list.down_count, cases[i].down ? 1 : 0);
		if (cases[i].down)
			assert_string_equal(list.down[0].name, "name");
		container_list_release(&list);
	}
}

static void test_down_are_sorted_and_told_with_their_status(void **state)
{
	static const char text[] = "b\tExited (1) 3 minutes ago\trunning\talways\tfalse\n"
				   "c\tUp\trunning\talways\tfalse\n"
				   "a\tCreated\trunning\talways\tfalse\n";
	struct container_list list;

	(void)state;
	assert_int_equal(container_list_parse(text, &list), 0);
	assert_int_equal(list.running, 1);
	assert_int_equal(list.down_count, 2);
	assert_string_equal(list.down[0].name, "a");
	assert_string_equal(list.down[0].status, "Created");
	assert_string_equal(list.down[1].name, "b");
	assert_string_equal(list.down[1].status, "Exited (1) 3 minutes ago");
	container_list_release(&list);
}

static void test_lines_of_another_form_do_not_count(void **state)
{
	struct container_list list;

	(void)state;
	assert_int_equal(container_list_parse("a\tUp\nb\tUp\t\t\t\tmore\n\t\t\n\n", &list), 0);
	assert_int_equal(list.total, 0);
	container_list_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_who_ought_to_run),
		cmocka_unit_test(test_down_are_sorted_and_told_with_their_status),
		cmocka_unit_test(test_lines_of_another_form_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
