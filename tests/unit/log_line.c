// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/logs/log_line.c: times, and what a line says beside its own.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/logs/log_line.h"

#define TIME_S INT64_C(1795810654) /* 2026-11-27T20:17:34Z */

static size_t parse(const char *text, int64_t *ret_us)
{
	return log_time_parse(text, strlen(text), ret_us);
}

static void test_times(void **state)
{
	int64_t us;

	(void)state;
	assert_int_equal(parse("2026-11-27T20:17:34.123Z x", &us), 24);
	assert_true(us == TIME_S * 1000000 + 123000);
	assert_int_equal(parse("2026-11-27T20:17:34Z", &us), 20);
	assert_true(us == TIME_S * 1000000);
	assert_int_equal(parse("2026-11-27T20:17:34.939902251Z", &us), 30);
	assert_true(us == TIME_S * 1000000 + 939902);
	assert_int_equal(parse("1970-01-01T00:00:00.000001Z", &us), 27);
	assert_true(us == 1);
}

static void test_what_is_no_time(void **state)
{
	static const char *const texts[] = {
		"",
		"2026-11-27T20:17:34",
		"2026-11-27T20:17:34.123",
		"2026-11-27T20:17:34.1234567890Z",
		"2026-11-27T20:17:34.123+01:00",
		"2026-11-27 20:17:34.123Z",
		"202x-11-27T20:17:34.123Z",
		"2026/11/27T20:17:34.123Z",
	};
	int64_t us = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(parse(texts[i], &us), 0);
	assert_true(us == 7);
}

static void test_times_are_written(void **state)
{
	char stamp[LOG_STAMP_LEN];

	(void)state;
	log_time_write(TIME_S * 1000000 + 123999, stamp);
	assert_memory_equal(stamp, "2026-11-27T20:17:34.123Z", LOG_STAMP_LEN);
	log_time_write(LOG_TIME_NONE, stamp);
	assert_memory_equal(stamp, "-                       ", LOG_STAMP_LEN);
}

static void assert_line(const struct log_line *line, int64_t time_us, const char *text)
{
	assert_true(line->time_us == time_us);
	assert_int_equal(line->len, strlen(text));
	assert_memory_equal(line->text, text, line->len);
}

static void test_lines_of_services(void **state)
{
	static const char stamped[] = "2026-11-27T20:17:34.000Z it says this";
	static const char bare[] = "2026 is a year";
	static const char only[] = "2026-11-27T20:17:34.000Z";
	struct log_line line;

	(void)state;
	log_line_parse(stamped, strlen(stamped), &line);
	assert_line(&line, TIME_S * 1000000, "it says this");
	log_line_parse(bare, strlen(bare), &line);
	assert_line(&line, LOG_TIME_NONE, bare);
	log_line_parse(only, strlen(only), &line);
	assert_line(&line, TIME_S * 1000000, "");
}

static void assert_json(const char *json, int64_t time_us, const char *text)
{
	struct log_line line;
	char *kept = NULL;

	assert_int_equal(log_line_parse_json(json, strlen(json), &line, &kept), 0);
	assert_line(&line, time_us, text);
	free(kept);
}

static void test_lines_of_containers(void **state)
{
	(void)state;
	assert_json("{\"log\":\"one \\\"two\\\"\\n\",\"stream\":\"stdout\","
		    "\"time\":\"2026-11-27T20:17:34.5Z\"}",
		    TIME_S * 1000000 + 500000, "one \"two\"");
	assert_json("{\"log\":\"a piece\",\"time\":\"tomorrow\"}", LOG_TIME_NONE, "a piece");
	assert_json("{\"time\":\"2026-11-27T20:17:34Z\"}", LOG_TIME_NONE,
		    "{\"time\":\"2026-11-27T20:17:34Z\"}");
	assert_json("{\"log\":\"cut off", LOG_TIME_NONE, "{\"log\":\"cut off");
	assert_json("{\"log\":7}", LOG_TIME_NONE, "{\"log\":7}");
	assert_json("[1]", LOG_TIME_NONE, "[1]");
	assert_json("", LOG_TIME_NONE, "");
}

static void test_a_nul_is_a_byte_like_others(void **state)
{
	static const char json[] = "{\"log\":\"a\\u0000b\\n\"}";
	struct log_line line;
	char *kept = NULL;

	(void)state;
	assert_int_equal(log_line_parse_json(json, strlen(json), &line, &kept), 0);
	assert_int_equal(line.len, 3);
	assert_memory_equal(line.text, "a\0b", 3);
	free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_what_is_no_time),
		cmocka_unit_test(test_times_are_written),
		cmocka_unit_test(test_lines_of_services),
		cmocka_unit_test(test_lines_of_containers),
		cmocka_unit_test(test_a_nul_is_a_byte_like_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
