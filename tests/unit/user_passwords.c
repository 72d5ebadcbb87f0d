// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_passwords.c, password.c and apply/shadow_text.c: who has
// which password, and that none of them is in a message.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/config/apply/shadow_text.h"
#include "../../common/cleanup.h"
#include "../../common/text.h"
#include "user_sample.h"

#define HASH "$6$saltsaltsalt$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SECRET "s3crets3cret"

/* Not crypt(3), whose library is another one on each system. */
static char *hash(const char *plain, const char *old)
{
	cleanup_free char *same = format_text("old(%s)", plain);

	return old && same && strcmp(old, same) == 0 ? strdup(old) : format_text("new(%s)", plain);
}

static void check(const char *config, const char *old, const char *expected, const char *problem)
{
	struct fixture f;
	struct meta_data meta = { .instance_id = NULL };
	char *text = NULL;

	parse(&f, config);
	struct intent intent = intent_make(&f.data, &meta);
	assert_int_equal(shadow_text_make(&intent, old, hash, &f.diags, &text), 0);
	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(text);
	assert_int_equal(diag_found(&f.diags), problem ? 1 : 0);
	for (size_t i = 0; i < f.diags.count; i++) {
		assert_null(strstr(f.diags.items[i].text, SECRET));
		assert_null(strstr(f.diags.items[i].text, "$6$"));
	}
	if (problem)
		assert_non_null(strstr(f.diags.items[f.diags.count - 1].text, problem));
	free(text);
	release(&f);
}

static void test_nobody_has_one_by_itself(void **state)
{
	(void)state;
	check("#cloud-config\nusers: [default, {name: web}]\n", "", NULL, NULL);
	check("#cloud-config\nusers: [{name: web, hashed_passwd: '*', lock_passwd: false}]\n", "",
	      NULL, NULL);
	check("#cloud-config\nusers: [{name: web, plain_text_passwd: " SECRET "}]\n", "", NULL,
	      NULL);
}

static void test_of_users(void **state)
{
	(void)state;
	check("#cloud-config\nusers:\n"
	      "- {name: web, passwd: '" HASH "', lock_passwd: false}\n"
	      "- {name: ops, lock_passwd: false, plain_text_passwd: 0123}\n",
	      "", "web:" HASH ":::::::\nops:new(0123):::::::\n", NULL);
	check("#cloud-config\nusers: [{name: root, passwd: '" HASH "', lock_passwd: false}]\n", "",
	      "root:" HASH ":::::::\n", NULL);
}

static void test_of_chpasswd(void **state)
{
	(void)state;
	check("#cloud-config\nusers: [{name: web, passwd: '" HASH "'}, ops]\npassword: other\n"
	      "chpasswd:\n"
	      "  expire: false\n"
	      "  users:\n"
	      "  - {name: web, password: mine, type: text}\n"
	      "  - {name: root, password: " HASH "}\n"
	      "  list: |\n"
	      "    ops:" HASH "\n"
	      "    web:later\n",
	      "", "root:" HASH ":::::::\nweb:new(later):::::::\nops:" HASH ":::::::\n", NULL);
	check("#cloud-config\nchpasswd: {list: ['root:a b:c']}\n", "", "root:new(a b:c):::::::\n",
	      NULL);
}

static void test_of_the_default_user(void **state)
{
	(void)state;
	check("#cloud-config\npassword: it\nusers: [default]\n", "", "root:new(it):::::::\n", NULL);
	check("#cloud-config\npassword: " HASH "\n", "", "root:" HASH ":::::::\n", NULL);
}

/* A new salt at each boot would be another file each time. */
static void test_the_same_password_keeps_its_hash(void **state)
{
	(void)state;
	check("#cloud-config\npassword: it\n", "web:x:::::::\nroot:old(it):::::::\n",
	      "root:old(it):::::::\n", NULL);
	check("#cloud-config\npassword: it\n", "root:old(them):::::::\n", "root:new(it):::::::\n",
	      NULL);
}

static void test_what_is_wrong(void **state)
{
	static const struct {
		const char *config, *problem;
	} cases[] = {
		{ "password: $y$j9T$abc$" SECRET, "made with yescrypt" },
		{ "password: $1$salt$" SECRET, "no hash that can be checked here" },
		{ "password: '$6$short$x'", "cut short" },
		{ "password: ''", "is empty" },
		{ "password: [" SECRET "]", "password" },
		{ "password: RANDOM", "by chance" },
		{ "chpasswd: {list: 'root:R'}", "by chance" },
		{ "chpasswd: {list: {root: " SECRET "}}", "list must be a text" },
		{ "chpasswd: {users: [{name: root, type: RANDOM}]}", "type is hash or text" },
		{ "chpasswd: {root:" SECRET "}", "unknown key 'chpasswd: root'" },
		{ "chpasswd: " SECRET, "chpasswd must be a mapping" },
		{ "chpasswd: {list: 'web'}", "a line must be NAME:PASSWORD" },
		{ "chpasswd: {list: 'We b:" SECRET "'}", "a line must be NAME:PASSWORD" },
		{ "chpasswd: {users: " SECRET "}", "users must be a list" },
		{ "chpasswd: {users: [" SECRET "]}", "needs a 'name' and a 'password'" },
		{ "chpasswd: {users: [{name: root}]}", "needs a 'name' and a 'password'" },
		{ "chpasswd: {users: [{name: root, password: " SECRET "}]}",
		  "no hash that can be checked here" },
		{ "chpasswd: {users: [{name: root, password: " SECRET ", type: RANDOM}]}",
		  "type is hash or text" },
		{ "chpasswd: {users: [{name: root, password: " SECRET ", type: text, x: 1}]}",
		  "unknown key 'chpasswd: users: x'" },
		{ "chpasswd: {users: [{name: web, password: " SECRET ", type: text}]}",
		  "there is no user 'web'" },
		{ "chpasswd: {what: 1}", "unknown key 'chpasswd: what'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;
		struct meta_data meta = { .instance_id = NULL };
		cleanup_free char *config = format_text("#cloud-config\n%s\n", cases[i].config);
		char *text = NULL;

		parse(&f, config);
		struct intent intent = intent_make(&f.data, &meta);
		assert_int_equal(shadow_text_make(&intent, "", hash, &f.diags, &text), 0);
		assert_int_equal(diag_found(&f.diags), 1);
		assert_non_null(strstr(f.diags.items[0].text, cases[i].problem));
		assert_null(strstr(f.diags.items[0].text, SECRET));
		free(text);
		release(&f);
	}
}

static void test_ssh_pwauth(void **state)
{
	static const struct {
		const char *config;
		bool on, problem;
	} cases[] = { { "#cloud-config\n{}", false, false },
		      { "#cloud-config\nssh_pwauth: true", true, false },
		      { "#cloud-config\nssh_pwauth: no", false, false },
		      { "#cloud-config\nssh_pwauth: unchanged", false, false },
		      { "#cloud-config\nssh_pwauth: perhaps", false, true } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;

		parse(&f, cases[i].config);
		assert_int_equal(f.data.ssh_passwords, cases[i].on);
		assert_int_equal(diag_found(&f.diags) > 0, cases[i].problem);
		release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_has_one_by_itself),
		cmocka_unit_test(test_of_users),
		cmocka_unit_test(test_of_chpasswd),
		cmocka_unit_test(test_of_the_default_user),
		cmocka_unit_test(test_the_same_password_keeps_its_hash),
		cmocka_unit_test(test_what_is_wrong),
		cmocka_unit_test(test_ssh_pwauth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
