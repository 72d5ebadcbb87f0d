// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_power.c and final_message.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/config/final_message.h"
#include "user_sample.h"

static void parse_value(struct fixture *f, const char *value)
{
	char text[512] = "#cloud-config\npower_state: ";

	strcat(text, value);
	strcat(text, "\n");
	parse(f, text);
}

static void test_scripts(void **state)
{
	static const struct {
		const char *value, *script;
	} cases[] = {
		{ "{mode: reboot}", "#!/bin/sh\nexec reboot\n" },
		{ "{mode: poweroff, delay: now, timeout: 30}", "#!/bin/sh\nexec poweroff\n" },
		{ "{mode: halt, delay: 2, condition: true}", "#!/bin/sh\nsleep 120\nexec halt\n" },
		{ "{mode: reboot, delay: '+1'}", "#!/bin/sh\nsleep 60\nexec reboot\n" },
		{ "{mode: reboot, message: it's \"time\"}",
		  "#!/bin/sh\nprintf '<3>berth: %s\\n' 'it'\\''s \"time\"' >/dev/kmsg\nexec reboot\n" },
		{ "{mode: reboot, condition: test -e /var/x}",
		  "#!/bin/sh\n(\ntest -e /var/x\n) || exit 0\nexec reboot\n" },
		{ "{mode: reboot, condition: [test, -e, '/var/a b']}",
		  "#!/bin/sh\n(\n'test' '-e' '/var/a b'\n) || exit 0\nexec reboot\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;

		parse_value(&f, cases[i].value);
		assert_int_equal(diag_found(&f.diags), 0);
		assert_string_equal(f.data.power, cases[i].script);
		release(&f);
	}
}

static void test_never(void **state)
{
	struct fixture f;

	(void)state;
	parse_value(&f, "{mode: reboot, condition: false}");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_null(f.data.power);
	release(&f);
}

/* A machine that goes down because of a word that was not understood would be worse than none. */
static void test_after_a_mistake_nothing_is_done(void **state)
{
	static const struct {
		const char *value, *problem;
	} cases[] = {
		{ "reboot", "must be a mapping" },
		{ "{delay: 5}", "needs a 'mode'" },
		{ "{mode: restart}", "mode must be reboot" },
		{ "{mode: [reboot]}", "mode must be a string" },
		{ "{mode: reboot, delay: soon}", "delay must be" },
		{ "{mode: reboot, delay: -5}", "delay must be" },
		{ "{mode: reboot, delay: 50000}", "delay must be" },
		{ "{mode: reboot, message: \"a\\nb\"}", "message must be one line" },
		{ "{mode: reboot, condition: {a: b}}", "condition must be a string" },
		{ "{mode: reboot, condition: [a, [b]]}", "must be a string" },
		{ "{mode: reboot, when: now}", "unknown key 'power_state: when'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;

		parse_value(&f, cases[i].value);
		assert_int_equal(diag_found(&f.diags), 1);
		assert_non_null(strstr(f.diags.items[0].text, cases[i].problem));
		assert_null(f.data.power);
		release(&f);
	}
}

static void test_final_message(void **state)
{
	static const struct final_values values = { .version = "1.2",
						    .uptime = "3.50",
						    .timestamp = "now",
						    .datasource = "/dev/sr0 (iso9660)" };
	static const struct {
		const char *message, *text;
	} cases[] = {
		{ "up after $uptime s", "up after 3.50 s" },
		{ "$VERSION ${timestamp}!", "1.2 now!" },
		{ "${datasource}$version", "/dev/sr0 (iso9660)1.2" },
		{ "$ $$ ${ $uptim ${uptime $other {version}",
		  "$ $$ ${ $uptim ${uptime $other {version}" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = final_message_text(cases[i].message, &values);

		assert_string_equal(text, cases[i].text);
		free(text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_never),
		cmocka_unit_test(test_after_a_mistake_nothing_is_done),
		cmocka_unit_test(test_final_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
