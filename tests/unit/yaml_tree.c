// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/yaml/yaml_tree.c: the shape of the tree, places, what is refused, what remains
// after a syntax error, and the bounds against hostile input.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/yaml/yaml_tree.h"

/* A file to read and what came of it; shared by all tests. */
struct fixture {
	struct yaml_tree tree;
	struct diag_list diags;
};

static void parse(struct fixture *f, const char *text)
{
	diag_init(&f->diags, "f");
	assert_int_equal(yaml_tree_parse(text, strlen(text), &f->diags, &f->tree), 0);
}

static void release(struct fixture *f)
{
	yaml_tree_free(&f->tree);
	diag_free(&f->diags);
}

static const struct node *get(const struct node *map, const char *key)
{
	assert_non_null(map);
	assert_int_equal(map->kind, NODE_MAP);
	for (const struct node *value = map->first; value; value = value->next)
		if (strcmp(value->key->text, key) == 0)
			return value;
	return NULL;
}

static void assert_diag(const struct fixture *f, size_t i, unsigned int line, unsigned int column,
			const char *part)
{
	assert_true(i < f->diags.count);
	const struct diag *d = &f->diags.items[i];
	if (d->line != line || d->column != column || !strstr(d->text, part))
		fail_msg("got %u:%u '%s', wanted %u:%u '%s'", d->line, d->column, d->text, line,
			 column, part);
}

static void test_shape_and_places(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "a: one\nb:\n  - x\n  - \"2\"\n  - 2\nc: {d: [], \xc3\xa4: ''}\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_true(f.tree.well_formed);
	const struct node *a = get(f.tree.root, "a"), *b = get(f.tree.root, "b");
	assert_string_equal(a->text, "one");
	assert_int_equal(a->line, 1);
	assert_int_equal(a->column, 4);
	assert_int_equal(b->kind, NODE_LIST);
	assert_true(b->complete);
	assert_string_equal(b->first->text, "x");
	assert_int_equal(b->first->line, 3);
	assert_int_equal(b->first->column, 5);
	assert_int_equal(b->first->next->type, SCALAR_STRING);
	assert_int_equal(b->last->type, SCALAR_NUMBER);
	const struct node *c = get(f.tree.root, "c");
	assert_int_equal(get(c, "d")->kind, NODE_LIST);
	assert_int_equal(get(c, "\xc3\xa4")->type, SCALAR_STRING);
	release(&f);
}

static void test_empty_files(void **state)
{
	static const char *const empty[] = { "", "\n\n", "# only a comment\n", "\xef\xbb\xbf" };
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		parse(&f, empty[i]);
		assert_null(f.tree.root);
		assert_true(f.tree.well_formed);
		assert_int_equal(diag_found(&f.diags), 0);
		release(&f);
	}
}

static void test_byte_order_mark_and_line_ends(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "\xef\xbb\xbf#cloud-config\r\na: b\r\nc: d\r\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_string_equal(get(f.tree.root, "a")->text, "b");
	assert_int_equal(get(f.tree.root, "c")->line, 3);
	release(&f);
}

static void test_refused_nodes_leave_the_rest(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "b: *x\n"
		  "c: !!int 2\n"
		  "d: !y {k: [1, {}]}\n"
		  "e: !t [1, 2]\n"
		  "[f]: 1\n"
		  "? {g: 1}\n"
		  ": 2\n"
		  "i: \"\\0\"\n"
		  "l: [1, *x, 3]\n"
		  "m: &m [*m]\n"
		  "n: &n {o: *n}\n"
		  "*n : 1\n"
		  "<<: *x\n"
		  "ok: yes\n");
	assert_int_equal(diag_found(&f.diags), 12);
	assert_diag(&f, 0, 1, 4, "no anchor");
	assert_diag(&f, 1, 2, 4, "tag");
	assert_diag(&f, 2, 3, 4, "tag");
	assert_diag(&f, 3, 4, 4, "tag");
	assert_diag(&f, 4, 5, 1, "key must be");
	assert_diag(&f, 5, 6, 3, "key must be");
	assert_diag(&f, 6, 8, 4, "NUL");
	assert_diag(&f, 7, 9, 8, "no anchor");
	assert_diag(&f, 8, 10, 8, "in what it stands for");
	assert_diag(&f, 9, 11, 11, "in what it stands for");
	assert_diag(&f, 10, 12, 1, "key must be");
	assert_diag(&f, 11, 13, 5, "no anchor");
	assert_true(f.tree.well_formed);
	assert_true(f.tree.refused);
	assert_string_equal(f.tree.root->first->key->text, "l");
	assert_string_equal(f.tree.root->first->last->text, "3");
	release(&f);
}

