// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/commands/boot_chart.c and start_times.c: what is shown of which service, and where.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../init/commands/boot_chart.h"
#include "../../init/commands/start_times.h"

static struct control_record records[] = {
	{ .name = "network",
	  .state = SERVICE_STARTED,
	  .began_ms = 2000,
	  .settled_ms = 2500,
	  .behind = "" },
	{ .name = "web",
	  .state = SERVICE_FAILED,
	  .began_ms = 2500,
	  .settled_ms = 9000,
	  .behind = "network" },
	{ .name = "slow", .state = SERVICE_STARTING, .began_ms = 2600, .behind = "network" },
	{ .name = "waiting", .state = SERVICE_WAITING, .behind = "" },
	{ .name = "by-hand",
	  .state = SERVICE_STARTED,
	  .by_hand = true,
	  .began_ms = 900000,
	  .settled_ms = 900001,
	  .behind = "" },
};

static const struct control_list list = { .records = records, .count = 5 };

static char *print(void (*show)(const struct control_list *list, FILE *to),
		   const struct control_list *of)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	assert_non_null(to);
	show(of, to);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void test_table(void **state)
{
	char *text = print(start_times_print, &list);

	(void)state;
	assert_string_equal(text, "service  began (s)  took (s)  after\n"
				  "network       2.00      0.50  -\n"
				  "web           2.50      6.50  network\n"
				  "slow          2.60         -  network\n");
	free(text);
}

/* Where the bar of a service begins and how long it is, in the unit of the picture. */
static void bar(const char *text, const char *name, const char *class, int *ret_x, int *ret_width)
{
	char start[128];
	const char *row = strstr(text, name);
	const char *rect = row ? strstr(row, "<rect") : NULL;
	int y;

	(void)snprintf(start, sizeof(start), "<rect class=\"%s\" x=", class);
	if (!rect || strncmp(rect, start, strlen(start)) != 0)
		fail_msg("no bar of class %s for %s in %s", class, name, text);
	assert_int_equal(
		sscanf(rect + strlen(start), "\"%d\" y=\"%d\" width=\"%d\"", ret_x, &y, ret_width),
		3);
}

static void test_bars(void **state)
{
	char *text = print(boot_chart_print, &list);
	int network, network_width, web, web_width, slow, slow_width;

	(void)state;
	bar(text, ">network<", "started", &network, &network_width);
	bar(text, ">web<", "failed", &web, &web_width);
	bar(text, ">slow<", "started", &slow, &slow_width);
	/* 700 of the picture's 1000 are 9 s here, and begin at 180 */
	assert_int_equal(network, 180 + 700 * 2000 / 9000);
	assert_in_range(network_width, 700 * 500 / 9000, 700 * 500 / 9000 + 1);
	assert_in_range(network + network_width, web, web);
	assert_int_equal(web + web_width, 880);
	/* one that has not ended reaches to the end */
	assert_int_equal(slow + slow_width, 880);
	assert_non_null(strstr(text, ">6.50 s<"));
	assert_non_null(strstr(text, ">not yet<"));
	assert_null(strstr(text, "waiting"));
	assert_null(strstr(text, "by-hand"));
	free(text);
}

static void test_an_empty_picture(void **state)
{
	struct control_list none = { 0 };
	char *text = print(boot_chart_print, &none);

	(void)state;
	assert_null(strstr(text, "<rect class"));
	assert_string_equal(text + strlen(text) - 7, "</svg>\n");
	free(text);
}

/* However long it took, the scale has a few lines, not thousands. */
static void test_the_scale_has_few_lines(void **state)
{
	(void)state;
	for (int64_t end = 1; end < INT64_C(1) << 40; end = end * 3 + 1) {
		struct control_record record = { .name = "a",
						 .state = SERVICE_STARTED,
						 .began_ms = 1,
						 .settled_ms = end,
						 .behind = "" };
		struct control_list one = { .records = &record, .count = 1 };
		char *text = print(boot_chart_print, &one);
		int lines = 0;

		for (const char *at = text; (at = strstr(at, "<path")); at++)
			lines++;
		assert_in_range(lines, 1, 13);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_an_empty_picture),
		cmocka_unit_test(test_the_scale_has_few_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
