// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/intent.c: which source wins, and that the texts say the same when read
// again.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../berth/config/apply/authorized_keys.h"
#include "../../berth/config/config_text.h"
#include "../../berth/config/intent.h"
#include "../../berth/install/unattended.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

static char user_name[] = "from-user", meta_name[] = "from-meta";
static char key_with_options[] = "command=\"echo \\\"x\\\"\" " KEY " a\tb";
static char plain_key[] = KEY " me";
static char disk[] = "/dev/sda", args[] = "ip=dhcp console=tty1";
static char *keys[] = { plain_key, key_with_options };

static void test_user_data_wins(void **state)
{
	struct user_data user = { .hostname = user_name };
	struct meta_data meta = { .local_hostname = meta_name };

	(void)state;
	assert_string_equal(intent_make(&user, &meta).hostname, "from-user");
	user.hostname = NULL;
	assert_string_equal(intent_make(&user, &meta).hostname, "from-meta");
	meta.local_hostname = NULL;
	assert_null(intent_make(&user, &meta).hostname);
}

/* Keys may be taken away only if it is certain that none were meant to be there. */
static void test_when_no_keys_are_meant(void **state)
{
	struct user_data user = { .ssh_keys = { .items = keys, .count = 1 } };
	struct meta_data meta = { .instance_id = NULL };

	(void)state;
	assert_false(intent_make(&user, &meta).no_keys_meant);
	user.ssh_keys.count = 0;
	assert_true(intent_make(&user, &meta).no_keys_meant);
	user.ssh_keys_in_doubt = true;
	assert_false(intent_make(&user, &meta).no_keys_meant);
}

static void test_config_text_reads_the_same(void **state)
{
	struct user_data user = { .hostname = user_name,
				  .ssh_keys = { .items = keys, .count = 2 },
				  .install = { .disk = disk, .args = args, .force = true } };
	struct meta_data meta = { .instance_id = NULL };
	struct intent intent = intent_make(&user, &meta);
	struct user_data again;
	struct diag_list diags;
	char *text = NULL;

	(void)state;
	assert_int_equal(config_text_make(&intent, "here", &text), 0);
	diag_init(&diags, "again");
	assert_int_equal(user_data_parse(text, strlen(text), &diags, &again), 0);
	assert_int_equal(diag_found(&diags), 0);
	assert_string_equal(again.hostname, user_name);
	assert_int_equal(again.ssh_keys.count, 2);
	assert_string_equal(again.ssh_keys.items[0], keys[0]);
	assert_string_equal(again.ssh_keys.items[1], keys[1]);
	assert_string_equal(again.install.disk, disk);
	assert_string_equal(again.install.args, args);
	assert_true(again.install.force);
	assert_false(again.install.reboot);
	user_data_release(&again);
	free(text);
}

static void test_authorized_keys_text(void **state)
{
	struct string_list list = { .items = keys, .count = 1 };
	char *text = NULL;

	(void)state;
	assert_int_equal(authorized_keys_text(&list, &text), 0);
	assert_int_equal(strncmp(text, AUTHORIZED_KEYS_MARK "\n", strlen(AUTHORIZED_KEYS_MARK) + 1),
			 0);
	assert_non_null(strstr(text, "\n" KEY " me\n"));
	free(text);
}

static void words_are(const struct user_install *install, const char *wanted)
{
	struct user_data user = { .install = *install };
	struct meta_data meta = { .instance_id = NULL };
	struct intent intent = intent_make(&user, &meta);
	char *text = NULL;

	assert_ptr_equal(intent.install, &user.install);
	assert_int_equal(intent_install_words(&intent, &text), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_install_words(void **state)
{
	struct user_install install = { .disk = disk };
	struct user_data none = { .hostname = NULL };
	struct meta_data meta = { .instance_id = NULL };

	(void)state;
	assert_null(intent_make(&none, &meta).install);
	words_are(&install, "berth.install=/dev/sda berth.install.then=poweroff");
	install.force = install.reboot = true;
	install.args = args;
	words_are(&install, "berth.install=/dev/sda berth.install.then=reboot berth.install.force "
			    "berth.install.args=\"ip=dhcp console=tty1\"");
}

/* What is left for the installer is read back as what was meant. */
static void test_install_words_read_the_same(void **state)
{
	struct user_data user = { .install = { .disk = disk, .args = args, .reboot = true } };
	struct meta_data meta = { .instance_id = NULL };
	struct intent intent = intent_make(&user, &meta);
	struct unattended again;
	const char *problem;
	char *text = NULL;

	(void)state;
	assert_int_equal(intent_install_words(&intent, &text), 0);
	assert_int_equal(unattended_parse(text, &again, &problem), 0);
	assert_string_equal(again.disk, disk);
	assert_string_equal(again.args, args);
	assert_true(again.reboot);
	assert_false(again.force);
	unattended_release(&again);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_user_data_wins),
		cmocka_unit_test(test_when_no_keys_are_meant),
		cmocka_unit_test(test_config_text_reads_the_same),
		cmocka_unit_test(test_authorized_keys_text),
		cmocka_unit_test(test_install_words),
		cmocka_unit_test(test_install_words_read_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