static void test_tags_that_are_known(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "a: !!str 42\nb: !!binary aGk=\nc: 42\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(get(f.tree.root, "a")->type, SCALAR_STRING);
	assert_false(get(f.tree.root, "a")->binary);
	assert_int_equal(get(f.tree.root, "b")->type, SCALAR_STRING);
	assert_true(get(f.tree.root, "b")->binary);
	assert_int_equal(get(f.tree.root, "c")->type, SCALAR_NUMBER);
	release(&f);
}

static void test_aliases(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "a: &x 1\n"
		  "b: *x\n"
		  "c: &y {k: [*x, {l: *x}]}\n"
		  "d: *y\n"
		  "&z e: &x two\n"
		  "f: [*x, *z]\n"
		  "*z : last\n");
	assert_int_equal(diag_found(&f.diags), 1);
	assert_diag(&f, 0, 7, 1, "given twice");
	assert_string_equal(get(f.tree.root, "b")->text, "1");
	assert_int_equal(get(f.tree.root, "b")->type, SCALAR_NUMBER);
	const struct node *list = get(get(f.tree.root, "d"), "k");
	assert_string_equal(list->first->text, "1");
	assert_int_equal(list->first->line, 3);
	assert_string_equal(get(list->last, "l")->text, "1");
	assert_string_equal(get(f.tree.root, "f")->first->text, "two");
	assert_string_equal(get(f.tree.root, "f")->last->text, "e");
	assert_string_equal(get(f.tree.root, "e")->text, "last");
	assert_false(f.tree.refused);
	release(&f);
}

static void test_merging(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "a: &a {k: 1, l: 2}\n"
		  "b: &b {k: 3, m: 4}\n"
		  "c: {<<: *a, l: 5}\n"
		  "d: {n: 6, <<: [*a, *b]}\n"
		  "e: {<<: {o: 7}}\n"
		  "f: {<<: word, p: 8}\n"
		  "g: {<<: [*a, word], q: 9}\n");
	assert_int_equal(diag_found(&f.diags), 2);
	assert_diag(&f, 0, 6, 5, "'<<' takes");
	assert_diag(&f, 1, 7, 5, "'<<' takes");
	const struct node *c = get(f.tree.root, "c"), *d = get(f.tree.root, "d");
	assert_string_equal(get(c, "k")->text, "1");
	assert_string_equal(get(c, "l")->text, "5");
	assert_null(get(c, "<<"));
	assert_string_equal(get(d, "n")->text, "6");
	assert_string_equal(get(d, "k")->text, "1");
	assert_string_equal(get(d, "l")->text, "2");
	assert_string_equal(get(d, "m")->text, "4");
	assert_string_equal(get(get(f.tree.root, "e"), "o")->text, "7");
	assert_string_equal(get(get(f.tree.root, "f"), "p")->text, "8");
	assert_null(get(get(f.tree.root, "g"), "k"));
	assert_null(get(get(f.tree.root, "e"), "<<"));
	/* what was merged is still there for others */
	assert_string_equal(get(get(f.tree.root, "a"), "k")->text, "1");
	release(&f);
	parse(&f, "a: {<<: &c {k: 1}}\nb: *c\nd: {<<: [&e {l: 2}]}\nf: *e\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_string_equal(get(get(f.tree.root, "b"), "k")->text, "1");
	assert_string_equal(get(get(f.tree.root, "f"), "l")->text, "2");
	release(&f);
}

