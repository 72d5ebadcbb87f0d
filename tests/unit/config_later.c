// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/config_later.c: what a person is told of keys that wait.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/config_later.h"
#include "user_sample.h"

static void check(const char *config, bool commands_done, const char *expected)
{
	struct fixture f;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	parse(&f, config);
	assert_int_equal(diag_found(&f.diags), 0);
	config_later_print(&f.data, commands_done, out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, expected);
	free(text);
	release(&f);
}

static void test_what_is_done_at_once_is_not_named(void **state)
{
	(void)state;
	check("#cloud-config\nhostname: a\nusers: [{name: web}]\nntp: {servers: [a.example]}\n"
	      "write_files: [{path: /etc/a}]\n",
	      false, "");
}

static void test_what_waits_is_named(void **state)
{
	(void)state;
	check("#cloud-config\nca_certs: {remove_defaults: true}\n", false,
	      "ca_certs: for programs that start from now on; for the container engine at next "
	      "boot, or now with 'rc-service containerd restart'\n");
	check("#cloud-config\nbootcmd: [a]\nfinal_message: b\nberth: {install: {disk: auto}}\n",
	      false,
	      "bootcmd: at next boot\n"
	      "final_message: at next boot\n"
	      "berth.install: only when a live system starts\n");
}

static void test_commands_run_once(void **state)
{
	static const char config[] = "#cloud-config\nruncmd: [a]\npower_state: {mode: reboot}\n";

	(void)state;
	check(config, false,
	      "runcmd: at next boot, or now with 'rc-service final restart'\n"
	      "power_state: at next boot, or now with 'rc-service final restart'\n");
	check(config, true,
	      "runcmd: has been done for this instance, and is not done again\n"
	      "power_state: has been done for this instance, and is not done again\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_done_at_once_is_not_named),
		cmocka_unit_test(test_what_waits_is_named),
		cmocka_unit_test(test_commands_run_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
