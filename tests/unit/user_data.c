// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_data.c: what a cloud-config yields, and that each mistake is
// named with its place while everything that is right still counts.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user_sample.h"

#define KEY_DATA "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define KEY "ssh-ed25519 " KEY_DATA

/* Asserts that the problems are exactly these; each "LINE:COLUMN: part of the text". */
static void assert_problems(const struct fixture *f, size_t count, const char *const *wanted)
{
	for (size_t i = 0; i < f->diags.count; i++) {
		const struct diag *d = &f->diags.items[i];
		char place[32];

		(void)snprintf(place, sizeof(place), "%u:%u: ", d->line, d->column);
		if (i >= count || strncmp(wanted[i], place, strlen(place)) != 0 ||
		    !strstr(d->text, wanted[i] + strlen(place)))
			fail_msg("got '%s%s', wanted '%s'", place, d->text,
				 i < count ? wanted[i] : "nothing");
	}
	assert_int_equal(f->diags.count, count);
}

#define assert_problems(f, ...)                                                      \
	assert_problems(f, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), \
			(const char *[]){ __VA_ARGS__ })

static void test_all_right(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\n"
		  "hostname: web.example.com\n"
		  "ssh_authorized_keys:\n"
		  "  - " KEY " me\n"
		  "  - >-\n"
		  "    " KEY "\n"
		  "    you@there\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_true(f.data.usable);
	assert_string_equal(f.data.hostname, "web.example.com");
	assert_int_equal(f.data.ssh_keys.count, 2);
	assert_string_equal(f.data.ssh_keys.items[0], KEY " me");
	assert_string_equal(f.data.ssh_keys.items[1], KEY " you@there");
	release(&f);
}

static void test_first_line(void **state)
{
	static const char *const good[] = {
		"#cloud-config",	  "#cloud-config\r\n",
		"#cloud-config # mine\n", "\xef\xbb\xbf#cloud-config\n",
		"#Cloud-Config\n",	  "",
	};
	static const char *const bad[] = { "hostname: a\n", "\n#cloud-config\n",
					   "#cloud-configure\n" };
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		parse(&f, good[i]);
		assert_int_equal(diag_found(&f.diags), 0);
		assert_true(f.data.usable);
		release(&f);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		parse(&f, bad[i]);
		assert_problems(&f, "1:1: first line must be '#cloud-config'");
		release(&f);
	}
	/* the machine must stay reachable: what the file says still counts */
	parse(&f, "hostname: a\n");
	assert_string_equal(f.data.hostname, "a");
	assert_true(f.data.usable);
	release(&f);
}

static void test_other_kinds_are_named_and_not_read(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{ "#include\nx\n", "1:1: include" },
		{ "#cloud-config-archive\n- x\n", "1:1: archive" },
		{ "#cloud-config-jsonp\n[]\n", "1:1: JSON patch" },
		{ "#cloud-boothook\n", "1:1: boot hook" },
		{ "#part-handler\n", "1:1: part handler" },
		{ "## template: jinja\n#cloud-config\nhostname: a\n", "1:1: template" },
		{ "Content-Type: multipart/mixed\n", "1:1: MIME" },
		{ "MIME-Version: 1.0\n", "1:1: MIME" },
		{ "\x1f\x8b\x08", "1:1: gzip" },
	};
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(&f, cases[i].text);
		assert_problems(&f, cases[i].wanted);
		assert_null(f.data.hostname);
		assert_false(f.data.usable);
		release(&f);
	}
}

static void test_top_must_be_a_mapping(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\n- hostname: a\n");
	assert_problems(&f, "2:1: must be a mapping ('key: value' lines), not a list");
	assert_false(f.data.usable);
	release(&f);
	parse(&f, "#cloud-config\nhello\n");
	assert_problems(&f, "2:1: not a string");
	release(&f);
}

static void test_host_names(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{ "#cloud-config\nhostname: a_b\n", "2:11: 'a_b' has a character" },
		{ "#cloud-config\nhostname: on\n", "2:11: truth value; put it in quotes" },
		{ "#cloud-config\nhostname: 0123\n", "2:11: a number; put it in quotes" },
		{ "#cloud-config\nhostname:\n", "2:10: hostname is empty" },
		{ "#cloud-config\nhostname: ''\n", "2:11: is empty" },
		{ "#cloud-config\nhostname: [a]\n", "2:11: must be a string, not a list" },
		{ "#cloud-config\nhostname: {a: b}\n", "2:11: must be a string, not a mapping" },
		{ "#cloud-config\nhostname: \"a\\x1b[2J\"\n", "2:11: 'a" },
		{ "#cloud-config\nhostname: |\n  a\n", "2:11: has a character" },
	};
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(&f, cases[i].text);
		assert_problems(&f, cases[i].wanted);
		assert_null(f.data.hostname);
		assert_true(f.data.usable);
		assert_null(strchr(f.diags.items[0].text, '\x1b'));
		release(&f);
	}
	parse(&f, "#cloud-config\nhostname: '0123'\n");
	assert_string_equal(f.data.hostname, "0123");
	release(&f);
}

