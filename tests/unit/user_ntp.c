// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_ntp.c, through whole files of user-data.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "user_sample.h"

static void test_servers(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\n"
		  "ntp:\n"
		  "  pools: [0.pool.ntp.org]\n"
		  "  enabled: true\n"
		  "  servers: [time.example.org, '192.0.2.1', '2001:db8::1']\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.ntp_servers.count, 4);
	assert_string_equal(f.data.ntp_servers.items[0], "time.example.org");
	assert_string_equal(f.data.ntp_servers.items[2], "2001:db8::1");
	assert_string_equal(f.data.ntp_servers.items[3], "0.pool.ntp.org");
	release(&f);
	parse(&f, "#cloud-config\nntp:\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.ntp_servers.count, 0);
	release(&f);
}

static void test_mistakes(void **state)
{
	static const char *const wanted[] = {
		"ntp: servers: this is no name", "ntp: servers: this is no name",
		"ntp: servers must be a string", "ntp: pools must be a list",
		"the clock is always set",	 "'ntp: ntp_client' is not supported"
	};
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\n"
		  "ntp:\n"
		  "  servers:\n"
		  "  - a b\n"
		  "  - -x\n"
		  "  - [a]\n"
		  "  - good\n"
		  "  pools: x\n"
		  "  enabled: false\n"
		  "  ntp_client: chrony\n");
	assert_int_equal(diag_found(&f.diags), 6);
	for (size_t i = 0; i < 6; i++)
		if (!strstr(f.diags.items[i].text, wanted[i]))
			fail_msg("'%s' is not in '%s'", wanted[i], f.diags.items[i].text);
	assert_int_equal(f.data.ntp_servers.count, 1);
	assert_string_equal(f.data.ntp_servers.items[0], "good");
	release(&f);
	parse(&f, "#cloud-config\nntp: x\n");
	assert_non_null(strstr(f.diags.items[0].text, "ntp must be a mapping"));
	release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
