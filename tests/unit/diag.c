// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/yaml/diag.c: texts are safe for a terminal, in order of the file, and bounded in
// number.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/yaml/diag.h"

static char *printed(const struct diag_list *list)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	diag_print(list, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void test_sorted_by_place(void **state)
{
	struct diag_list list;

	(void)state;
	diag_init(&list, "f");
	diag_add(&list, 7, 1, "c");
	diag_add(&list, 2, 9, "b");
	diag_add(&list, 2, 3, "a");
	diag_add(&list, 7, 1, "d");
	diag_add(&list, 0, 0, "whole %s", "file");
	char *text = printed(&list);
	assert_string_equal(text, "f: whole file\nf:2:3: a\nf:2:9: b\nf:7:1: c\nf:7:1: d\n");
	free(text);
	diag_free(&list);
	assert_int_equal(diag_found(&list), 0);
	text = printed(&list);
	assert_string_equal(text, "");
	free(text);
}

static void test_terminal_codes_are_removed(void **state)
{
	struct diag_list list;

	(void)state;
	diag_init(&list, "f");
	diag_add(&list, 1, 1, "key '%s'", "\x1b[2Jx\n\x7f\xc3\xa4");
	assert_string_equal(list.items[0].text, "key '?[2Jx?"
						"?"
						"?"
						"?'");
	diag_free(&list);
}

static void test_number_and_length_are_bounded(void **state)
{
	struct diag_list list;
	char long_text[5000];

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	diag_init(&list, "f");
	for (unsigned int i = 1; i <= DIAG_MAX + 5; i++)
		diag_add(&list, i, 1, "%s", long_text);
	assert_int_equal(list.count, DIAG_MAX);
	assert_int_equal(diag_found(&list), DIAG_MAX + 5);
	assert_true(strlen(list.items[0].text) < 500);
	char *text = printed(&list);
	assert_non_null(strstr(text, "f: 5 more problems not shown\n"));
	free(text);
	diag_free(&list);
}

static void test_notes_are_no_problems(void **state)
{
	struct diag_list list;

	(void)state;
	diag_init(&list, "f");
	diag_note(&list, 3, 1, "not %s", "needed");
	diag_note(&list, 0, 0, "of all");
	assert_int_equal(diag_found(&list), 0);
	diag_add(&list, 2, 1, "wrong, note: this");
	assert_int_equal(diag_found(&list), 1);
	char *text = printed(&list);
	assert_string_equal(text,
			    "f: note: of all\nf:2:1: wrong, note: this\nf:3:1: note: not needed\n");
	assert_true(diag_line_is_note(text));
	assert_false(diag_line_is_note(strchr(text, '\n') + 1));
	assert_true(diag_line_is_note(strstr(text, "f:3:1")));
	assert_false(diag_line_is_note("note"));
	free(text);
	diag_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorted_by_place),
		cmocka_unit_test(test_terminal_codes_are_removed),
		cmocka_unit_test(test_notes_are_no_problems),
		cmocka_unit_test(test_number_and_length_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