static void test_bad_keys_leave_the_good_one(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\n"
		  "ssh_authorized_keys:\n"
		  "  - ssh-ed25519 AAAA\n"
		  "  - " KEY " me\n"
		  "  -\n"
		  "  - [x]\n"
		  "  - 12\n"
		  "  - !x x\n"
		  "  - \"" KEY " \\e[2J\"\n");
	assert_problems(&f, "3:5: this ssh key has a damaged key part", "5:4: is empty",
			"6:5: must be a string, not a list", "7:5: a number", "8:5: tag",
			"9:5: control character");
	assert_int_equal(f.data.ssh_keys.count, 1);
	release(&f);
	parse(&f, "#cloud-config\nssh_authorized_keys: " KEY "\n");
	assert_problems(&f, "2:22: must be a list");
	release(&f);
	parse(&f, "#cloud-config\nssh_authorized_keys: []\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.ssh_keys.count, 0);
	release(&f);
}

static void test_a_script(void **state)
{
	static const char with_nul[] = "#!/bin/sh\necho \0\n";
	struct fixture f;

	(void)state;
	parse(&f, "#!/bin/sh\nhostname: a\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.scripts.count, 1);
	assert_string_equal(f.data.scripts.items[0], "#!/bin/sh\nhostname: a\n");
	assert_true(f.data.usable);
	assert_true(f.data.ssh_keys_in_doubt);
	assert_null(f.data.hostname);
	release(&f);
	diag_init(&f.diags, "user-data");
	assert_int_equal(user_data_parse(with_nul, sizeof(with_nul) - 1, &f.diags, &f.data), 0);
	assert_int_equal(f.data.scripts.count, 0);
	assert_false(f.data.usable);
	assert_int_equal(diag_found(&f.diags), 1);
	release(&f);
}

static void test_no_key_is_passed_over_in_silence(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f,
	      "#cloud-config\nssh_import_id:\n  - default\nhostnam: a\nmounts: {}\n2: 3\nhostname: ok\n");
	assert_problems(&f, "2:1: 'ssh_import_id' is not supported by this version; who logs in",
			"4:1: unknown key 'hostnam'", "5:1: 'mounts' is not supported",
			"6:1: unknown key '2'");
	assert_string_equal(f.data.hostname, "ok");
	assert_true(f.data.usable);
	release(&f);
}

static void test_keys_given_twice(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\n"
		  "hostname: a\n"
		  "ssh_authorized_keys: [" KEY "]\n"
		  "hostname: b\n"
		  "ssh_authorized_keys: [" KEY ", " KEY "]\n");
	assert_problems(&f, "4:1: 'hostname' is given twice", "5:1: given twice");
	assert_string_equal(f.data.hostname, "b");
	assert_int_equal(f.data.ssh_keys.count, 2);
	release(&f);
}

static void test_syntax_error_keeps_what_was_before(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\nhostname: a\nssh_authorized_keys:\n  - " KEY "\n :\n - {\n");
	assert_false(f.data.usable);
	assert_true(diag_found(&f.diags) > 0);
	assert_string_equal(f.data.hostname, "a");
	assert_int_equal(f.data.ssh_keys.count, 1);
	release(&f);
}

/* Whoever misspells the keys must not lose the ones that worked; whoever removes them must. */
static void test_when_keys_are_in_doubt(void **state)
{
	static const struct {
		const char *text;
		bool doubt;
	} cases[] = {
		{ "", false },
		{ "#cloud-config\n", false },
		{ "#cloud-config\nhostname: a_b\n", false },
		{ "#cloud-config\nruncmd: [x]\n", false },
		{ "#cloud-config\nssh_authorized_keys: []\n", false },
		{ "#cloud-config\nssh_authorized_keys: [x]\n", true },
		{ "#cloud-config\nssh_authorized_keys: [[x]]\n", true },
		{ "#cloud-config\nssh_authorized_keys: x\n", true },
		{ "#cloud-config\nssh_authorised_keys: [x]\n", true },
		{ "#cloud-config\nssh_authorized_keys: &a [x]\n", true },
		{ "#cloud-config\nhostname: \"a\n", true },
		{ "#cloud-config\n- ssh_authorized_keys\n", true },
		{ "#!/bin/sh\n", true },
	};
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(&f, cases[i].text);
		if (f.data.ssh_keys_in_doubt != cases[i].doubt)
			fail_msg("'%s'", cases[i].text);
		release(&f);
	}
}

static void test_bounds(void **state)
{
	static const char head[] = "#cloud-config\nhostname: a\nssh_authorized_keys:\n";
	static const char item[] = "- " KEY "\n";
	size_t len = USER_DATA_MAX + 1;
	char *text = malloc(len + 1);
	struct fixture f;

	(void)state;
	assert_non_null(text);
	memset(text, '#', len);
	parse_bytes(&f, text, len);
	assert_problems(&f, "0:0: larger than 1048576 bytes");
	assert_false(f.data.usable);
	release(&f);

	char *end = stpcpy(text, head);
	for (int i = 0; i < USER_DATA_SSH_KEYS_MAX + 3; i++)
		end = stpcpy(end, item);
	parse(&f, text);
	assert_problems(&f, "260:3: more than 256 ssh keys");
	assert_int_equal(f.data.ssh_keys.count, USER_DATA_SSH_KEYS_MAX);
	release(&f);
	free(text);
}

