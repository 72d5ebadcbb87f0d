// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/script_word.c: what is read without a shell is what a shell reads. Each
// text is given to the machine's sh as well, those that people write and many that nobody would.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../init/service/script_word.h"

#define SCRATCH_VALUES "a=1\nb=\nc='x y'\n"

/* What all words find set. */
static void set_values(struct script_vars *vars)
{
	assert_int_equal(script_vars_set(vars, "a", 1, "1", 1, false), 0);
	assert_int_equal(script_vars_set(vars, "b", 1, "", 1, false), 0);
	assert_int_equal(script_vars_set(vars, "c", 1, "x y", 1, false), 0);
}

static const char *value_of(struct script_vars *vars, const char *name)
{
	const char *value = script_vars_use(vars, name, 1);

	return value ? value : "-";
}

/* "WORD|a|b|c|d" as it is read here, NULL if it is refused or more than one word. */
static char *read_here(const char *text)
{
	struct script_vars vars = { 0 };
	struct script_text script = { .at = text, .line = 1, .vars = &vars };
	char *word = NULL, *all = NULL;
	int r;

	set_values(&vars);
	r = script_take_word(&script, &word);
	assert_true(r == 0 || r == -EINVAL || r == -ENOEXEC);
	if (r < 0)
		assert_non_null(script.error.text);
	if (r == 0 && !*script.at)
		assert_true(asprintf(&all, "%s|%s|%s|%s|%s", word, value_of(&vars, "a"),
				     value_of(&vars, "b"), value_of(&vars, "c"),
				     value_of(&vars, "d")) > 0);
	free(word);
	script_vars_release(&vars);
	return all;
}

/* In a file of its own, as what is wrong in one would end the shell. */
static char *read_by_sh(const char *text)
{
	char answer[4096];
	char *command = NULL;
	FILE *script, *from;
	size_t len;
	char path[] = "/tmp/script_word.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	script = fdopen(fd, "w");
	assert_non_null(script);
	assert_true(fprintf(script,
			    SCRATCH_VALUES
			    "word=%s\nprintf '%%s|%%s|%%s|%%s|%%s' \"$word\" \"${a--}\" "
			    "\"${b--}\" \"${c--}\" \"${d--}\"\n",
			    text) > 0);
	assert_int_equal(fclose(script), 0);
	assert_true(asprintf(&command, "env -i /bin/sh %s 2>/dev/null", path) > 0);
	from = popen(command, "r");
	assert_non_null(from);
	len = fread(answer, 1, sizeof(answer) - 1, from);
	answer[len] = '\0';
	(void)pclose(from);
	free(command);
	assert_int_equal(unlink(path), 0);
	return strdup(answer);
}

/* False if it is refused here: there is nothing to compare. */
static bool compare(const char *text)
{
	char *here = read_here(text);
	char *there;

	if (!here)
		return false;
	there = read_by_sh(text);
	if (strcmp(here, there) != 0)
		fail_msg("%s is \"%s\" for sh and \"%s\" here", text, there, here);
	free(there);
	free(here);
	return true;
}

