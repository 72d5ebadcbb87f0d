// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_files.c, through whole files of user-data: what is written
// where, and that an entry with a mistake is left out, named, and costs the others nothing.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "user_sample.h"

#define HEAD "#cloud-config\nwrite_files:\n"

static void test_all_keys(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, HEAD "- path: /etc/app/config\n"
		       "  content: |\n    answer = 42\n"
		       "  owner: web:www-data\n"
		       "  permissions: '0640'\n"
		       "  append: true\n"
		       "  defer: yes\n"
		       "- {path: /a}\n"
		       "- {path: /b, content: , permissions: 0600, owner: '1000'}\n"
		       "- {path: /c, content: aGVs bG8=, encoding: b64}\n"
		       "- {path: /d, content: !!binary aGVsbG8=}\n"
		       "- {path: /e, content: H4sIAAA=, encoding: gz+b64}\n"
		       "- {path: /f, content: !!binary H4sIAAA=, encoding: gzip}\n"
		       "- {path: /g, content: !!str 42, encoding: text/plain}\n");
	if (diag_found(&f.diags))
		fail_msg("%u: %s", f.diags.items[0].line, f.diags.items[0].text);
	assert_int_equal(f.data.files.count, 8);
	const struct user_file *files = f.data.files.items;
	assert_string_equal(files[0].path, "/etc/app/config");
	assert_string_equal(files[0].content, "answer = 42\n");
	assert_int_equal(files[0].len, 12);
	assert_string_equal(files[0].owner, "web:www-data");
	assert_int_equal(files[0].mode, 0640);
	assert_true(files[0].append && files[0].defer && !files[0].gzip);
	assert_int_equal(files[0].line, 3);
	assert_null(files[1].owner);
	assert_int_equal(files[1].len, 0);
	assert_int_equal(files[1].mode, 0644);
	assert_false(files[1].append || files[1].defer);
	assert_int_equal(files[2].mode, 0600);
	assert_string_equal(files[2].owner, "1000");
	assert_string_equal(files[3].content, "hello");
	assert_string_equal(files[4].content, "hello");
	assert_true(files[5].gzip && files[6].gzip);
	assert_int_equal(files[5].len, 5);
	assert_memory_equal(files[6].content, "\x1f\x8b\x08\0\0", 5);
	assert_string_equal(files[7].content, "42");
	release(&f);
}

/* One entry, and what is said of it; the one behind it is taken. */
static void refused(const char *entry, unsigned line, unsigned column, const char *why)
{
	char text[1024];
	struct fixture f;

	assert_true(snprintf(text, sizeof(text), HEAD "- %s\n- {path: /good}\n", entry) <
		    (int)sizeof(text));
	parse(&f, text);
	if (diag_found(&f.diags) != 1 || f.data.files.count != 1)
		fail_msg("%s: %zu problems, %zu files", entry, diag_found(&f.diags),
			 f.data.files.count);
	assert_string_equal(f.data.files.items[0].path, "/good");
	if (!strstr(f.diags.items[0].text, why))
		fail_msg("%s: '%s' is not in '%s'", entry, why, f.diags.items[0].text);
	assert_int_equal(f.diags.items[0].line, line);
	assert_int_equal(f.diags.items[0].column, column);
	release(&f);
}

