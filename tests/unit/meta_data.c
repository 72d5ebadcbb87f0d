// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/meta_data.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/config/user_data/meta_data.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

static void check(const char *text, const char *id, const char *hostname, size_t problems)
{
	struct meta_data data;
	struct diag_list diags;

	diag_init(&diags, "meta-data");
	assert_int_equal(meta_data_parse(text, strlen(text), &diags, &data), 0);
	if (diag_found(&diags) != problems)
		fail_msg("'%s': %zu problems", text, diag_found(&diags));
	if (id)
		assert_string_equal(data.instance_id, id);
	else
		assert_null(data.instance_id);
	if (hostname)
		assert_string_equal(data.local_hostname, hostname);
	else
		assert_null(data.local_hostname);
	meta_data_release(&data);
	diag_free(&diags);
}

static void test_valid(void **state)
{
	(void)state;
	check("", NULL, NULL, 0);
	check("instance-id: iid-local01\n", "iid-local01", NULL, 0);
	check("instance-id: i-1\nlocal-hostname: web\n", "i-1", "web", 0);
	check("{\"instance-id\": \"i-1\", \"local-hostname\": \"web.x\"}", "i-1", "web.x", 0);
	check("instance-id: 12\n", "12", NULL, 0);
}

static void test_invalid(void **state)
{
	(void)state;
	check("instance-id: ../x\nlocal-hostname: web\n", NULL, "web", 1);
	check("instance-id: a b\n", NULL, NULL, 1);
	check("instance-id: a/b\n", NULL, NULL, 1);
	check("instance-id: \"a\\u00e4\"\n", NULL, NULL, 1);
	check("instance-id:\n", NULL, NULL, 1);
	check("instance-id: [a]\n", NULL, NULL, 1);
	check("instance-id: x\nlocal-hostname: a_b\n", "x", NULL, 1);
	check("instance-id: x\npublic-keys: [a]\nfoo: 1\n", "x", NULL, 2);
	check("instance-id: x\npublic-keys: a\n", "x", NULL, 1);
	check("- a\n", NULL, NULL, 1);
	check("instance-id: x\nlocal-hostname: \"a\n", "x", NULL, 1);
}

/* As an OpenStack config drive has it. */
static void test_config_drive(void **state)
{
	static const char text[] =
		"{\"uuid\": \"83679162-1378-4288-a2d4-70e13ec132aa\", \"hostname\": \"box.novalocal\","
		" \"name\": \"box\", \"launch_index\": 0, \"availability_zone\": \"nova\","
		" \"public_keys\": {\"mykey\": \"" KEY " me\\n\", \"other\": \"nonsense\"}}\n";
	struct meta_data data;
	struct diag_list diags;

	(void)state;
	diag_init(&diags, "meta-data");
	assert_int_equal(meta_data_parse(text, strlen(text), &diags, &data), 0);
	assert_int_equal(diag_found(&diags), 1);
	assert_int_equal(diags.notes, 3);
	assert_string_equal(data.instance_id, "83679162-1378-4288-a2d4-70e13ec132aa");
	assert_string_equal(data.local_hostname, "box.novalocal");
	assert_int_equal(data.ssh_keys.count, 1);
	assert_string_equal(data.ssh_keys.items[0], KEY " me");
	assert_true(data.ssh_keys_in_doubt);
	assert_true(data.usable);
	meta_data_release(&data);
	diag_free(&diags);
}

static void test_size_limit(void **state)
{
	struct meta_data data;
	struct diag_list diags;
	char *text = malloc(META_DATA_MAX + 1);

	(void)state;
	assert_non_null(text);
	memset(text, '#', META_DATA_MAX + 1);
	diag_init(&diags, "meta-data");
	assert_int_equal(meta_data_parse(text, META_DATA_MAX + 1, &diags, &data), 0);
	assert_int_equal(diag_found(&diags), 1);
	assert_false(data.usable);
	diag_free(&diags);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_config_drive),
		cmocka_unit_test(test_size_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
