// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/logs/line_buffer.c: lines, however their bytes come, and no more memory than
// promised.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/logs/line_buffer.h"

/* Puts as much of a text there as there is room for. Returns how much. */
static size_t put(struct line_buffer *buffer, const char *text, size_t len)
{
	size_t room;
	char *to = line_buffer_room(buffer, &room);

	assert_non_null(to);
	assert_true(room > 0);
	if (len > room)
		len = room;
	memcpy(to, text, len);
	line_buffer_add(buffer, len);
	return len;
}

/* The lines of a text that comes in pieces of @size bytes, each in brackets. */
static const char *lines_of(const char *text, size_t size)
{
	static char result[256];
	struct line_buffer buffer = { 0 };
	size_t len = strlen(text), line_len, written = 0;
	const char *line;

	for (size_t at = 0; at <= len; at += size) {
		size_t piece = len - at < size ? len - at : size;

		(void)put(&buffer, text + at, piece);
		while (line_buffer_next(&buffer, at + size > len, &line, &line_len)) {
			result[written++] = '[';
			memcpy(result + written, line, line_len);
			written += line_len;
			result[written++] = ']';
		}
	}
	result[written] = '\0';
	line_buffer_release(&buffer);
	return result;
}

static void test_lines(void **state)
{
	(void)state;
	for (size_t size = 1; size < 20; size++) {
		assert_string_equal(lines_of("one\ntwo\n", size), "[one][two]");
		assert_string_equal(lines_of("one\n\n\ntwo", size), "[one][][][two]");
		assert_string_equal(lines_of("", size), "");
		assert_string_equal(lines_of("\n", size), "[]");
	}
}

static void test_what_has_no_end_yet_is_no_line_yet(void **state)
{
	struct line_buffer buffer = { 0 };
	const char *line;
	size_t len;

	(void)state;
	assert_false(line_buffer_next(&buffer, true, &line, &len));
	(void)put(&buffer, "par", 3);
	assert_false(line_buffer_next(&buffer, false, &line, &len));
	(void)put(&buffer, "tial\nx", 6);
	assert_true(line_buffer_next(&buffer, false, &line, &len));
	assert_int_equal(len, 7);
	assert_memory_equal(line, "partial", 7);
	assert_false(line_buffer_next(&buffer, false, &line, &len));
	line_buffer_clear(&buffer);
	assert_false(line_buffer_next(&buffer, true, &line, &len));
	line_buffer_release(&buffer);
}

static void test_a_long_line_comes_in_pieces(void **state)
{
	static char text[LINE_BUFFER_MAX + 100];
	struct line_buffer buffer = { 0 };
	size_t done = 0, len;
	const char *line;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\n';
	while (!line_buffer_next(&buffer, false, &line, &len)) {
		done += put(&buffer, text + done, sizeof(text) - done);
		assert_true(buffer.size <= LINE_BUFFER_MAX);
	}
	assert_int_equal(len, LINE_BUFFER_MAX);
	while (!line_buffer_next(&buffer, false, &line, &len))
		done += put(&buffer, text + done, sizeof(text) - done);
	assert_int_equal(len, 99);
	assert_int_equal(done, sizeof(text));
	line_buffer_release(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_what_has_no_end_yet_is_no_line_yet),
		cmocka_unit_test(test_a_long_line_comes_in_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