static void test_mistakes(void **state)
{
	static const char *const paths[] = { "etc/x",	"''",	"/",	     "/etc/",
					     "/etc//x", "/./x", "/etc/../x", "/etc/.." };
	static const char *const owners[] = { "'a b'", "':x'", "'x:'", "'a:b:c'", "-a" };
	static const char *const modes[] = { "644", "'8'", "'0x1'", "'17777'", "0o8", "[1]", "rw" };
	char entry[256];

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		(void)snprintf(entry, sizeof(entry), "{path: %s}", paths[i]);
		refused(entry, 3, 10, "path must begin with '/'");
	}
	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++) {
		(void)snprintf(entry, sizeof(entry), "{path: /x, owner: %s}", owners[i]);
		refused(entry, 3, 21, "owner must be USER or USER:GROUP");
	}
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		(void)snprintf(entry, sizeof(entry), "{path: /x, permissions: %s}", modes[i]);
		refused(entry, 3, 27, "permissions must be octal digits in quotes");
	}
	refused("{path: /x, append: 3}", 3, 22, "append must be true or false");
	refused("{path: /x, defer: [true]}", 3, 21, "defer must be true or false");
	refused("{content: x}", 3, 3, "an entry needs a 'path'");
	refused("x", 3, 3, "an entry must be a mapping");
	refused("{path: [a]}", 3, 10, "path must be a string");
	refused("{path: !!binary eA==}", 3, 10, "must be text");
	refused("{path: /x, content: yes}", 3, 23, "put it in quotes");
	refused("{path: /x, content: [y]}", 3, 23, "content must be a string");
	refused("{path: /x, encoding: rot13}", 3, 24, "encoding must be");
	refused("{path: /x, content: '%', encoding: b64}", 3, 3, "not valid base64");
	refused("{path: /x, content: eA, encoding: b64}", 3, 3, "not valid base64");
	refused("{path: /x, content: eA==, encoding: gz+b64}", 3, 3, "not gzip");
	refused("{path: /x, content: H4sIAAA=, encoding: gz}", 3, 3, "not gzip");
	refused("{path: /x, source: {uri: a}}", 3, 14, "'source' is not supported");
}

/* As cloud-init takes them. */
static void test_forms(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, HEAD "- {path: /a, append: 'true', defer: 'ON', permissions: '0o600'}\n"
		       "- {path: /b, append: 1, owner: '', permissions: , encoding: ''}\n"
		       "- {path: /c, append: 'no', defer: , content: aGk=, encoding: Base64}\n");
	if (diag_found(&f.diags))
		fail_msg("%u: %s", f.diags.items[0].line, f.diags.items[0].text);
	assert_true(f.data.files.items[0].append && f.data.files.items[0].defer);
	assert_int_equal(f.data.files.items[0].mode, 0600);
	assert_true(f.data.files.items[1].append);
	assert_null(f.data.files.items[1].owner);
	assert_int_equal(f.data.files.items[1].mode, 0644);
	assert_false(f.data.files.items[2].append || f.data.files.items[2].defer);
	assert_string_equal(f.data.files.items[2].content, "hi");
	release(&f);
}

/* It is told, and the file is written all the same. */
static void test_what_does_no_harm(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, HEAD "- {path: /x, mode: 1}\n");
	assert_int_equal(f.data.files.count, 1);
	assert_int_equal(diag_found(&f.diags), 1);
	assert_non_null(strstr(f.diags.items[0].text, "unknown key 'write_files: mode'"));
	release(&f);
}

static void test_files_that_end_early(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, HEAD "- path: /x\n  content: whole\n- path: /y\n  content: \"cut\n");
	assert_int_equal(f.data.files.count, 1);
	assert_string_equal(f.data.files.items[0].path, "/x");
	assert_false(f.data.usable);
	release(&f);
	parse(&f, "#cloud-config\nwrite_files: {path: /x}\n");
	assert_int_equal(f.data.files.count, 0);
	assert_non_null(strstr(f.diags.items[0].text, "write_files must be a list"));
	release(&f);
}

static void test_more_than_there_may_be(void **state)
{
	static char text[64 * 1024] = HEAD;
	struct fixture f;
	char *at = text + strlen(text);

	(void)state;
	for (unsigned i = 0; i <= USER_FILES_MAX; i++)
		at += sprintf(at, "- {path: /%u}\n", i);
	parse(&f, text);
	assert_int_equal(f.data.files.count, USER_FILES_MAX);
	assert_int_equal(diag_found(&f.diags), 1);
	assert_int_equal(f.diags.items[0].line, USER_FILES_MAX + 3);
	release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_keys),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_what_does_no_harm),
		cmocka_unit_test(test_files_that_end_early),
		cmocka_unit_test(test_more_than_there_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
