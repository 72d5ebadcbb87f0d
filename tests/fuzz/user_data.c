// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the reader of user-data, which sees the most hostile bytes of the system. Beside
// "does not crash" it asserts what the rest relies on: accepted values are safe to write into files
// of /etc, problems are safe for a terminal, and the configuration that `berth config show` prints
// is read back as the same configuration. Built with libFuzzer, or with replay.c to run the corpus
// as a test.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/host_name.h"
#include "../../berth/config/intent.h"
#include "../../berth/config/meta_data.h"
#include "../../berth/config/user_data.h"
#include "../../berth/install/unattended.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

static void require_plain(const char *text)
{
	for (; *text; text++)
		require((unsigned char)*text >= ' ' || *text == '\t');
}

static void check_problems(const struct diag_list *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		require_plain(problems->items[i].text);
		require(problems->items[i].text[0] != '\0');
	}
}

static void require_same_install(const char *disk, const char *args, bool force, bool reboot,
				 const struct user_install *wanted)
{
	require(disk && strcmp(disk, wanted->disk) == 0);
	require(!args == !wanted->args);
	require(!args || strcmp(args, wanted->args) == 0);
	require(force == wanted->force && reboot == wanted->reboot);
}

/* The installer reads them from a text: nothing in them may become another word. */
static void require_words_read_back(const struct user_install *install)
{
	struct intent intent = { .install = install };
	const char *problem = NULL;
	struct unattended again;
	char *text = NULL;

	require(intent_install_words(&intent, &text) == 0);
	require(unattended_parse(text, &again, &problem) == 0);
	require_same_install(again.disk, again.args, again.force, again.reboot, install);
	unattended_release(&again);
	free(text);
}

static void check_values(const struct user_data *user)
{
	if (user->hostname)
		require(!host_name_check(user->hostname));
	if (user->install.disk)
		require_words_read_back(&user->install);
	require(user->ssh_key_count <= USER_DATA_SSH_KEYS_MAX);
	for (size_t i = 0; i < user->ssh_key_count; i++)
		require_plain(user->ssh_authorized_keys[i]);
}

static void require_same_text(const char *a, const char *b)
{
	require(!a == !b);
	require(!a || strcmp(a, b) == 0);
}

static void require_same_file(const struct user_file *a, const struct user_file *b)
{
	require_same_text(a->path, b->path);
	require_same_text(a->owner, b->owner);
	require(a->path[0] == '/' && !strstr(a->path, "/../"));
	require(a->mode == b->mode && a->append == b->append && a->defer == b->defer);
	require(a->gzip == b->gzip && a->len == b->len);
	require(memcmp(a->content, b->content, a->len) == 0);
}

static void check_reads_back(const struct user_data *user, const struct meta_data *meta)
{
	struct intent intent = intent_make(user, meta);
	struct user_data again;
	struct diag_list problems;
	char *text = NULL;

	require(intent_config_text(&intent, "fuzz", &text) == 0);
	if (strlen(text) > USER_DATA_MAX) { /* aliases may stand for more than a file may hold */
		free(text);
		return;
	}
	diag_init(&problems, "again");
	require(user_data_parse(text, strlen(text), &problems, &again) == 0);
	require(diag_found(&problems) == 0);
	require(!intent.hostname == !again.hostname);
	require(!intent.hostname || strcmp(intent.hostname, again.hostname) == 0);
	require(!intent.install == !again.install.disk);
	if (intent.install)
		require_same_install(again.install.disk, again.install.args, again.install.force,
				     again.install.reboot, intent.install);
	require(again.ssh_key_count == intent.ssh_key_count);
	for (size_t i = 0; i < again.ssh_key_count; i++)
		require(strcmp(again.ssh_authorized_keys[i], intent.ssh_authorized_keys[i]) == 0);
	require_same_text(again.bootcmd, intent.bootcmd);
	require_same_text(again.runcmd, intent.runcmd);
	require(again.ntp_servers.count == intent.ntp_servers->count);
	for (size_t i = 0; i < again.ntp_servers.count; i++)
		require_same_text(again.ntp_servers.items[i], intent.ntp_servers->items[i]);
	require(again.files.count == intent.files->count);
	for (size_t i = 0; i < again.files.count; i++)
		require_same_file(&again.files.items[i], &intent.files->items[i]);
	user_data_release(&again);
	diag_free(&problems);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag_list problems;
	struct user_data user;
	struct meta_data meta;

	diag_init(&problems, "user-data");
	require(user_data_parse((const char *)data, size, &problems, &user) == 0);
	require(meta_data_parse((const char *)data, size, &problems, &meta) == 0);
	check_problems(&problems);
	check_values(&user);
	check_reads_back(&user, &meta);
	user_data_release(&user);
	meta_data_release(&meta);
	diag_free(&problems);
	return 0;
}
