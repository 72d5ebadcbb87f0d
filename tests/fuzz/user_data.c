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

#include "../../berth/config/apply/accounts_text.h"
#include "../../berth/config/config_text.h"
#include "../../berth/config/intent.h"
#include "../../berth/config/user_data/account_name.h"
#include "../../berth/config/user_data/host_name.h"
#include "../../berth/config/user_data/meta_data.h"
#include "../../berth/config/user_data/net_url.h"
#include "../../berth/config/user_data/user_data.h"
#include "../../berth/install/unattended.h"
#include "../../common/service_name.h"

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
	if (user->berth.install.disk)
		require_words_read_back(&user->berth.install);
	require(user->ssh_keys.count <= USER_DATA_SSH_KEYS_MAX);
	for (size_t i = 0; i < user->ssh_keys.count; i++)
		require_plain(user->ssh_keys.items[i]);
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

static void require_same_list(const struct string_list *a, const struct string_list *b)
{
	require(a->count == b->count);
	for (size_t i = 0; i < a->count; i++)
		require_same_text(a->items[i], b->items[i]);
}

static void require_same_user(const struct user_account *a, const struct user_account *b)
{
	require(account_name_is_valid(a->name) && strcmp(a->name, "root") != 0);
	require_same_text(a->name, b->name);
	require_same_text(a->gecos, b->gecos);
	require_same_text(a->home, b->home);
	require_same_text(a->shell, b->shell);
	require_same_text(a->primary_group, b->primary_group);
	require_same_list(&a->groups, &b->groups);
	require_same_list(&a->ssh_keys, &b->ssh_keys);
	require(a->uid == b->uid && a->system == b->system && a->no_home == b->no_home);
}

static void require_same_accounts(const struct user_data *a, const struct user_data *b)
{
	require(a->users.count == b->users.count);
	for (size_t i = 0; i < a->users.count; i++)
		require_same_user(&a->users.items[i], &b->users.items[i]);
	require(a->groups.count == b->groups.count);
	for (size_t i = 0; i < a->groups.count; i++) {
		require(account_name_is_valid(a->groups.items[i].name));
		require_same_text(a->groups.items[i].name, b->groups.items[i].name);
		require_same_list(&a->groups.items[i].members, &b->groups.items[i].members);
	}
}

/* What a line of passwd(5) or group(5) has, whatever was asked for. */
static void require_lines(const char *text, size_t colons)
{
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		size_t found = 0;

		for (const char *c = line; *c != '\n'; c++) {
			require(*c != '\0');
			found += *c == ':';
		}
		require(found == colons);
	}
}

static void check_accounts(const struct user_data *user)
{
	struct account_ids ids = { 0 };
	struct accounts_text text;
	struct diag_list problems;

	diag_init(&problems, "accounts");
	require(accounts_text_make(&user->users, &user->groups, "root:x:0:0:root:/root:/bin/sh\n",
				   "root:x:0:\n", "/bin/sh\n", &ids, &problems, &text) == 0);
	require_lines(text.passwd, 6);
	require_lines(text.group, 3);
	for (size_t i = 0; i < text.count; i++)
		require(text.accounts[i].uid > 0);
	accounts_text_release(&text);
	account_ids_release(&ids);
	diag_free(&problems);
}

static void require_same_registry(const struct user_registry *a, const struct user_registry *b)
{
	require(net_host_is_valid(a->host, strlen(a->host)) && !strstr(a->host, ".."));
	require(!a->username == !a->password);
	require_same_text(a->host, b->host);
	require_same_list(&a->mirrors, &b->mirrors);
	require_same_text(a->ca, b->ca);
	require(a->insecure == b->insecure);
}

static const struct user_service *find_service(const struct user_services *services,
					       const char *name)
{
	for (size_t i = 0; i < services->count; i++)
		if (strcmp(services->items[i].name, name) == 0)
			return &services->items[i];
	abort();
}

static void require_same_berth(const struct user_berth *a, const struct user_berth *b)
{
	require(a->registries.count == b->registries.count);
	for (size_t i = 0; i < a->registries.count; i++)
		require_same_registry(&a->registries.items[i], &b->registries.items[i]);
	require(a->sysctl.count == b->sysctl.count);
	for (size_t i = 0; i < a->sysctl.count; i++) {
		require(!strstr(a->sysctl.items[i].name, ".."));
		require_same_text(a->sysctl.items[i].name, b->sysctl.items[i].name);
		require_same_text(a->sysctl.items[i].value, b->sysctl.items[i].value);
	}
	require(a->services.count == b->services.count);
	for (size_t i = 0; i < a->services.count; i++) {
		const struct user_service *service = &a->services.items[i];

		require(service_name_is_valid(service->name));
		require(service->enabled == find_service(&b->services, service->name)->enabled);
	}
}

/* A shell reads it between quotes; what is shown is without a user. */
static void require_same_proxy(const struct user_proxy *a, const struct user_proxy *b)
{
	for (size_t i = 0; i < USER_PROXY_NAMES; i++) {
		char *shown = a->values[i] ? user_proxy_without_user(a->values[i]) : NULL;

		require_same_text(shown, b->values[i]);
		require(!shown || !strpbrk(a->values[i], "'\n"));
		free(shown);
	}
}

static void check_reads_back(const struct user_data *user, const struct meta_data *meta)
{
	struct intent intent = intent_make(user, meta);
	struct user_data again;
	struct diag_list problems;
	char *text = NULL;

	require(config_text_make(&intent, "fuzz", &text) == 0);
	if (strlen(text) > USER_DATA_MAX) { /* aliases may stand for more than a file may hold */
		free(text);
		return;
	}
	diag_init(&problems, "again");
	require(user_data_parse(text, strlen(text), &problems, &again) == 0);
	require(diag_found(&problems) == 0);
	require(!intent.hostname == !again.hostname);
	require(!intent.hostname || strcmp(intent.hostname, again.hostname) == 0);
	require(!intent.install == !again.berth.install.disk);
	if (intent.install)
		require_same_install(again.berth.install.disk, again.berth.install.args,
				     again.berth.install.force, again.berth.install.reboot,
				     intent.install);
	require_same_berth(intent.berth, &again.berth);
	require_same_proxy(&intent.berth->proxy, &again.berth.proxy);
	require_same_list(&again.ssh_keys, intent.ssh_keys);
	require_same_accounts(user, &again);
	require_same_text(again.timezone, intent.timezone);
	require_same_text(again.final_message, intent.final_message);
	require_same_list(&again.ca_certs.trusted, &intent.ca_certs->trusted);
	require(again.ca_certs.remove_defaults == intent.ca_certs->remove_defaults);
	require_same_text(again.bootcmd, intent.bootcmd);
	require_same_text(again.runcmd, intent.runcmd);
	require_same_list(&again.ntp_servers, intent.ntp_servers);
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
	check_accounts(&user);
	check_reads_back(&user, &meta);
	user_data_release(&user);
	meta_data_release(&meta);
	diag_free(&problems);
	return 0;
}
