// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/logs/log_source.c: lines of several sources in the order of their time.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/logs/log_source.h"

/* Letters are lines; a digit is the time of the letter behind it; '!' is an error. */
struct fake {
	struct log_source base;
	const char *text;
	size_t at;
};

static int fake_next(struct log_source *self, struct log_line *ret_line)
{
	struct fake *fake = (struct fake *)self;
	int64_t time_us = LOG_TIME_NONE;

	if (fake->text[fake->at] == '!')
		return -EIO;
	if (fake->text[fake->at] >= '0' && fake->text[fake->at] <= '9')
		time_us = fake->text[fake->at++] - '0';
	if (fake->text[fake->at] == '\0')
		return 0;
	*ret_line = (struct log_line){ time_us, fake->text + fake->at++, 1 };
	return 1;
}

static int fake_rewind(struct log_source *self)
{
	((struct fake *)self)->at = 0;
	return 0;
}

static void fake_release(struct log_source *self)
{
	free(self);
}

static void add(struct log_sources *sources, const char *unit, const char *text, int64_t at_us)
{
	struct fake *fake = calloc(1, sizeof(*fake));

	assert_non_null(fake);
	fake->base = (struct log_source){ .unit = strdup(unit),
					  .next = fake_next,
					  .rewind = fake_rewind,
					  .release = fake_release,
					  .at_us = at_us };
	fake->text = text;
	assert_int_equal(log_sources_add(sources, &fake->base), 0);
}

static const char *all(struct log_sources *sources)
{
	static char result[64];
	struct log_source *source;
	size_t len = 0;

	while ((source = log_sources_next(sources)))
		result[len++] = source->head.text[0];
	result[len] = '\0';
	return result;
}

static void test_order_of_time(void **state)
{
	struct log_sources sources = { 0 };

	(void)state;
	assert_null(log_sources_next(&sources));
	add(&sources, "one", "1a4b4c9d", 0);
	add(&sources, "two", "2A3B4C5D", 0);
	assert_string_equal(all(&sources), "aABbcCDd");
	assert_int_equal(log_sources_rewind(&sources), 0);
	assert_string_equal(all(&sources), "aABbcCDd");
	log_sources_release(&sources);
}

static void test_lines_without_a_time_stay_behind_the_one_before(void **state)
{
	struct log_sources sources = { 0 };

	(void)state;
	add(&sources, "trace", "1abc8d", 0);
	add(&sources, "none", "xy", 5); /* written at 5 */
	add(&sources, "other", "2A6B", 0);
	assert_string_equal(all(&sources), "abcAxyBd");
	log_sources_release(&sources);
}

static void test_a_clock_that_was_set_back_does_not_change_the_order_of_a_log(void **state)
{
	struct log_sources sources = { 0 };

	(void)state;
	add(&sources, "one", "8a1b", 0);
	add(&sources, "two", "5A", 0);
	assert_string_equal(all(&sources), "Aab");
	log_sources_release(&sources);
}

static void test_what_comes_later(void **state)
{
	struct log_sources sources = { 0 };

	(void)state;
	add(&sources, "one", "1a", 0);
	assert_string_equal(all(&sources), "a");
	((struct fake *)log_sources_find(&sources, "one"))->text = "1a2b";
	assert_string_equal(all(&sources), ""); /* it is not asked for every line of another one */
	log_sources_wake(&sources);
	assert_string_equal(all(&sources), "b");
	assert_null(log_sources_find(&sources, "two"));
	log_sources_release(&sources);
}

static void test_one_that_cannot_be_read_does_not_stop_the_others(void **state)
{
	struct log_sources sources = { 0 };

	(void)state;
	add(&sources, "broken", "1a!", 0);
	add(&sources, "whole", "2A3B", 0);
	assert_string_equal(all(&sources), "aAB");
	assert_int_equal(log_sources_find(&sources, "broken")->error, -EIO);
	assert_int_equal(log_sources_find(&sources, "whole")->error, 0);
	log_sources_release(&sources);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_of_time),
		cmocka_unit_test(test_lines_without_a_time_stay_behind_the_one_before),
		cmocka_unit_test(test_a_clock_that_was_set_back_does_not_change_the_order_of_a_log),
		cmocka_unit_test(test_what_comes_later),
		cmocka_unit_test(test_one_that_cannot_be_read_does_not_stop_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
