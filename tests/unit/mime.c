// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/mime.c, and of user-data in several parts.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/user_data/mime.h"
#include "user_sample.h"

#define HEAD "Content-Type: multipart/mixed; boundary=\"==B==\"\nMIME-Version: 1.0\n\n"
#define CONFIG "--==B==\nContent-Type: text/cloud-config; charset=\"us-ascii\"\n\n"
#define SCRIPT "--==B==\nContent-Type: text/x-shellscript\n\n"
#define END "--==B==--\n"

static void test_parts(void **state)
{
	static const char text[] = "MIME-version: 1.0\r\n"
				   "CONTENT-TYPE: Multipart/Mixed;\r\n"
				   "\tcharset=x; BOUNDARY=ab c\r\n"
				   "\r\n"
				   "what stands here is for nobody\r\n"
				   "--ab \r\n"
				   "Content-Type: Text/Cloud-Config;charset=utf-8\r\n"
				   "\r\n"
				   "one\r\ntwo\r\n"
				   "\r\n"
				   "--ab\r\n"
				   "\r\n"
				   "--abc is no end\r\n"
				   "--ab\r\n"
				   "Content-Transfer-Encoding: BASE64\r\n"
				   "Content-Disposition: attachment;\r\n"
				   " filename=x\r\n"
				   "\r\n"
				   "aGVs\r\nbG8A\r\n"
				   "--ab\r\n"
				   "Content-Type: a/b\r\n"
				   "\r\n"
				   "--ab--\r\n"
				   "--ab\r\n\r\nnot this\r\n";
	struct diag_list diags;
	struct mime mime;

	(void)state;
	diag_init(&diags, "x");
	assert_true(mime_is(text, strlen(text)));
	assert_int_equal(mime_parse(text, strlen(text), &diags, &mime), 0);
	assert_int_equal(diag_found(&diags), 0);
	assert_int_equal(mime.count, 4);
	assert_string_equal(mime.parts[0].type, "text/cloud-config");
	assert_string_equal(mime.parts[0].content, "one\r\ntwo\r\n");
	assert_int_equal(mime.parts[0].line, 9);
	assert_false(mime.parts[0].encoded);
	assert_string_equal(mime.parts[1].type, "text/plain");
	assert_string_equal(mime.parts[1].content, "--abc is no end");
	assert_int_equal(mime.parts[2].len, 6);
	assert_memory_equal(mime.parts[2].content, "hello\0", 6);
	assert_true(mime.parts[2].encoded);
	assert_string_equal(mime.parts[3].type, "a/b");
	assert_int_equal(mime.parts[3].len, 0);
	mime_release(&mime);
	diag_free(&diags);
}

static void refused(const char *text, size_t parts, unsigned line, const char *why)
{
	struct diag_list diags;
	struct mime mime;

	diag_init(&diags, "x");
	assert_int_equal(mime_parse(text, strlen(text), &diags, &mime), 0);
	assert_int_equal(diag_found(&diags), 1);
	if (!strstr(diags.items[0].text, why))
		fail_msg("'%s' is not in '%s'", why, diags.items[0].text);
	assert_int_equal(diags.items[0].line, line);
	assert_int_equal(mime.count, parts);
	mime_release(&mime);
	diag_free(&diags);
}

static void test_mistakes(void **state)
{
	static char many[64 * 1024] = HEAD;
	char *at = many + strlen(many);

	(void)state;
	refused("Content-Type: text/plain\n\nx\n", 0, 1, "without parts");
	refused("Content-Type: multipart/mixed\n\nx\n", 0, 1, "with a boundary");
	refused("Content-Type: multipart/mixed; boundary=\"\"\n\nx\n", 0, 1, "with a boundary");
	refused(HEAD "x\n", 0, 0, "there is no part");
	refused(HEAD SCRIPT "x\n", 1, 7, "cut short");
	refused(HEAD "--==B==\nContent-Transfer-Encoding: base64\n\n%\n" SCRIPT "x\n" END, 1, 7,
		"not valid base64");
	refused(HEAD "--==B==\nContent-Transfer-Encoding: uu\n\nx\n" END, 0, 7, "encoded as 'uu'");
	for (int i = 0; i <= MIME_PARTS_MAX; i++)
		at += sprintf(at, SCRIPT "x\n");
	(void)sprintf(at, END);
	refused(many, MIME_PARTS_MAX, 4 + 4 * MIME_PARTS_MAX + 3, "more than 100 parts");
}

