// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/apply/registry_hosts.c and registry_logins.c: what the engine and docker
// read.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>

#include "../../berth/config/apply/registry_hosts.h"
#include "../../berth/config/apply/registry_logins.h"

#define MARK "# Made from the configuration (berth: registries); changes made here are lost.\n"
#define MIRROR(url) "\n[host.\"" url "\"]\n  capabilities = [\"pull\", \"resolve\"]\n"

static char hub[] = "docker.io", own[] = "a.org:5000", plain[] = "b.org";
static char name[] = "me", password[] = "a:b", ca[] = "PEM";

static void hosts_are(const struct user_registry *registry, const char *wanted)
{
	char *text = NULL;

	assert_true(registry_hosts_are_given(registry));
	assert_int_equal(registry_hosts_text(registry, &text), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_hosts(void **state)
{
	static char first[] = "https://m.org", second[] = "http://n.org/v2/hub",
		    third[] = "http://o/v2";
	char *mirrors[] = { first, second, third };
	struct user_registry registry = { .host = hub, .mirrors = { mirrors, 3 } };

	(void)state;
	hosts_are(&registry,
		  MARK MIRROR("https://m.org") MIRROR(
			  "http://n.org/v2/hub") "  override_path = true\n" MIRROR("http://o/v2"));
	registry.ca = ca;
	registry.insecure = true;
	registry.mirrors.count = 2;
	hosts_are(
		&registry, MARK
		"server = \"http://registry-1.docker.io\"\nskip_verify = true\n"
		"ca = \"ca.crt\"\n" MIRROR("https://m.org") "  skip_verify = true\n  ca = \"ca.crt\"\n" MIRROR(
			"http://n.org/v2/hub") "  override_path = true\n");
	registry = (struct user_registry){ .host = own, .insecure = true };
	hosts_are(&registry, MARK "server = \"http://a.org:5000\"\nskip_verify = true\n");
	registry = (struct user_registry){ .host = own, .ca = ca };
	hosts_are(&registry, MARK "ca = \"ca.crt\"\n");
	registry = (struct user_registry){ .host = own, .username = name, .password = password };
	assert_false(registry_hosts_are_given(&registry));
}

static void other_name_is(const char *host, const char *wanted)
{
	char *text = registry_hosts_other_name(host);

	assert_string_equal(text, wanted);
	free(text);
}

static void test_other_name(void **state)
{
	(void)state;
	other_name_is("a.org:5000", "a.org_5000_");
	other_name_is("a.org", "a.org");
}

static void without_blanks(char *text)
{
	char *to = text;

	for (const char *from = text; from && *from; from++)
		if (*from != ' ' && *from != '\n')
			*to++ = *from;
	if (to)
		*to = '\0';
}

static void is_json(char *text, const char *wanted)
{
	without_blanks(text);
	assert_int_equal(!text, !wanted);
	if (wanted)
		assert_string_equal(text, wanted);
}

/* NULL: no file, or none that has changed. */
static void logins_are(const struct user_registries *registries, const char *config,
		       const char *record, const char *wanted_config, const char *wanted_record)
{
	struct registry_logins logins;

	assert_int_equal(registry_logins_make(registries, config, record, &logins), 0);
	is_json(logins.config, wanted_config);
	is_json(logins.record, wanted_record);
	registry_logins_release(&logins);
}

#define OURS "{\"auths\":{\"a.org:5000\":{\"auth\":\"bWU6YTpi\"}}}"

static void test_logins(void **state)
{
	struct user_registry registry = { .host = own, .username = name, .password = password };
	struct user_registries one = { .items = &registry, .count = 1 };

	(void)state;
	logins_are(&one, NULL, NULL, OURS, OURS);
	logins_are(&one, OURS, OURS, NULL, OURS); /* once more */
	logins_are(&one, OURS, "no JSON", NULL, OURS);
	/* what a person has stays, and what was there for the same registry does not */
	logins_are(&one,
		   "{\"auths\":{\"a.org:5000\":{\"auth\":\"x\"},\"c\":{\"auth\":\"y\"}},"
		   "\"x\":[1]}",
		   NULL,
		   "{\"auths\":{\"a.org:5000\":{\"auth\":\"bWU6YTpi\"},\"c\":{\"auth\":\"y\"}},"
		   "\"x\":[1]}",
		   OURS);
	registry.host = hub;
	logins_are(&one, "{}", NULL,
		   "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"bWU6YTpi\"}}}",
		   "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"bWU6YTpi\"}}}");
	registry.host = plain;
	logins_are(&one, "{\"auths\":{\"b.org:443\":{\"auth\":\"x\"}}}", NULL,
		   "{\"auths\":{\"b.org\":{\"auth\":\"bWU6YTpi\"}}}",
		   "{\"auths\":{\"b.org\":{\"auth\":\"bWU6YTpi\"}}}");
}

static void test_logins_that_go(void **state)
{
	struct user_registries none = { .count = 0 };

	(void)state;
	logins_are(&none, OURS, OURS, "{\"auths\":{}}", NULL);
	logins_are(&none, "{\"auths\":{\"a.org:5000\":{\"auth\":\"bWU6YTpi\"},\"c\":{}}}", OURS,
		   "{\"auths\":{\"c\":{}}}", NULL);
	/* somebody has logged in as somebody else since */
	logins_are(&none, "{\"auths\":{\"a.org:5000\":{\"auth\":\"x\"}}}", OURS, NULL, NULL);
	logins_are(&none, OURS, NULL, NULL, NULL);
}

static void test_what_docker_does_not_write(void **state)
{
	static const char *const configs[] = { "{", "[]", "{\"auths\":[]}", "5", "{}x" };
	struct user_registry registry = { .host = own, .username = name, .password = password };
	struct user_registries one = { .items = &registry, .count = 1 };
	struct registry_logins logins;

	(void)state;
	for (size_t i = 0; i < sizeof(configs) / sizeof(configs[0]); i++)
		assert_int_equal(registry_logins_make(&one, configs[i], NULL, &logins), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_other_name),
		cmocka_unit_test(test_logins),
		cmocka_unit_test(test_logins_that_go),
		cmocka_unit_test(test_what_docker_does_not_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