/* A few lines that would be a billion words, and one long word many times. */
static void test_aliases_are_bounded(void **state)
{
	char *text = malloc(1 << 20), *at = text;
	struct fixture f;

	(void)state;
	assert_non_null(text);
	at += sprintf(at, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 10; i++) {
		at += sprintf(at, "a%d: &a%d [", i, i);
		for (int j = 0; j < 9; j++)
			at += sprintf(at, "*a%d%s", i - 1, j < 8 ? ", " : "]\n");
	}
	parse(&f, text);
	assert_int_equal(diag_found(&f.diags), 1);
	assert_diag(&f, 0, 5, 15, "more than there may be");
	assert_false(f.tree.well_formed);
	release(&f);

	at = text + sprintf(text, "a: &a ");
	memset(at, 'x', 500000);
	at += 500000;
	at += sprintf(at, "\nb: [");
	for (int i = 0; i < 20; i++)
		at += sprintf(at, "*a, ");
	(void)sprintf(at, "]\n");
	parse(&f, text);
	assert_int_equal(diag_found(&f.diags), 1);
	assert_diag(&f, 0, 2, 37, "more than there may be");
	release(&f);

	/* a nested alias must not become deeper than any other node */
	at = text + sprintf(text, "- &a ");
	for (int i = 0; i < YAML_TREE_DEPTH_MAX - 1; i++)
		*at++ = '[';
	for (int i = 0; i < YAML_TREE_DEPTH_MAX - 1; i++)
		*at++ = ']';
	(void)sprintf(at, "\n- [*a]\n");
	parse(&f, text);
	assert_int_equal(diag_found(&f.diags), 1);
	assert_diag(&f, 0, 2, 4, "more than there may be");
	release(&f);
	free(text);
}

static void test_last_of_equal_keys_counts(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "a: 1\nb: 2\na: 3\nb: 4\na: 5\n");
	assert_int_equal(diag_found(&f.diags), 3);
	assert_diag(&f, 0, 3, 1, "'a' is given twice (first at line 1)");
	assert_diag(&f, 1, 4, 1, "'b' is given twice");
	assert_string_equal(get(f.tree.root, "a")->text, "5");
	assert_string_equal(get(f.tree.root, "b")->text, "4");
	assert_null(f.tree.root->last->next);
	release(&f);

	parse(&f, "a: 1\nb: 2\nc: 3\nb: 4\nb: [5]\n");
	assert_int_equal(diag_found(&f.diags), 2);
	assert_int_equal(get(f.tree.root, "b")->kind, NODE_LIST);
	assert_ptr_equal(f.tree.root->first->next->next, f.tree.root->last);
	assert_ptr_equal(f.tree.root->last, get(f.tree.root, "b"));
	release(&f);
}

static void test_syntax_error_keeps_what_was_before(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "a: 1\nb:\n  - x\n  - y\n  c: d\n");
	assert_false(f.tree.well_formed);
	assert_int_equal(diag_found(&f.diags), 1);
	assert_diag(&f, 0, 5, 3, "not valid YAML");
	assert_string_equal(get(f.tree.root, "a")->text, "1");
	const struct node *b = get(f.tree.root, "b");
	assert_string_equal(b->last->text, "y");
	assert_false(b->complete);
	release(&f);

	parse(&f, "a: 1\nb: \"never closed\n");
	assert_false(f.tree.well_formed);
	assert_non_null(get(f.tree.root, "a"));
	assert_null(get(f.tree.root, "b"));
	release(&f);

	parse(&f, "a: 1\nb: @x\n");
	assert_false(f.tree.well_formed);
	assert_diag(&f, 0, 2, 4, "not valid YAML: found character that cannot start any token");
	release(&f);

	parse(&f, "a: 1\n...\n@\n");
	assert_false(f.tree.well_formed);
	assert_diag(&f, 0, 3, 1, "not valid YAML");
	assert_non_null(get(f.tree.root, "a"));
	release(&f);
}

static void test_bytes_that_are_no_text(void **state)
{
	static const char bad[] = "a: 1\nb: x\xff\nc: 3\n";
	static const char nul[] = "a: 1\n\0b: 2\n";
	struct fixture f;

	(void)state;
	parse(&f, bad);
	assert_false(f.tree.well_formed);
	assert_diag(&f, 0, 2, 5, "not UTF-8");
	assert_string_equal(get(f.tree.root, "a")->text, "1");
	assert_null(get(f.tree.root, "c"));
	release(&f);

	diag_init(&f.diags, "f");
	assert_int_equal(yaml_tree_parse(nul, sizeof(nul) - 1, &f.diags, &f.tree), 0);
	assert_diag(&f, 0, 2, 1, "NUL");
	release(&f);
}

