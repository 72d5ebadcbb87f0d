// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_proxy.c, through whole files of user-data, and of the
// variables that are made of it (berth/config/apply/proxy_text.c).

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/apply/proxy_text.h"
#include "user_sample.h"

#define HEAD "#cloud-config\nberth:\n  proxy:\n"

static void variables_are(const char *lines, bool for_shell, const char *wanted)
{
	char text[1024];
	struct fixture f;
	char *made = NULL;

	(void)snprintf(text, sizeof(text), HEAD "%s", lines);
	parse(&f, text);
	if (f.diags.count)
		fail_msg("%s: %s", text, f.diags.items[0].text);
	assert_true(user_proxy_is_given(&f.data.berth.proxy));
	assert_int_equal(proxy_text_make(&f.data.berth.proxy, for_shell, &made), 0);
	assert_string_equal(made, wanted);
	free(made);
	release(&f);
}

static void test_variables(void **state)
{
	(void)state;
	variables_are("    http_proxy: http://p:3128\n", false,
		      "http_proxy=http://p:3128\nHTTP_PROXY=http://p:3128\n");
	variables_are("    https_proxy: http://u:p%20w@p/\n", true,
		      PROXY_TEXT_MARK "; changes made here are lost.\n"
				      "export https_proxy='http://u:p%20w@p/'\n"
				      "export HTTPS_PROXY='http://u:p%20w@p/'\n");
	variables_are("    no_proxy: [.a.org, 10.0.0.0/8, \"*.b\"]\n", false,
		      "no_proxy=.a.org,10.0.0.0/8,*.b\nNO_PROXY=.a.org,10.0.0.0/8,*.b\n");
	variables_are("    no_proxy: a.org,b.org\n    http_proxy: socks5://p\n", false,
		      "http_proxy=socks5://p\nHTTP_PROXY=socks5://p\n"
		      "no_proxy=a.org,b.org\nNO_PROXY=a.org,b.org\n");
}

static void told(const char *lines, const char *place, const char *words)
{
	char text[1024];
	struct fixture f;

	(void)snprintf(text, sizeof(text), HEAD "%s", lines);
	parse(&f, text);
	if (!has_problem(&f, place, words)) {
		diag_print(&f.diags, stderr);
		fail_msg("%s: not %s: %s", text, place, words);
	}
	for (size_t i = 0; i < f.diags.count; i++)
		assert_null(strstr(f.diags.items[i].text, "s3cret"));
	assert_false(user_proxy_is_given(&f.data.berth.proxy));
	release(&f);
}

static void test_problems(void **state)
{
	(void)state;
	told("    http_proxy: u:s3cret@p:3128\n", "4:17", "must be a URL like");
	told("    http_proxy: ftp://u:s3cret@p\n", "4:17", "must be a URL like");
	told("    http_proxy: http://u:s3cret@p/path\n", "4:17", "must be a URL like");
	told("    http_proxy: \"http://p/'; reboot '\"\n", "4:17", "must be a URL like");
	told("    https_proxy: [http://u:s3cret@p]\n", "4:18", "https_proxy must be a URL like");
	told("    no_proxy: {a: b}\n", "4:15", "must be a list");
	told("    no_proxy: [\"a'b\"]\n", "4:16", "no host, address or network");
	told("    no_proxy: \"\"\n", "4:15", "no host, address or network");
	told("    no_proxy: [5]\n", "4:16", "put it in quotes");
	told("    no: a\n", "4:5", "there are http_proxy, https_proxy and no_proxy");
	told("    http: http://p\n", "4:5", "unknown key 'berth.proxy: http'");
}

static void test_limit(void **state)
{
	static char text[32768];
	size_t at = (size_t)snprintf(text, sizeof(text), HEAD "    no_proxy:\n");
	struct fixture f;

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "    - h%05u.a.org\n", i);
	parse(&f, text);
	assert_true(diag_found(&f.diags) > 0);
	assert_true(strlen(f.data.berth.proxy.values[2]) < 8300);
	release(&f);
}

static void shown_is(const char *value, const char *wanted)
{
	char *shown = user_proxy_without_user(value);

	assert_string_equal(shown, wanted);
	free(shown);
}

static void test_without_user(void **state)
{
	(void)state;
	shown_is("http://u:p@h:1/", "http://h:1/");
	shown_is("https://u@h", "https://h");
	shown_is("http://h:1", "http://h:1");
	shown_is(".a.org,10.0.0.0/8", ".a.org,10.0.0.0/8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_without_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
