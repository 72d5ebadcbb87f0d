// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/apply/accounts_text.c and account_ids.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/apply/accounts_text.h"
#include "../../berth/config/user_data/user_data.h"

static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\nsys:*:101:101::/:/sbin/nologin\n";
static const char shells[] = "# comment\n/bin/sh\n/bin/ash";
static const char group[] = "root:x:0:\ntty:x:5:sys\nsys:x:101:\n";

struct fixture {
	struct user_data data;
	struct diag_list problems;
	struct account_ids ids;
	struct accounts_text text;
};

/* @ids: of boots before */
static void make(struct fixture *f, const char *ids, const char *config)
{
	char text[1024] = "#cloud-config\n";

	*f = (struct fixture){ 0 };
	strcat(text, config);
	diag_init(&f->problems, "user-data");
	assert_int_equal(user_data_parse(text, strlen(text), &f->problems, &f->data), 0);
	assert_int_equal(diag_found(&f->problems), 0);
	assert_int_equal(account_ids_parse(ids, &f->ids), 0);
	assert_int_equal(accounts_text_make(&f->data.users, &f->data.groups, passwd, group, shells,
					    &f->ids, &f->problems, &f->text),
			 0);
}

static void release(struct fixture *f)
{
	accounts_text_release(&f->text);
	account_ids_release(&f->ids);
	user_data_release(&f->data);
	diag_free(&f->problems);
}

