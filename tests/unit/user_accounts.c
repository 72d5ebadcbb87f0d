// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_accounts.c, user_groups.c and account_name.c, through whole
// files of user-data.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/config/user_data/account_name.h"
#include "user_sample.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define OTHER "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"

static void check_problem(const struct fixture *f, size_t i, unsigned line, const char *text)
{
	assert_true(i < f->diags.count);
	assert_non_null(strstr(f->diags.items[i].text, text));
	assert_int_equal(f->diags.items[i].line, line);
}

static void test_all_keys_of_a_user(void **state)
{
	struct fixture f;
	const struct user_account *user;

	(void)state;
	parse(&f, "#cloud-config\n"
		  "users:\n"
		  "  - default\n"
		  "  - name: web\n"
		  "    gecos: Web server, first floor\n"
		  "    homedir: /var/lib/web\n"
		  "    shell: /sbin/nologin\n"
		  "    primary_group: www\n"
		  "    groups: backup, video backup\n"
		  "    uid: '1234'\n"
		  "    system: true\n"
		  "    no_create_home: true\n"
		  "    lock_passwd: true\n"
		  "    ssh_authorized_keys:\n"
		  "      - " KEY " web\n"
		  "  - bob\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.users.count, 2);
	user = &f.data.users.items[0];
	assert_string_equal(user->name, "web");
	assert_string_equal(user->gecos, "Web server, first floor");
	assert_string_equal(user->home, "/var/lib/web");
	assert_string_equal(user->shell, "/sbin/nologin");
	assert_string_equal(user->primary_group, "www");
	assert_int_equal(user->groups.count, 2);
	assert_string_equal(user->groups.items[1], "video");
	assert_int_equal(user->uid, 1234);
	assert_true(user->system);
	assert_true(user->no_home);
	assert_int_equal(user->ssh_keys.count, 1);
	assert_string_equal(user->ssh_keys.items[0], KEY " web");
	assert_false(user->keys_in_doubt);
	user = &f.data.users.items[1];
	assert_string_equal(user->name, "bob");
	assert_int_equal(user->uid, -1);
	assert_null(user->home);
	assert_int_equal(user->line, 16);
	release(&f);
}

static void test_groups(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f,
	      "#cloud-config\ngroups:\n  - backup\n  - web: [bob, al]\n  - www: bob\n  - ops:\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.groups.count, 4);
	assert_string_equal(f.data.groups.items[1].name, "web");
	assert_int_equal(f.data.groups.items[1].members.count, 2);
	assert_string_equal(f.data.groups.items[2].members.items[0], "bob");
	assert_int_equal(f.data.groups.items[3].members.count, 0);
	release(&f);
	parse(&f, "#cloud-config\ngroups: {a: [b], c: d}\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.groups.count, 2);
	release(&f);
	parse(&f, "#cloud-config\ngroups: [a, B, [c], {d: 1}, {e: {f: g}}, 7]\n");
	assert_int_equal(f.data.groups.count, 3);
	assert_int_equal(diag_found(&f.diags), 5);
	release(&f);
	parse(&f, "#cloud-config\ngroups: web\n");
	check_problem(&f, 0, 2, "groups must be a list");
	release(&f);
}

/* Root is a user like others to those who write the file. */
static void test_keys_of_root(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\nssh_authorized_keys: ['" KEY "']\n"
		  "users:\n  - name: al\n  - name: root\n    lock_passwd: true\n"
		  "    ssh_authorized_keys: ['" OTHER "', '" KEY "']\n  - name: bo\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.ssh_keys.count, 2);
	assert_string_equal(f.data.ssh_keys.items[1], OTHER);
	assert_int_equal(f.data.users.count, 2);
	assert_string_equal(f.data.users.items[1].name, "bo");
	assert_false(f.data.ssh_keys_in_doubt);
	release(&f);
	parse(&f, "#cloud-config\nusers: [{name: root, shell: /bin/x}]\n");
	check_problem(&f, 0, 2, "of root only");
	assert_true(f.data.ssh_keys_in_doubt);
	release(&f);
	parse(&f, "#cloud-config\nusers: [{name: root, ssh_authorized_keys: [x]}]\n");
	assert_int_equal(diag_found(&f.diags), 1);
	assert_true(f.data.ssh_keys_in_doubt);
	release(&f);
}

static void test_mistakes(void **state)
{
	static const struct {
		const char *entry, *problem;
		size_t users; /* that are made all the same */
	} cases[] = {
		{ "{name: Web}", "'Web' is no name", 0 },
		{ "{name: a:b}", "is no name", 0 },
		{ "{name: [a]}", "users: name must be", 0 },
		{ "{gecos: nobody}", "needs a 'name'", 0 },
		{ "[web]", "must be a name, or a mapping", 0 },
		{ "{name: a, homedir: home/a}", "homedir must begin with '/'", 1 },
		{ "{name: a, homedir: /var/../etc}", "have no '..'", 1 },
		{ "{name: a, homedir: /var/..}", "have no '..'", 1 },
		{ "{name: a, homedir: '/var:x'}", "without a colon", 1 },
		{ "{name: a, shell: sh}", "shell must begin with '/'", 1 },
		{ "{name: a, gecos: \"b\\nroot::0:0::/:/bin/sh\"}", "without a colon", 1 },
		{ "{name: a, gecos: 'b:c'}", "without a colon", 1 },
		{ "{name: a, uid: 0}", "uid must be a number from 1", 1 },
		{ "{name: a, uid: x}", "uid must be a number from 1", 1 },
		{ "{name: a, uid: 70000}", "uid must be a number from 1", 1 },
		{ "{name: a, groups: [b, C]}", "users: groups: 'C' is no name", 1 },
		{ "{name: a, groups: 'b,C'}", "users: groups: 'C' is no name", 1 },
		{ "{name: a, groups: {b: c}}", "users: groups must be a list", 1 },
		{ "{name: a, primary_group: B}", "primary_group: 'B' is no name", 1 },
		{ "{name: a, ssh_authorized_keys: [x]}", "this ssh key", 1 },
		{ "{name: a, ssh_authorized_keys: x}", "must be a list", 1 },
		{ "{name: a, passwd: x, lock_passwd: false}", "no hash that can be checked", 1 },
		{ "{name: a, sudo: 'ALL=(ALL) ALL'}", "there is 'ALL=(ALL) NOPASSWD:ALL' only", 1 },
		{ "{name: a, sudo: {b: c}}", "users: sudo must be a string", 1 },
		{ "{name: a, sudo: true}", "users: sudo: YAML takes", 1 },
		{ "{name: a, colour: red}", "unknown key 'users: colour'", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256] = "#cloud-config\nusers:\n  - ";
		struct fixture f;

		strcat(text, cases[i].entry);
		strcat(text, "\n");
		parse(&f, text);
		assert_int_equal(diag_found(&f.diags), 1);
		check_problem(&f, 0, 3, cases[i].problem);
		assert_int_equal(f.data.users.count, cases[i].users);
		release(&f);
	}
}

/* Whoever may do everything is in the group wheel, in whatever order the keys come. */
static void test_sudo(void **state)
{
	static const char *const yes[] = {
		"{name: a, sudo: 'ALL=(ALL) NOPASSWD:ALL', groups: [b]}",
		"{name: a, groups: [b], sudo: ['ALL=(ALL:ALL) NOPASSWD: ALL']}",
		"{name: a, groups: [wheel, b], sudo: \"ALL = (ALL)  NOPASSWD: ALL\"}",
	};
	static const char *const no[] = { "{name: a, groups: [b, c], sudo: false}",
					  "{name: a, groups: [b, c], sudo: }",
					  "{name: a, groups: [b, c], sudo: []}" };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		char text[256] = "#cloud-config\nusers:\n  - ";
		struct fixture f;

		strcat(text, i < 3 ? yes[i] : no[i - 3]);
		strcat(text, "\n");
		parse(&f, text);
		assert_int_equal(diag_found(&f.diags), 0);
		assert_int_equal(f.data.users.items[0].groups.count, 2);
		assert_int_equal(string_list_has(&f.data.users.items[0].groups, "wheel"), i < 3);
		release(&f);
	}
}

static void test_twice(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "#cloud-config\nusers:\n  - {name: a, uid: 7}\n  - a\n");
	check_problem(&f, 0, 4, "given twice");
	assert_int_equal(f.data.users.count, 1);
	assert_int_equal(f.data.users.items[0].uid, 7);
	release(&f);
	parse(&f, "#cloud-config\nusers: [a]\nusers: [b]\n");
	assert_int_equal(f.data.users.count, 1);
	release(&f);
}

/* Problems that are found later are told where they are in the file. */
static void test_place_in_a_part(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "Content-Type: multipart/mixed; boundary=\"b\"\n\n"
		  "--b\nContent-Type: text/cloud-config\n\n#cloud-config\nusers: [a]\n"
		  "--b\nContent-Type: text/cloud-config\n\n#cloud-config\nusers:\n  - b\n"
		  "--b--\n");
	assert_int_equal(diag_found(&f.diags), 0);
	assert_int_equal(f.data.users.count, 1);
	assert_string_equal(f.data.users.items[0].name, "b");
	assert_int_equal(f.data.users.items[0].line, 13);
	release(&f);
}

static void test_names(void **state)
{
	static const char *const good[] = { "a", "_apt", "web-1",
					    "a234567890123456789012345678901" };
	static const char *const bad[] = {
		"",    "1a",  "-a",  "A",	 "a.b",
		"a b", "a:b", "a\n", "\xc3\xa4", "a2345678901234567890123456789012"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(account_name_is_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(account_name_is_valid(bad[i]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_keys_of_a_user),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_keys_of_root),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_sudo),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_place_in_a_part),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
