// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/containers/bundle.c: config.json as docker, ctr and the Kubernetes interface write
// it, and what is none.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "../../berth/containers/bundle.h"

#define SIGNAL "\"io.containerd.image.config.stop-signal\":"
#define TIMEOUT "\"nerdctl/stop-timeout\":"

static int parse(const char *text, struct bundle *ret_bundle)
{
	return bundle_parse(text, strlen(text), ret_bundle);
}

static void test_of_docker(void **state)
{
	static const char text[] =
		"{\"ociVersion\":\"1.3.0\",\"process\":{\"args\":[\"sh\"]},\"annotations\":{"
		"\"nerdctl/name\":\"web\"," SIGNAL "\"SIGQUIT\"," TIMEOUT "\"30\"},"
		"\"linux\":{\"cgroupsPath\":\"/default/0123abcd\"}}";
	struct bundle bundle;

	(void)state;
	assert_int_equal(parse(text, &bundle), 0);
	assert_string_equal(bundle.name, "web");
	assert_string_equal(bundle.cgroup, "/default/0123abcd");
	assert_int_equal(bundle.stop_signal, SIGQUIT);
	assert_int_equal(bundle.grace_s, 30);
	bundle_release(&bundle);
}

static void test_says_nothing(void **state)
{
	struct bundle bundle;

	(void)state;
	assert_int_equal(parse("{}", &bundle), 0);
	assert_null(bundle.name);
	assert_null(bundle.cgroup);
	assert_int_equal(bundle.stop_signal, SIGTERM);
	assert_int_equal(bundle.grace_s, 10);
	bundle_release(&bundle);
}

static void test_annotations(void **state)
{
	static const struct {
		const char *annotations;
		int stop_signal, grace_s;
	} cases[] = {
		{ SIGNAL "\"SIGRTMIN+3\"", 37, 10 },
		{ SIGNAL "\"sigint\"", SIGINT, 10 },
		{ SIGNAL "\"HUP\"", SIGHUP, 10 },
		{ SIGNAL "\"3\"", SIGQUIT, 10 },
		{ SIGNAL "\"SIGNOTHING\"", SIGTERM, 10 },
		{ SIGNAL "\"SIGRTMIN+3333333333333333333333\"", SIGTERM, 10 },
		{ SIGNAL "\"\"", SIGTERM, 10 },
		{ SIGNAL "3", SIGTERM, 10 },
		{ TIMEOUT "\"0\"", SIGTERM, 0 },
		{ TIMEOUT "\"1\"", SIGTERM, 1 },
		{ TIMEOUT "\"299\"", SIGTERM, 299 },
		{ TIMEOUT "\"86400\"", SIGTERM, 300 },
		{ TIMEOUT "\"99999999999999999999\"", SIGTERM, 10 },
		{ TIMEOUT "\"-1\"", SIGTERM, 300 },
		{ TIMEOUT "\"soon\"", SIGTERM, 10 },
		{ TIMEOUT "\"\"", SIGTERM, 10 },
		{ TIMEOUT "[]", SIGTERM, 10 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[256];
		struct bundle bundle;

		(void)snprintf(text, sizeof(text), "{\"annotations\":{%s}}", cases[i].annotations);
		assert_int_equal(parse(text, &bundle), 0);
		if (bundle.stop_signal != cases[i].stop_signal ||
		    bundle.grace_s != cases[i].grace_s)
			fail_msg("%s: signal %d, %d s", text, bundle.stop_signal, bundle.grace_s);
		bundle_release(&bundle);
	}
}

static void test_cgroups(void **state)
{
	static const struct {
		const char *own, *cgroup, *id;
		size_t len;
	} cases[] = {
		{ "/default/abc", "/default/abc", "abc", 12 },
		{ "/default/abc/init.scope", "/default/abc", "abc", 12 },
		{ "/default/abcd", "/default/abc", "abc", 0 },
		{ "/default", "/default/abc", "abc", 0 },
		{ "/other/abc", "/default/abc", "abc", 0 },
		{ "/", "/default/abc", "abc", 0 },
		{ "/app/app", "/app/app", "app", 8 },
		{ "/app/app2", "/app/app", "app", 0 },
		{ "/anything", "/", "abc", 0 },
		{ "/abc", NULL, "abc", 4 },
		{ "/default/abc", NULL, "abc", 0 },
		{ "/system.slice/nerdctl-abc.scope", "system.slice:nerdctl:abc", "abc", 31 },
		{ "/a.slice/a-b.slice/cri-abc.scope/x", "a-b.slice:cri:abc", "abc", 32 },
		{ "/system.slice/nerdctl-abcd.scope", "system.slice:nerdctl:abc", "abc", 0 },
		{ "/system.slice/x-nerdctl-abc.scope", "system.slice:nerdctl:abc", "abc", 0 },
		{ "/system.slice", "system.slice:nerdctl:abc", "abc", 0 },
		{ "/abc", "abc", "abc", 0 },
		{ "/abc", "a:bc", "abc", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		size_t len = bundle_cgroup(cases[i].own, cases[i].cgroup, cases[i].id);

		if (len != cases[i].len)
			fail_msg("%s, %s: %zu", cases[i].own,
				 cases[i].cgroup ? cases[i].cgroup : "none", len);
	}
}

static void test_no_config(void **state)
{
	static const char *const texts[] = {
		"", "[]", "{", "\"text\"", "{\"a\":1} x", "null", "{\"a\":\"\\u0000"
	};
	struct bundle bundle;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (parse(texts[i], &bundle) != -EINVAL)
			fail_msg("'%s' was accepted", texts[i]);
	assert_int_equal(bundle_parse("{}\0", 3, &bundle), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_docker),   cmocka_unit_test(test_says_nothing),
		cmocka_unit_test(test_annotations), cmocka_unit_test(test_cgroups),
		cmocka_unit_test(test_no_config),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
