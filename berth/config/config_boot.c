// SPDX-License-Identifier: Apache-2.0
//
// `berth config boot`: run once per boot by the seed service. Gets the raw seed (volume, else
// cache), reads it, keeps it, applies it, and tells on the consoles and in /run/berth what was
// wrong. A bad file never stops the boot: what is right in it counts.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"

#include "../command.h"
#include "../network/network_config.h"
#include "apply/apply.h"
#include "apply/apply_accounts.h"
#include "apply/apply_files.h"
#include "apply/apply_proxy.h"
#include "apply/apply_registries.h"
#include "apply/apply_services.h"
#include "apply/apply_sysctl.h"
#include "apply/identity.h"
#include "apply/scripts.h"
#include "config_paths.h"
#include "config_text.h"
#include "intent.h"
#include "source/gunzip.h"
#include "source/seed.h"

#define WAIT_MS 2000 /* for a volume that the kernel is still detecting */
#define UNPACK_MS 5000 /* with bootcmd and files, less than a service has for its start */
#define CONSOLE_PROBLEMS_MAX 8 /* more would push everything else off a screen of 25 lines */

/* Problems by where they are; shown in this order. */
enum {
	OF_USER_DATA,
	OF_META_DATA,
	OF_VENDOR_DATA,
	OF_NETWORK,
	OF_SYSTEM,
	LISTS
};

struct boot {
	struct seed seed;
	struct user_data user;
	struct meta_data meta;
	struct net_plan network;
	bool vendor_usable; /* as user_data's */
	bool kept; /* it is what was kept from an earlier boot */
	struct diag_list problems[LISTS];
};

static void boot_release(struct boot *b)
{
	for (int i = 0; i < LISTS; i++)
		diag_free(&b->problems[i]);
	user_data_release(&b->user);
	meta_data_release(&b->meta);
	net_plan_release(&b->network);
	seed_release(&b->seed);
}

static int from_cmdline(struct boot *b)
{
	cleanup_free char *cmdline = NULL;
	int r = cmdline_read(&cmdline);

	return r < 0 ? r : seed_from_cmdline(cmdline, &b->problems[OF_SYSTEM], &b->seed);
}

/*
 * What is given to this boot comes first: it is how a person changes the configuration. Only a
 * machine that has none at all waits for a volume, because for any other one a missing volume is
 * the normal case.
 */
static int get_seed(struct boot *b)
{
	struct seed kept;
	int have, r = from_cmdline(b);

	if (r == 0)
		return 0;
	have = seed_from_cache(CONFIG_CACHE_DIR, &kept);
	r = seed_from_volume(have == 0 ? 0 : WAIT_MS, &b->problems[OF_SYSTEM], &b->seed);
	if (have == 0 && r < 0) {
		b->seed = kept;
		b->kept = true;
		return 0;
	}
	if (have == 0)
		seed_release(&kept);
	return r;
}

/* What is kept stays as it came. */
static int unpack(const char *bytes, size_t len, char **ret_text, size_t *ret_len)
{
	char *text = malloc(len + 1);
	int r;

	if (!text)
		return -ENOMEM;
	memcpy(text, bytes, len + 1);
	*ret_len = len;
	r = gunzip_in_place(&text, ret_len, USER_DATA_MAX, UNPACK_MS);
	if (r < 0)
		free(text);
	else
		*ret_text = text;
	return r;
}

/* On top of what was read before. */
static int add_user_data(struct boot *b, const char *bytes, size_t len, struct diag_list *problems)
{
	cleanup_free char *text = NULL;
	size_t text_len = 0;
	int r = unpack(bytes, len, &text, &text_len);

	if (r == 0)
		return user_data_add(text, text_len, problems, &b->user);
	if (r == -ENOMEM)
		return r;
	diag_add(problems, 0, 0, "it cannot be decompressed: %s", strerror(-r));
	b->user.usable = false;
	b->user.ssh_keys_in_doubt = true;
	return 0;
}