static void test_words_as_people_write_them(void **state)
{
	static const struct {
		const char *text, *expected;
	} words[] = {
		{ "plain", "plain|1||x y|-" },
		{ "'$a'\"$a\"$a", "$a11|1||x y|-" },
		{ "${a}b", "1b|1||x y|-" },
		{ "$ab", "|1||x y|-" },
		{ "\"-x $c\"", "-x x y|1||x y|-" },
		{ "$c", "x y|1||x y|-" },
		{ "${d:-none}", "none|1||x y|-" },
		{ "${d-none}", "none|1||x y|-" },
		{ "${b:-none}", "none|1||x y|-" },
		{ "${b-none}", "|1||x y|-" },
		{ "${a:-none}", "1|1||x y|-" },
		{ "${d:=new}", "new|1||x y|new" },
		{ "${d=new}$d", "newnew|1||x y|new" },
		{ "${b:=new}", "new|1|new|x y|-" },
		{ "${b=new}", "|1||x y|-" },
		{ "${a:+set}", "set|1||x y|-" },
		{ "${b:+set}", "|1||x y|-" },
		{ "${b+set}", "set|1||x y|-" },
		{ "${d+set}", "|1||x y|-" },
		{ "${d:-${b:-$a}}", "1|1||x y|-" },
		{ "${d:-two words}", "two words|1||x y|-" },
		{ "\"${d:-two words}\"", "two words|1||x y|-" },
		{ "\"${d:-it's}\"", "it's|1||x y|-" },
		{ "${d:-'}'}", "}|1||x y|-" },
		{ "${a:-${d:=x}}", "1|1||x y|-" }, /* nothing is set in what is not taken */
		{ "${d:+${b:=x}}", "|1||x y|-" },
		{ "\"a\\\nb\"", "ab|1||x y|-" },
		{ "a\\\nb", "ab|1||x y|-" },
		{ "\"\\$a \\\\ \\\" \\`\"", "$a \\ \" `|1||x y|-" },
		{ "\\$a", "$a|1||x y|-" },
		{ "a~", "a~|1||x y|-" },
		{ "''", "|1||x y|-" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		char *here = read_here(words[i].text);

		if (!here || strcmp(here, words[i].expected) != 0)
			fail_msg("%s is \"%s\"", words[i].text, here ? here : "(refused)");
		free(here);
		assert_true(compare(words[i].text));
	}
}

static void test_what_needs_a_shell(void **state)
{
	static const char *const words[] = {
		"$(id)",
		"`id`",
		"\"$(id)\"",
		"\"`id`\"",
		"$((1))",
		"$1",
		"$$",
		"$?",
		"$@",
		"$",
		"\"$\"",
		"${#a}",
		"${a%1}",
		"${a#1}",
		"${a:?no}",
		"${a?no}",
		"${a/1/2}",
		"${}",
		"${1}",
		"${a",
		"${a:-b",
		"\"${a",
		"'a",
		"\"a",
		"~/x",
		"a:~",
		"${d:-~}",
		"a\\",
		"\"${d:-\"x\"}\"",
		"$'a'",
		"\"${a:-\\}}\"",
		"${a:-$(id)}",
		"$PATH",
		"${HOME:-x}",
		"\"${RC_SVCDIR}\"",
		"$a\\\nb",
		"\"$a\\\n\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		char *here = read_here(words[i]);

		if (here)
			fail_msg("%s was read as \"%s\"", words[i], here);
	}
}

/* Pieces in any order: most are refused, and what is not must be what sh makes of it. */
static void test_words_that_nobody_writes(void **state)
{
	static const char *const pieces[] = { "$a", "${a", "${d", "${b", ":-", "-",  ":=", "=",
					      ":+", "+",   "}",	  "\"",	 "'",  "\\", "x",  " ",
					      "$",  "~",   ":",	  "\n",	 "#",  "$c", "{",  "*" };
	char text[256];
	int compared = 0;

	(void)state;
	srandom(7);
	for (int i = 0; i < 2000; i++) {
		int count = 1 + (int)(random() % 9);

		text[0] = '\0';
		for (int j = 0; j < count; j++)
			strcat(text, pieces[(size_t)random() % (sizeof(pieces) / sizeof(*pieces))]);
		compared += compare(text);
	}
	assert_in_range(compared, 400, 2000);
}

static void test_text_from_variables_has_an_end(void **state)
{
	struct script_vars vars = { 0 };
	char *word = NULL;
	int r = 0;

	(void)state;
	assert_int_equal(script_vars_set(&vars, "a", 1, "0123456789", 1, false), 0);
	struct script_text script = { .line = 1, .vars = &vars };
	for (int i = 0; r == 0 && i < 40; i++) {
		script.at = "$a$a";
		r = script_take_word(&script, &word);
		if (r == 0)
			assert_int_equal(script_vars_set(&vars, "a", 1, word, 1, false), 0);
		if (r == 0)
			free(word);
	}
	assert_int_equal(r, -EINVAL);
	script_vars_release(&vars);
}

static void test_braces_have_a_depth(void **state)
{
	char text[4096] = "";

	(void)state;
	for (int i = 0; i < 1000; i++)
		strcat(text, "${d-");
	assert_null(read_here(text));
}

static void test_variables_have_a_number(void **state)
{
	struct script_vars vars = { 0 };
	char name[16];

	(void)state;
	for (int i = 0; i < SCRIPT_VARS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "v%d", i);
		assert_int_equal(script_vars_set(&vars, name, strlen(name), "x", 1, false), 0);
	}
	assert_int_equal(script_vars_set(&vars, "more", 4, "x", 1, false), -E2BIG);
	assert_int_equal(script_vars_set(&vars, "v7", 2, "y", 2, true), 0);
	assert_string_equal(script_vars_use(&vars, "v7", 2), "y");
	assert_string_equal(vars.items[SCRIPT_VARS_MAX - 1].name, "v7"); /* set last */
	assert_null(script_vars_use(&vars, "v", 1));
	script_vars_release(&vars);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_as_people_write_them),
		cmocka_unit_test(test_what_needs_a_shell),
		cmocka_unit_test(test_words_that_nobody_writes),
		cmocka_unit_test(test_text_from_variables_has_an_end),
		cmocka_unit_test(test_braces_have_a_depth),
		cmocka_unit_test(test_variables_have_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