/* What asks for what is the case anyway is nothing to complain about; the contrary is. */
static void test_settled_keys(void **state)
{
	static const struct {
		const char *line;
		size_t problems, notes;
	} cases[] = {
		{ "ssh_pwauth: false", 0, 0 },	     { "ssh_pwauth: true", 0, 0 },
		{ "disable_root: no", 0, 0 },	     { "disable_root: yes", 1, 0 },
		{ "manage_etc_hosts: true", 0, 0 },  { "manage_etc_hosts: localhost", 0, 0 },
		{ "manage_etc_hosts: false", 1, 0 }, { "package_update: false", 0, 0 },
		{ "package_update: true", 1, 0 },    { "preserve_hostname: localhost", 1, 0 },
		{ "growpart: {mode: auto}", 0, 1 },  { "resize_rootfs: true", 0, 1 },
		{ "ssh_deletekeys: true", 0, 1 },    { "ssh_pwauth: [false]", 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[100] = "#cloud-config\n";
		struct fixture f;

		strcat(text, cases[i].line);
		strcat(text, "\n");
		parse(&f, text);
		assert_int_equal(diag_found(&f.diags), cases[i].problems);
		assert_int_equal(f.diags.notes, cases[i].notes);
		assert_false(f.data.ssh_keys_in_doubt);
		release(&f);
	}
}

static void test_full_name(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\nfqdn: a.example.org\nhostname: b\nfinal_message: up $uptime\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_string_equal(f.data.fqdn, "a.example.org");
	assert_string_equal(f.data.hostname, "b");
	assert_string_equal(f.data.final_message, "up $uptime");
	release(&f);
}

static void test_time_zone(void **state)
{
	static const char *const bad[] = { "/etc/passwd", "../x",      "a b",  "''",
					   "[a]",	  "Europe/..", "a\tb", "'a:b'" };
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\ntimezone: America/Argentina/Buenos_Aires\n");
	assert_string_equal(f.data.timezone, "America/Argentina/Buenos_Aires");
	release(&f);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[100] = "#cloud-config\ntimezone: ";

		strcat(text, bad[i]);
		strcat(text, "\n");
		parse(&f, text);
		assert_int_equal(diag_found(&f.diags), 1);
		assert_null(f.data.timezone);
		release(&f);
	}
}

/* vendor-data first: what the user says counts. */
static void test_on_top_of_another_file(void **state)
{
	static const char vendor[] = "#cloud-config\nhostname: v\nfqdn: v.example\nusers: [v]\n"
				     "ssh_authorized_keys: ['" KEY " vendor']\n";
	static const char user[] = "#cloud-config\nhostname: u\nusers: [u]\n";
	static const char script[] = "#!/bin/sh\n";
	struct user_data data = { .usable = false };
	struct diag_list diags;

	(void)state;
	diag_init(&diags, "both");
	assert_int_equal(user_data_add(vendor, strlen(vendor), &diags, &data), 0);
	assert_int_equal(user_data_add(user, strlen(user), &diags, &data), 0);
	assert_int_equal(diag_found(&diags), 0);
	assert_string_equal(data.hostname, "u");
	assert_string_equal(data.fqdn, "v.example");
	assert_int_equal(data.users.count, 1);
	assert_string_equal(data.users.items[0].name, "u");
	assert_int_equal(data.ssh_keys.count, 1);
	assert_true(data.usable);
	assert_int_equal(user_data_add(script, strlen(script), &diags, &data), 0);
	assert_int_equal(user_data_add(script, strlen(script), &diags, &data), 0);
	assert_int_equal(data.scripts.count, 2);
	assert_int_equal(user_data_add("x", 1, &diags, &data), 0);
	assert_false(data.usable);
	user_data_release(&data);
	diag_free(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settled_keys),
		cmocka_unit_test(test_full_name),
		cmocka_unit_test(test_time_zone),
		cmocka_unit_test(test_on_top_of_another_file),
		cmocka_unit_test(test_all_right),
		cmocka_unit_test(test_first_line),
		cmocka_unit_test(test_other_kinds_are_named_and_not_read),
		cmocka_unit_test(test_top_must_be_a_mapping),
		cmocka_unit_test(test_host_names),
		cmocka_unit_test(test_bad_keys_leave_the_good_one),
		cmocka_unit_test(test_a_script),
		cmocka_unit_test(test_no_key_is_passed_over_in_silence),
		cmocka_unit_test(test_keys_given_twice),
		cmocka_unit_test(test_syntax_error_keeps_what_was_before),
		cmocka_unit_test(test_when_keys_are_in_doubt),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