static void ids_are(const struct fixture *f, const char *wanted)
{
	char *text = NULL;

	assert_int_equal(account_ids_text(&f->ids, &text), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void has_problem(const struct fixture *f, unsigned line, const char *text)
{
	assert_int_equal(diag_found(&f->problems), 1);
	assert_non_null(strstr(f->problems.items[0].text, text));
	assert_int_equal(f->problems.items[0].line, line);
}

static void test_nobody(void **state)
{
	struct fixture f;

	(void)state;
	make(&f, "", "hostname: a\n");
	assert_string_equal(f.text.passwd, passwd);
	assert_string_equal(f.text.group, group);
	ids_are(&f, "");
	release(&f);
}

static void test_users_and_their_groups(void **state)
{
	struct fixture f;

	(void)state;
	make(&f, "",
	     "groups: [ops: [web, root], tty: web]\n"
	     "users:\n"
	     "  - {name: web, gecos: W, groups: [tty, video]}\n"
	     "  - {name: bot, system: true, primary_group: ops, shell: /sbin/nologin}\n"
	     "  - {name: al, uid: 2000, homedir: /var/al}\n");
	assert_int_equal(diag_found(&f.problems), 0);
	assert_string_equal(f.text.passwd,
			    "root:x:0:0:root:/root:/bin/sh\nsys:*:101:101::/:/sbin/nologin\n"
			    "web:x:1000:1001:W:/var/home/web:/bin/sh\n"
			    "bot:x:100:1000::/var/home/bot:/sbin/nologin\n"
			    "al:x:2000:2000::/var/al:/bin/sh\n");
	assert_string_equal(f.text.group, "root:x:0:\ntty:x:5:sys,web\nsys:x:101:\n"
					  "ops:x:1000:web,root\nweb:x:1001:\nal:x:2000:\n"
					  "video:x:1002:web\n");
	assert_int_equal(f.text.count, 3);
	assert_int_equal(f.text.accounts[1].uid, 100);
	assert_int_equal(f.text.accounts[1].gid, 1000);
	assert_string_equal(f.text.accounts[2].home, "/var/al");
	release(&f);
}

/* In another order, with others: files still belong to whom they belonged. */
static void test_numbers_are_kept(void **state)
{
	static const char before[] = "group web 1000\nuser web 1000\nuser al 1001\n";
	struct fixture f;

	(void)state;
	make(&f, before, "users: [bo, web]\n");
	assert_non_null(strstr(f.text.passwd, "bo:x:1002:1002:"));
	assert_non_null(strstr(f.text.passwd, "web:x:1000:1000:"));
	assert_null(strstr(f.text.passwd, "al:"));
	ids_are(&f, "group web 1000\nuser web 1000\nuser al 1001\nuser bo 1002\ngroup bo 1002\n");
	release(&f);
}

static void test_a_number_that_cannot_be(void **state)
{
	static const char before[] = "user web 1000\nuser al 1001\n";
	struct fixture f;

	(void)state;
	make(&f, before, "users:\n  - {name: web, uid: 1500}\n");
	has_problem(&f, 3, "user 'web' has the uid 1000: it had that before");
	assert_non_null(strstr(f.text.passwd, "web:x:1000:"));
	release(&f);
	make(&f, before, "users:\n  - {name: bo, uid: 1001}\n");
	has_problem(&f, 3, "'bo' has the uid 1002: somebody else has, or had, 1001");
	release(&f);
	make(&f, before, "users:\n  - {name: bo, uid: 101}\n");
	has_problem(&f, 3, "has, or had, 101");
	release(&f);
	make(&f, before, "users:\n  - {name: web, uid: 1000}\n");
	assert_int_equal(diag_found(&f.problems), 0);
	release(&f);
}

static void test_users_of_the_image(void **state)
{
	struct fixture f;

	(void)state;
	make(&f, "", "users:\n  - sys\n  - bo\n");
	has_problem(&f, 3, "'sys' is one of the system");
	assert_int_equal(f.text.count, 1);
	assert_int_equal(f.text.accounts[0].uid, 1000);
	release(&f);
}

static void test_members_that_do_not_exist(void **state)
{
	struct fixture f;

	(void)state;
	make(&f, "", "groups:\n  - ops: [bo, al]\nusers: [al]\n");
	has_problem(&f, 3, "group 'ops': there is no user 'bo'");
	assert_non_null(strstr(f.text.group, "ops:x:1000:al\n"));
	release(&f);
}

/* The ssh server would let nobody in with a shell that it does not know. */
static void test_shells(void **state)
{
	struct fixture f;

	(void)state;
	make(&f, "",
	     "users:\n  - {name: a, shell: /bin/bash}\n  - {name: b, shell: /bin/ash}\n"
	     "  - {name: c, shell: /usr/sbin/nologin}\n");
	has_problem(&f, 3, "has the shell /bin/sh: there is no /bin/bash");
	assert_non_null(strstr(f.text.passwd, ":/var/home/a:/bin/sh\n"));
	assert_non_null(strstr(f.text.passwd, ":/var/home/b:/bin/ash\n"));
	assert_non_null(strstr(f.text.passwd, ":/var/home/c:/usr/sbin/nologin\n"));
	release(&f);
}

static void test_no_number_left(void **state)
{
	char *before = malloc(800000);
	size_t len = 0;
	struct fixture f;

	(void)state;
	assert_non_null(before);
	for (int i = 0; i < ACCOUNT_IDS_MAX; i++)
		len += (size_t)snprintf(before + len, 800000 - len, "user u%d %d\n", i, 1000 + i);
	make(&f, before, "users:\n  - {name: u3, primary_group: tty}\n  - bo\n");
	has_problem(&f, 4, "no number left");
	assert_int_equal(f.text.count, 1);
	release(&f);
	free(before);
}

/* What a power cut, or a person, has left of the file does no harm. */
static void test_damaged_ids(void **state)
{
	struct account_ids ids;

	(void)state;
	assert_int_equal(
		account_ids_parse("user a 1\nuser a 2\nuser\nuser b\ngroup c x\n\n"
				  "nobody d 4\nuser E 5\nuser f 60000\nuser g -1\ngroup a 3",
				  &ids),
		0);
	assert_int_equal(ids.count, 2);
	assert_int_equal(account_ids_find(&ids, "a", false), 1);
	assert_int_equal(account_ids_find(&ids, "a", true), 3);
	assert_int_equal(account_ids_find(&ids, "b", false), -1);
	assert_true(account_ids_has(&ids, 3, true));
	assert_false(account_ids_has(&ids, 3, false));
	account_ids_release(&ids);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_users_and_their_groups),
		cmocka_unit_test(test_numbers_are_kept),
		cmocka_unit_test(test_a_number_that_cannot_be),
		cmocka_unit_test(test_users_of_the_image),
		cmocka_unit_test(test_members_that_do_not_exist),
		cmocka_unit_test(test_shells),
		cmocka_unit_test(test_no_number_left),
		cmocka_unit_test(test_damaged_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
