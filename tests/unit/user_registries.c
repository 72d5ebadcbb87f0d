// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_registries.c, through whole files of user-data.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user_sample.h"

#define HEAD "#cloud-config\nberth:\n  registries:\n"
#define CA                                                                 \
	"      ca: |\n        -----BEGIN CERTIFICATE-----\n        MAAA\n" \
	"        -----END CERTIFICATE-----\n"

static void test_all_keys(void **state)
{
	struct fixture f;
	const struct user_registry *registry;

	(void)state;
	parse(&f, HEAD "    docker.io:\n      mirrors: [\"https://b.org\", \"http://a.org/v2/x\"]\n"
		       "    a.org:5000:\n      insecure: true\n      username: a$b\n"
		       "      password: \"x: y\"\n" CA);
	assert_int_equal(f.diags.count, 0);
	assert_int_equal(f.data.berth.registries.count, 2);
	registry = &f.data.berth.registries.items[0];
	assert_string_equal(registry->host, "docker.io");
	assert_int_equal(registry->mirrors.count, 2);
	assert_string_equal(registry->mirrors.items[0], "https://b.org");
	assert_string_equal(registry->mirrors.items[1], "http://a.org/v2/x");
	assert_false(registry->insecure);
	assert_null(registry->ca);
	assert_null(registry->username);
	registry = &f.data.berth.registries.items[1];
	assert_string_equal(registry->host, "a.org:5000");
	assert_true(registry->insecure);
	assert_string_equal(registry->username, "a$b");
	assert_string_equal(registry->password, "x: y");
	assert_non_null(strstr(registry->ca, "MAAA"));
	assert_int_equal(registry->place.line, 6);
	assert_int_equal(registry->place.column, 5);
	release(&f);
}

/* There is this problem, and so many registries are left. */
static void told(const char *lines, const char *place, const char *words, size_t left)
{
	char text[1024];
	struct fixture f;

	(void)snprintf(text, sizeof(text), HEAD "%s", lines);
	parse(&f, text);
	if (!has_problem(&f, place, words)) {
		diag_print(&f.diags, stderr);
		fail_msg("%s: not %s: %s", text, place, words);
	}
	assert_int_equal(f.data.berth.registries.count, left);
	release(&f);
}

static void test_names(void **state)
{
	(void)state;
	told("    ../../etc: {insecure: true}\n", "4:5", "is no registry", 0);
	told("    \"..\": {insecure: true}\n", "4:5", "is no registry", 0);
	told("    a/b: {insecure: true}\n", "4:5", "is no registry", 0);
	told("    \"a\\nb\": {insecure: true}\n", "4:5", "is no registry", 0);
	told("    https://a.org: {insecure: true}\n", "4:5", "is no registry", 0);
	told("    index.docker.io: {insecure: true}\n", "4:5", "is docker.io", 0);
	told("    a.org:\n", "4:11", "must be a mapping", 0);
	told("    a.org: {insecur: true}\n", "4:13", "unknown key 'berth.registries: insecur'", 1);
	told("    - a.org\n", "4:5", "berth.registries must be a mapping", 0);
}

static void test_values(void **state)
{
	(void)state;
	told("    a: {insecure: 1}\n", "4:19", "must be true or false", 1);
	told("    a: {mirrors: \"http://b\"}\n", "4:18", "must be a list", 1);
	told("    a: {mirrors: [b]}\n", "4:19", "no URL of a registry", 1);
	told("    a: {mirrors: [\"http://u@b\"]}\n", "4:19", "no URL of a registry", 1);
	told("    a: {mirrors: [\"http://b\", \"http://b\"]}\n", "4:31", "given twice", 1);
	told("    a: {ca: x}\n", "4:13", "no certificate in PEM", 1);
	told("    a: {username: \"a:b\", password: x}\n", "4:19", "without a colon", 1);
	told("    a: {username: a}\n", "4:5", "belong together", 1);
	told("    a: {password: a}\n", "4:5", "belong together", 1);
	told("    a: {username: a, password: 12}\n", "4:32", "put in quotes", 1);
}

/* Whatever is wrong, it is not told on consoles. */
static void test_passwords_are_not_told(void **state)
{
	static const char *const values[] = { "8472", "0x8472", "[8472]", "{8472: a}",
					      "!!binary ODQ3Mg==" };
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct fixture f;

		(void)snprintf(text, sizeof(text), HEAD "    a: {username: a, password: %s}\n",
			       values[i]);
		parse(&f, text);
		assert_true(f.diags.count > 0);
		for (size_t k = 0; k < f.diags.count; k++)
			assert_null(strstr(f.diags.items[k].text, "8472"));
		assert_null(f.data.berth.registries.items[0].username);
		assert_null(f.data.berth.registries.items[0].password);
		release(&f);
	}
}

static void test_limits(void **state)
{
	static char text[65536];
	size_t at = (size_t)snprintf(text, sizeof(text), HEAD "    a:\n      mirrors:\n");
	struct fixture f;

	(void)state;
	for (unsigned i = 0; i <= USER_REGISTRY_MIRRORS_MAX; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "      - http://m%u\n", i);
	for (unsigned i = 0; i < USER_REGISTRIES_MAX; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "    r%u: {}\n", i);
	parse(&f, text);
	assert_int_equal(diag_found(&f.diags), 2);
	assert_int_equal(f.data.berth.registries.count, USER_REGISTRIES_MAX);
	assert_int_equal(f.data.berth.registries.items[0].mirrors.count, USER_REGISTRY_MIRRORS_MAX);
	release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_keys), cmocka_unit_test(test_names),
		cmocka_unit_test(test_values),	 cmocka_unit_test(test_passwords_are_not_told),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