static void test_directives_and_documents(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "# c\n%YAML 1.1\n---\na: 1\n");
	assert_false(f.tree.well_formed);
	assert_diag(&f, 0, 2, 1, "directive");
	release(&f);

	parse(&f, "---\na: 1\n---\nb: 2\n");
	assert_true(f.tree.well_formed);
	assert_diag(&f, 0, 3, 1, "second YAML document");
	assert_null(get(f.tree.root, "b"));
	release(&f);

	parse(&f, "---\na: 1\n...\n");
	assert_int_equal(diag_found(&f.diags), 0);
	release(&f);
}

/* Repeats @unit after @begin; the caller frees it. */
static char *repeated(const char *begin, const char *unit, size_t times)
{
	size_t unit_len = strlen(unit), at = strlen(begin);
	char *text = malloc(at + unit_len * times + 1);

	assert_non_null(text);
	memcpy(text, begin, at);
	for (size_t i = 0; i < times; i++, at += unit_len)
		memcpy(text + at, unit, unit_len);
	text[at] = '\0';
	return text;
}

static void check_stops(const char *begin, const char *unit, size_t times, const char *part)
{
	char *text = repeated(begin, unit, times);
	struct fixture f;

	parse(&f, text);
	assert_false(f.tree.well_formed);
	assert_true(f.diags.count > 0);
	const char *said = f.diags.items[f.diags.count - 1].text;
	if (!strstr(said, part))
		fail_msg("'%.20s...' said '%s'", text, said);
	release(&f);
	free(text);
}

static void test_bounds(void **state)
{
	(void)state;
	check_stops("", "[", 500000, "nested deeper");
	check_stops("a: ", "{a: ", 200000, "nested deeper");
	check_stops("", "- ", 500000, "nested deeper");
	check_stops("", "? ", 500000, "nested deeper");
	check_stops("", "- x\n", YAML_TREE_NODES_MAX + 1, "values");
	check_stops("", "%TAG !a! b\n", 90000, "directive");
}

static void test_depth_is_bounded_in_refused_nodes_too(void **state)
{
	char *text = repeated("!a ", "[", 1000);
	struct fixture f;

	(void)state;
	parse(&f, text);
	assert_int_equal(diag_found(&f.diags), 2);
	assert_diag(&f, 0, 1, 1, "tag");
	assert_diag(&f, 1, 1, 3 + YAML_TREE_DEPTH_MAX + 1, "nested deeper");
	release(&f);
	free(text);
}

static void test_number_of_keys_is_bounded(void **state)
{
	char *text = malloc((YAML_TREE_KEYS_MAX + 1) * 10 + 1);
	struct fixture f;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0, at = 0; i <= YAML_TREE_KEYS_MAX; i++, at += 10) {
		memcpy(text + at, "k00000: 1\n", 11);
		for (size_t rest = i, digit = 5; rest; rest /= 10, digit--)
			text[at + digit] = (char)('0' + rest % 10);
	}
	parse(&f, text);
	assert_false(f.tree.well_formed);
	assert_diag(&f, 0, YAML_TREE_KEYS_MAX + 1, 1, "keys");
	assert_non_null(get(f.tree.root, "k00499"));
	release(&f);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape_and_places),
		cmocka_unit_test(test_empty_files),
		cmocka_unit_test(test_byte_order_mark_and_line_ends),
		cmocka_unit_test(test_refused_nodes_leave_the_rest),
		cmocka_unit_test(test_tags_that_are_known),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_merging),
		cmocka_unit_test(test_aliases_are_bounded),
		cmocka_unit_test(test_last_of_equal_keys_counts),
		cmocka_unit_test(test_syntax_error_keeps_what_was_before),
		cmocka_unit_test(test_bytes_that_are_no_text),
		cmocka_unit_test(test_directives_and_documents),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_depth_is_bounded_in_refused_nodes_too),
		cmocka_unit_test(test_number_of_keys_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
