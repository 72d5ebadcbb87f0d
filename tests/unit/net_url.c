// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/net_url.c: what is a host, what is a URL, and what could become
// something else in the file of another program.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/config/user_data/net_url.h"

static const char *const schemes[] = { "http://", "https://", NULL };

static void test_hosts(void **state)
{
	static const char *const hosts[] = { "docker.io",     "localhost",   "a-b.example.org:5000",
					     "192.0.2.1:1",   "[::1]:65535", "[2001:db8::1]",
					     "registry_1.lan" };

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (!net_host_is_valid(hosts[i], strlen(hosts[i])))
			fail_msg("'%s' was refused", hosts[i]);
}

static void test_no_hosts(void **state)
{
	static const char *const hosts[] = {
		"",	      ".",	  "..",
		"a..b",	      "a/b",	  "../etc",
		"a b",	      "-a.org",	  "a-.org",
		".a",	      "a.",	  "a:",
		"a:0",	      "a:65536",  "a:5000x",
		"a:1:2",      "[::1",	  "[::1]x",
		"[x::1]",     "a\nb",	  "a\"b",
		"_default/x", "a:000001", "[]:5000",
		"http://a",   "user@a",	  "caf\xc3\xa9.org",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (net_host_is_valid(hosts[i], strlen(hosts[i])))
			fail_msg("'%s' was accepted", hosts[i]);
}

static void is_split(const char *text, const char *user, const char *host, const char *path)
{
	struct net_url url;

	if (!net_url_split(text, schemes, &url))
		fail_msg("'%s' was refused", text);
	assert_int_equal(!url.user, !user);
	if (user) {
		assert_int_equal(url.user_len, strlen(user));
		assert_memory_equal(url.user, user, url.user_len);
	}
	assert_int_equal(url.host_len, strlen(host));
	assert_memory_equal(url.host, host, url.host_len);
	assert_string_equal(url.path, path);
	assert_int_equal(url.scheme_len, strstr(text, "://") + 3 - text);
}

static void test_urls(void **state)
{
	(void)state;
	is_split("http://a", NULL, "a", "");
	is_split("https://a.org:5000/", NULL, "a.org:5000", "/");
	is_split("https://a.org/v2/hub", NULL, "a.org", "/v2/hub");
	is_split("http://me:p%40ss@a.org:3128", "me:p%40ss", "a.org:3128", "");
	is_split("http://@[::1]:1/", "", "[::1]:1", "/");
}

static void test_no_urls(void **state)
{
	static const char *const urls[] = {
		"",
		"a.org",
		"ftp://a",
		"http://",
		"http:///x",
		"http://a b",
		"http://a?x",
		"http://a#x",
		"http://a/../b",
		"http://a'b",
		"http://a\"b",
		"http://a/$(x)",
		"http://a/`x",
		"http://a\n",
		"http://a:99999",
		"HTTP://a",
		"http://a/\\x",
	};
	char text[NET_URL_MAX + 2] = "http://a/";
	struct net_url url;

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (net_url_split(urls[i], schemes, &url))
			fail_msg("'%s' was accepted", urls[i]);
	memset(text + strlen(text), 'x', sizeof(text) - 1 - strlen(text));
	text[NET_URL_MAX + 1] = '\0';
	assert_false(net_url_split(text, schemes, &url));
	text[NET_URL_MAX] = '\0';
	assert_true(net_url_split(text, schemes, &url));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_hosts),
					    cmocka_unit_test(test_no_hosts),
					    cmocka_unit_test(test_urls),
					    cmocka_unit_test(test_no_urls) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
