// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/announcement.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/status/announcement.h"

static struct net_address v4 = { "eth0", false, "10.0.2.15", 24 };
static struct net_address v6 = { "eth0", true, "fec0::1", 64 };

/* Up to six addresses; returns the lines, which the caller releases. */
static struct string_list lines_for(struct net_address *addresses, size_t count, const char *user)
{
	struct net_address_list list = { addresses, count };
	struct announcement a = {
		.hostname = "box", .version = "0.1.0", .addresses = &list, .user = user
	};
	struct string_list lines = { 0 };

	assert_int_equal(announcement_lines(&a, &lines), 0);
	return lines;
}

static void test_address_and_keys(void **state)
{
	struct string_list lines = lines_for(&v4, 1, "root");

	(void)state;
	assert_int_equal(lines.count, 1);
	assert_string_equal(lines.items[0],
			    "berth: box (berth 0.1.0) at 10.0.2.15: ssh root@10.0.2.15");
	string_list_release(&lines);
}

static void test_ipv6_is_named_only_without_ipv4(void **state)
{
	struct net_address both[] = { v6, v4 };
	struct string_list lines = lines_for(both, 2, "root");

	(void)state;
	assert_string_equal(lines.items[0],
			    "berth: box (berth 0.1.0) at 10.0.2.15: ssh root@10.0.2.15");
	string_list_release(&lines);
	lines = lines_for(&v6, 1, "web");
	assert_string_equal(lines.items[0], "berth: box (berth 0.1.0) at fec0::1: ssh web@fec0::1");
	string_list_release(&lines);
}

static void test_many_addresses(void **state)
{
	struct net_address many[] = { v4, v4, v4, v4, v4, v4 };
	struct string_list lines = lines_for(many, 6, "root");

	(void)state;
	assert_string_equal(
		lines.items[0],
		"berth: box (berth 0.1.0) at 10.0.2.15, 10.0.2.15, 10.0.2.15, 10.0.2.15 "
		"and 2 more: ssh root@10.0.2.15");
	string_list_release(&lines);
}

static void test_no_address(void **state)
{
	struct string_list lines = lines_for(NULL, 0, "root");

	(void)state;
	assert_int_equal(lines.count, 1);
	assert_non_null(strstr(lines.items[0], "berth: box (berth 0.1.0): no network address"));
	assert_null(strstr(lines.items[0], "ssh"));
	string_list_release(&lines);
}

/* Beside the rest, on one line, and nothing that a terminal acts on. */
static void test_a_slot_was_left(void **state)
{
	struct net_address_list list = { &v4, 1 };
	struct announcement a = { .hostname = "box",
				  .version = "0.1.0",
				  .addresses = &list,
				  .user = "root",
				  .aftermath = "slot b was left: a \x1b block" };
	struct string_list lines = { 0 };

	(void)state;
	assert_int_equal(announcement_lines(&a, &lines), 0);
	assert_int_equal(lines.count, 2);
	assert_string_equal(lines.items[1], "berth: slot b was left: a ? block");
	string_list_release(&lines);
}

static void test_no_keys(void **state)
{
	struct string_list lines = lines_for(&v4, 1, NULL);

	(void)state;
	assert_string_equal(lines.items[0], "berth: box (berth 0.1.0) at 10.0.2.15");
	assert_true(lines.count > 1);
	assert_non_null(strstr(lines.items[1], "nobody can log in"));
	assert_non_null(strstr(lines.items[2], "cidata"));
	for (size_t i = 0; i < lines.count; i++) {
		assert_ptr_equal(strstr(lines.items[i], "berth: "), lines.items[i]);
		/* the console of a PC has 80 columns */
		assert_true(strlen(lines.items[i]) <= 80);
	}
	string_list_release(&lines);
}

static void test_keys(void **state)
{
	(void)state;
	assert_true(authorized_keys_any("ssh-ed25519 AAAA x\n"));
	assert_true(authorized_keys_any("# comment\n\n  ecdsa-sha2-nistp256 AAAA"));
	assert_false(authorized_keys_any(""));
	assert_false(authorized_keys_any("# Written by berth\n\n \t\n#x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_address_and_keys),
		cmocka_unit_test(test_ipv6_is_named_only_without_ipv4),
		cmocka_unit_test(test_many_addresses),
		cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_a_slot_was_left),
		cmocka_unit_test(test_no_keys),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
