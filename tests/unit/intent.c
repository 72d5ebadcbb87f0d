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
				  .berth.install = { .disk = disk, .args = args, .force = true } };
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
	assert_string_equal(again.berth.install.disk, disk);
	assert_string_equal(again.berth.install.args, args);
	assert_true(again.berth.install.force);
	assert_false(again.berth.install.reboot);
	user_data_release(&again);
	free(text);
}

#define OWN_KEYS                                                                                \
	"berth:\n  registries:\n    a.org:5000: {mirrors: [\"http://m\", \"http://n\"], "       \
	"insecure: true, username: me, password: s3cret}\n    b.org: {username: me, password: " \
	"s3cret}\n  proxy: {http_proxy: \"http://me:s3cret@p:1\", no_proxy: [a, b]}\n"          \
	"  sysctl: {vm.swappiness: 10, a.b: 'x \"y'}\n"                                         \
	"  services: {enabled: [a, c], disabled: [b]}\n"

/* All of it but what is secret. */
static void test_own_keys_read_the_same(void **state)
{
	static const char file[] = "#cloud-config\n" OWN_KEYS;
	struct meta_data meta = { .instance_id = NULL };
	struct user_data user, again;
	struct user_berth *berth = &again.berth;
	struct diag_list diags;
	struct intent intent;
	char *text = NULL;

	(void)state;
	diag_init(&diags, "own keys");
	assert_int_equal(user_data_parse(file, strlen(file), &diags, &user), 0);
	intent = intent_make(&user, &meta);
	assert_int_equal(config_text_make(&intent, "here", &text), 0);
	assert_null(strstr(text, "s3cret"));
	assert_non_null(strstr(text, "# username: me, password: (not shown)\n"));
	assert_int_equal(user_data_parse(text, strlen(text), &diags, &again), 0);
	assert_int_equal(diag_found(&diags), 0);
	assert_int_equal(berth->registries.count, 2);
	assert_string_equal(berth->registries.items[0].host, "a.org:5000");
	assert_string_equal(berth->registries.items[0].mirrors.items[1], "http://n");
	assert_true(berth->registries.items[0].insecure);
	assert_string_equal(berth->registries.items[1].host, "b.org");
	assert_string_equal(berth->proxy.values[0], "http://p:1");
	assert_string_equal(berth->proxy.values[2], "a,b");
	assert_string_equal(berth->sysctl.items[0].value, "10");
	assert_string_equal(berth->sysctl.items[1].value, "x \"y");
	assert_int_equal(berth->services.count, 3);
	assert_string_equal(berth->services.items[2].name, "b");
	assert_false(berth->services.items[2].enabled);
	user_data_release(&user);
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
	struct user_data user = { .berth.install = *install };
	struct meta_data meta = { .instance_id = NULL };
	struct intent intent = intent_make(&user, &meta);
	char *text = NULL;

	assert_ptr_equal(intent.install, &user.berth.install);
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
	struct user_data user = { .berth.install = { .disk = disk, .args = args, .reboot = true } };
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
		cmocka_unit_test(test_own_keys_read_the_same),
		cmocka_unit_test(test_authorized_keys_text),
		cmocka_unit_test(test_install_words),
		cmocka_unit_test(test_install_words_read_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