/* Of a key in two parts the later one counts, as with cloud-init. */
static void test_user_data_of_parts(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, HEAD CONFIG "#cloud-config\nhostname: first\nruncmd: [echo a]\n" SCRIPT
			      "#!/bin/sh\necho one\n" CONFIG
			      "#cloud-config\nhostname: second\nssh_authorized_keys: []\n"
			      "--==B==\nContent-Type: text/plain\n\n#!/bin/sh\necho two\n" END);
	if (diag_found(&f.diags))
		fail_msg("%s", f.diags.items[0].text);
	assert_string_equal(f.data.hostname, "second");
	assert_string_equal(f.data.runcmd, "#!/bin/sh\necho a\n");
	assert_int_equal(f.data.scripts.count, 2);
	assert_string_equal(f.data.scripts.items[0], "#!/bin/sh\necho one");
	assert_string_equal(f.data.scripts.items[1], "#!/bin/sh\necho two");
	assert_true(f.data.usable);
	assert_false(f.data.ssh_keys_in_doubt);
	release(&f);
}

static void assert_problem(const struct fixture *f, size_t i, unsigned line, const char *text)
{
	assert_true(i < diag_found(&f->diags));
	if (!strstr(f->diags.items[i].text, text))
		fail_msg("'%s' is not in '%s'", text, f->diags.items[i].text);
	assert_int_equal(f->diags.items[i].line, line);
}

/* Each is told with its line in the file; a part that is bad costs the others nothing. */
static void test_problems_in_parts(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, HEAD CONFIG "#cloud-config\nhostname: ok\nwrong: 1\n"
			      "--==B==\nContent-Type: text/jinja2\n\n## template: jinja\n"
			      "--==B==\nContent-Type: text/cloud-config\n"
			      "Content-Transfer-Encoding: base64\n\n"
			      "I2Nsb3VkLWNvbmZpZwp3b3JzZTogMQo=\n" END);
	assert_int_equal(diag_found(&f.diags), 3);
	assert_problem(&f, 0, 9, "part 1: unknown key 'wrong'");
	assert_problem(&f, 1, 13, "part 2: a part of type text/jinja2 is not supported");
	assert_problem(&f, 2, 18, "part 3, line 2: unknown key 'worse'");
	assert_string_equal(f.data.hostname, "ok");
	assert_true(f.data.ssh_keys_in_doubt);
	assert_true(f.data.usable); /* all of it could be read */
	release(&f);
}

/* What is missing between headers and content costs nothing but a word. */
static void test_headers_that_do_not_end(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, HEAD "--==B==\nContent-Type: text/cloud-config\n#cloud-config\nhostname: a\n\n"
		       "--==B==\nContent-Type: text/x-shellscript\n" CONFIG
		       "#cloud-config\nruncmd: [x]\n" END);
	assert_string_equal(f.data.hostname, "a");
	assert_string_equal(f.data.runcmd, "#!/bin/sh\nx\n");
	assert_problem(&f, 0, 6, "an empty line is missing");
	release(&f);
}

static void test_a_file_that_is_cut_short(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, HEAD CONFIG "#cloud-config\nhostname: a\nberth: {install: {disk: auto}}\n" SCRIPT
			      "#!/bin/sh\nrm -rf /var/lib/a");
	assert_string_equal(f.data.hostname, "a");
	assert_int_equal(f.data.scripts.count, 0);
	assert_null(f.data.berth.install.disk);
	assert_false(f.data.usable);
	assert_problem(&f, 0, 0, "nothing is installed");
	assert_problem(&f, 1, 13, "this script is cut short");
	assert_problem(&f, 2, 14, "has no end");
	release(&f);
}

static void test_forms_of_parts(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f,
	      "From: me\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=B\r\n"
	      "\r\n--B\r\nContent-Type: text/x-shellscript\r\n\r\n#!/bin/sh\r\necho\r\n\r\n"
	      "--B\r\nContent-Type: text/x-shellscript\r\nX-Merge-Type: list(append)\r\n\r\n"
	      "#cloud-config\r\nhostname: a\r\n--B--\r\n");
	assert_int_equal(f.data.scripts.count, 1);
	assert_string_equal(f.data.scripts.items[0], "#!/bin/sh\necho\n");
	assert_string_equal(f.data.hostname, "a");
	assert_int_equal(diag_found(&f.diags), 1);
	assert_problem(&f, 0, 16, "how this part is merged cannot be chosen");
	release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_user_data_of_parts),
		cmocka_unit_test(test_problems_in_parts),
		cmocka_unit_test(test_headers_that_do_not_end),
		cmocka_unit_test(test_a_file_that_is_cut_short),
		cmocka_unit_test(test_forms_of_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
