// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_commands.c, through whole files of user-data; and what a
// shell makes of the result.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/run.h"
#include "user_sample.h"

static void test_commands(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\n"
		  "runcmd:\n"
		  "- echo one; echo two\n"
		  "- [printf, '%s|', \"it's\", a b, yes, 010, '']\n"
		  "-\n"
		  "- |\n  if true\n  then echo three\n  fi\n"
		  "bootcmd: [[echo, early]]\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_string_equal(f.data.runcmd, "#!/bin/sh\necho one; echo two\n"
					   "'printf' '%s|' 'it'\\''s' 'a b' 'yes' '010' ''\n"
					   "if true\nthen echo three\nfi\n\n");
	assert_string_equal(f.data.bootcmd, "#!/bin/sh\n'echo' 'early'\n");
	const char *const argv[] = { "sh", "-c", f.data.runcmd, NULL };
	const struct run_options options = { .output_max = 1000 };
	cleanup_free char *output = NULL;
	int status = -1;

	assert_int_equal(run(argv, &options, &status, &output), 0);
	assert_int_equal(status, 0);
	assert_string_equal(output, "one\ntwo\nit's|a b|yes|010||three\n");
	release(&f);
}

static void assert_problem(const struct fixture *f, size_t i, unsigned line, const char *text)
{
	assert_true(i < diag_found(&f->diags));
	assert_int_equal(f->diags.items[i].line, line);
	if (!strstr(f->diags.items[i].text, text))
		fail_msg("'%s' is not in '%s'", text, f->diags.items[i].text);
}

/* One that is wrong costs the others nothing. */
static void test_mistakes(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\n"
		  "runcmd:\n"
		  "- true\n"
		  "- {a: b}\n"
		  "- [a, [b]]\n"
		  "- !!binary YQ==\n"
		  "- [!!binary YQ==]\n"
		  "- echo good\n"
		  "bootcmd: echo x\n");
	assert_int_equal(diag_found(&f.diags), 6);
	assert_problem(&f, 0, 3, "runcmd: YAML takes 'true' for a truth value");
	assert_problem(&f, 1, 4, "runcmd must be a string");
	assert_problem(&f, 2, 5, "a word of a command must be a string");
	assert_problem(&f, 3, 6, "must be text");
	assert_problem(&f, 4, 7, "a word of a command must be a string");
	assert_problem(&f, 5, 9, "bootcmd must be a list");
	assert_string_equal(f.data.runcmd, "#!/bin/sh\necho good\n");
	assert_null(f.data.bootcmd);
	release(&f);
	parse(&f, "#cloud-config\nruncmd: []\nbootcmd:\n- echo a\n- [echo, b, c,\n  d, e\n");
	assert_null(f.data.runcmd);
	assert_problem(&f, 0, 5, "cut short");
	assert_string_equal(f.data.bootcmd, "#!/bin/sh\necho a\n");
	release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