/* What the maker of a cloud or an image has to say. */
static int read_vendor_data(struct boot *b)
{
	int r = 0;

	b->vendor_usable = true;
	if (!b->seed.vendor_data)
		return 0;
	r = add_user_data(b, b->seed.vendor_data, b->seed.vendor_data_len,
			  &b->problems[OF_VENDOR_DATA]);
	b->vendor_usable = b->user.usable;
	if (b->user.berth.install.disk) {
		user_install_release(&b->user.berth.install);
		diag_add(&b->problems[OF_VENDOR_DATA], 0, 0,
			 "nothing is installed: what erases a disk is for user-data to say");
	}
	return r;
}

/* The user has the last word. Keys may have been meant by either, or by what could not be read. */
static int read_user_data(struct boot *b)
{
	int r = read_vendor_data(b);
	bool in_doubt = (b->seed.vendor_data && b->user.ssh_keys_in_doubt) || b->seed.incomplete;

	if (r == 0)
		r = add_user_data(b, b->seed.user_data, b->seed.user_data_len,
				  &b->problems[OF_USER_DATA]);
	b->user.ssh_keys_in_doubt = b->user.ssh_keys_in_doubt || in_doubt;
	return r;
}

/* Those that the maker of the machine has given it count as well. */
static int add_keys_of_cloud(struct boot *b)
{
	int r = 0;

	for (size_t i = 0; i < b->meta.ssh_keys.count && r == 0; i++)
		r = string_list_add_once(&b->user.ssh_keys, b->meta.ssh_keys.items[i]);
	b->user.ssh_keys_in_doubt = b->user.ssh_keys_in_doubt || b->meta.ssh_keys_in_doubt;
	return r;
}

static int read_seed(struct boot *b)
{
	int r = read_user_data(b);

	if (r == 0 && b->seed.meta_data)
		r = meta_data_parse(b->seed.meta_data, b->seed.meta_data_len,
				    &b->problems[OF_META_DATA], &b->meta);
	if (r == 0)
		r = add_keys_of_cloud(b);
	if (r == 0 && b->seed.network_config)
		r = network_config_parse(b->seed.network_config, b->seed.network_config_len,
					 &b->problems[OF_NETWORK], &b->network);
	return r;
}

/* A file with a broken end is used for this boot, but does not replace one that was whole. */
static int keep_seed(struct boot *b)
{
	if (!b->user.usable || !b->vendor_usable || (b->seed.meta_data && !b->meta.usable) ||
	    (b->seed.network_config && !b->network.usable) || b->seed.incomplete)
		return 0;
	int r = make_dirs(CONFIG_STATE_DIR, 0755);
	if (r == 0)
		r = seed_cache_store(CONFIG_CACHE_DIR, &b->seed);
	if (r < 0)
		diag_add(&b->problems[OF_SYSTEM], 0, 0, "cannot keep it in %s: %s",
			 CONFIG_CACHE_DIR, strerror(-r));
	return r;
}

/* 0600: keys are no secret, but what comes into these files later may be. */
static int write_text(const char *path, const char *text)
{
	int r = write_file(path, text, strlen(text), 0600);

	return r < 0 ? log_errno(r, "write: %s", path) : 0;
}

static int report_text(const struct boot *b, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (int i = 0; i < LISTS; i++)
		diag_print(&b->problems[i], out);
	int failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	return 0;
}

/* Notes are for who asks. Returns how many problems there are. */
static size_t say_each(const char *text)
{
	size_t found = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (!diag_line_is_note(text) && found++ < CONSOLE_PROBLEMS_MAX)
			console_say("berth:   %.*s", (int)len, text);
		text += len + (text[len] == '\n');
	}
	return found;
}

static void say_problems(const struct boot *b, const char *text, const char *source)
{
	size_t found = 0;

	for (int i = 0; i < LISTS; i++)
		found += diag_found(&b->problems[i]);
	if (found == 0)
		return;
	console_say("berth: problems in the configuration (%s):", source);
	console_say("berth: %sWhat is right counts. 'berth config show' shows this again.",
		    say_each(text) > CONSOLE_PROBLEMS_MAX ? "... and more. " : "");
}

/* Leaves what was wrong and what is in force where `berth config show` finds it. */
static int write_record(const struct boot *b, const char *config)
{
	cleanup_free char *report = NULL;
	int r = report_text(b, &report);

	if (r < 0)
		return log_errno(r, "report");
	say_problems(b, report, b->seed.source ? b->seed.source : "no source");
	r = write_text(CONFIG_REPORT, report);
	return r < 0 ? r : write_text(CONFIG_IN_FORCE, config);
}

