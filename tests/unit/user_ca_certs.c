// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_ca_certs.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "user_sample.h"

/* As far as this looks into it: DER begins with 0x30. */
#define CERTIFICATE "-----BEGIN CERTIFICATE-----\nMIIBMIIB\nMAA=\n-----END CERTIFICATE-----"
#define IN_YAML \
	"      -----BEGIN CERTIFICATE-----\n      MIIBMIIB\n      MAA=\n      -----END CERTIFICATE-----\n"

static void parse_value(struct fixture *f, const char *value)
{
	char text[1024] = "#cloud-config\nca_certs:";

	strcat(text, value);
	strcat(text, "\n");
	parse(f, text);
}

static void test_certificates(void **state)
{
	struct fixture f;

	(void)state;
	parse_value(&f, "\n  remove-defaults: true\n  trusted:\n    - |\n" IN_YAML
			"    - |\n" IN_YAML IN_YAML);
	assert_int_equal(diag_found(&f.diags), 0);
	assert_true(f.data.ca_certs.remove_defaults);
	assert_int_equal(f.data.ca_certs.trusted.count, 2);
	assert_string_equal(f.data.ca_certs.trusted.items[0], CERTIFICATE "\n");
	release(&f);
}

static void test_mistakes(void **state)
{
	static const struct {
		const char *value, *problem;
	} cases[] = {
		{ " x", "must be a mapping" },
		{ " {trusted: {a: b}}", "trusted must be a list" },
		{ " {trusted: [x]}", "no certificate" },
		{ " {trusted: ['-----BEGIN CERTIFICATE-----']}", "no certificate" },
		{ " {trusted: ['-----BEGIN CERTIFICATE----------END CERTIFICATE-----']}",
		  "no certificate" },
		{ " {trusted: ['-----BEGIN CERTIFICATE-----END CERTIFICATE-----']}",
		  "no certificate" },
		{ " {trusted: ['-----BEGIN CERTIFICATE----- !!! -----END CERTIFICATE-----']}",
		  "no certificate" },
		{ " {trusted: ['-----BEGIN CERTIFICATE----- AAAA -----END CERTIFICATE-----']}",
		  "no certificate" },
		{ " {trusted: ['-----BEGIN PRIVATE KEY----- MIIB -----END PRIVATE KEY-----']}",
		  "no certificate" },
		{ " {remove_defaults: maybe}", "must be true or false" },
		{ " {added: []}", "unknown key 'ca_certs: added'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;

		parse_value(&f, cases[i].value);
		assert_int_equal(diag_found(&f.diags), 1);
		assert_non_null(strstr(f.diags.items[0].text, cases[i].problem));
		assert_int_equal(f.data.ca_certs.trusted.count, 0);
		release(&f);
	}
}

static void test_list(void **state)
{
	char one[] = "one", two[] = "two";
	char *both[] = { one, two };
	struct user_ca_certs certs = { .trusted = { .items = both, .count = 2 } };
	char *text = user_ca_certs_text(&certs, "image\n");

	(void)state;
	assert_string_equal(text, "image\none\ntwo\n");
	free(text);
	certs.remove_defaults = true;
	text = user_ca_certs_text(&certs, "image\n");
	assert_string_equal(text, "one\ntwo\n");
	free(text);
	certs = (struct user_ca_certs){ .remove_defaults = false };
	text = user_ca_certs_text(&certs, "image\n");
	assert_string_equal(text, "image\n");
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_certificates),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