/* An instance-id that is not told this time is the one that was told before. */
static void look_who_it_is(struct boot *b)
{
	int r = identity_apply(&b->meta.instance_id, !b->kept, &b->problems[OF_SYSTEM]);

	if (r < 0)
		(void)log_errno(r, "write: %s", IDENTITY);
}

/*
 * For the service `network`, which reads it once more: whoever names no interface that there could
 * be gets what a machine without a file gets.
 */
static int write_wish(struct boot *b)
{
	if (b->network.count > 0 || b->network.disabled)
		return write_file(NETWORK_WISH, b->seed.network_config, b->seed.network_config_len,
				  0600);
	if (b->seed.network_config)
		diag_add(&b->problems[OF_NETWORK], 0, 0,
			 "no interface can be had from it: DHCP on all wired ones");
	return unlink(NETWORK_WISH) < 0 && errno != ENOENT ? -errno : 0;
}

static void leave_network(struct boot *b)
{
	int r = write_wish(b);

	if (r < 0)
		diag_add(&b->problems[OF_SYSTEM], 0, 0, "cannot write %s: %s", NETWORK_WISH,
			 strerror(-r));
}

static int without_seed(struct boot *b)
{
	look_who_it_is(b);
	leave_network(b);
	/* how to attach one is told when the boot is over: cmd_announce.c */
	console_say("berth: no configuration: no volume labelled cidata, none kept from before.");
	return write_record(b, "# No configuration was found in this boot.\n");
}

/*
 * Users, files, commands, and so on. What cannot be done of them is told, and is no failure of the
 * boot: on a trial that would take back an update because of a word in a file.
 */
static void obey_user(struct boot *b, const struct intent *intent)
{
	struct diag_list *problems = &b->problems[OF_USER_DATA];
	const struct user_berth *berth = intent->berth;

	(void)apply_sysctl(&berth->sysctl, problems);
	(void)apply_registries(&berth->registries, problems);
	(void)apply_proxy(&berth->proxy, problems);
	(void)apply_accounts(intent->users, intent->groups, problems);
	(void)scripts_boot(&b->user, intent->instance, problems);
	(void)apply_files(intent->files, intent->instance, problems);
	(void)scripts_leave(&b->user, intent->instance, problems);
	(void)apply_services(&berth->services, problems);
	if (!intent->final_message)
		(void)unlink(FINAL_MESSAGE);
	else if (write_text(FINAL_MESSAGE, intent->final_message) < 0)
		diag_add(problems, 0, 0, "final_message will not be told");
}

/* From the raw seed to a machine that follows it. One step that fails does not stop the others. */
static int with_seed(struct boot *b)
{
	cleanup_free char *config = NULL;
	int r = read_seed(b);

	if (r < 0)
		return log_errno(r, "read configuration: %s", b->seed.source);
	look_who_it_is(b);
	struct intent intent = intent_make(&b->user, &b->meta);
	int kept = keep_seed(b);
	int applied = apply_intent(&intent, &b->problems[OF_SYSTEM]);

	leave_network(b);
	obey_user(b, &intent);
	r = config_text_make(&intent, b->seed.source, &config);
	if (r < 0)
		return log_errno(r, "describe configuration");
	r = write_record(b, config);
	return kept < 0 ? kept : applied < 0 ? applied : r;
}

int config_boot(int argc, char **argv)
{
	struct boot b = { .seed = { .source = NULL } };
	int r;

	(void)argv;
	if (argc > 1) {
		log_error("config boot takes no arguments");
		return EXIT_USAGE;
	}
	diag_init(&b.problems[OF_USER_DATA], "user-data");
	diag_init(&b.problems[OF_META_DATA], "meta-data");
	diag_init(&b.problems[OF_VENDOR_DATA], "vendor-data");
	diag_init(&b.problems[OF_NETWORK], "network-config");
	diag_init(&b.problems[OF_SYSTEM], "configuration");
	r = make_dirs(CONFIG_RUN_DIR, 0755);
	if (r < 0)
		(void)log_errno(r, "make: %s", CONFIG_RUN_DIR);
	r = get_seed(&b) < 0 ? without_seed(&b) : with_seed(&b);
	boot_release(&b);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}
