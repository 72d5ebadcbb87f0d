// SPDX-License-Identifier: Apache-2.0
//
// From a configuration to a machine that follows it. See carry_out.h.

#include "carry_out.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../common/log.h"
#include "apply/apply.h"
#include "apply/apply_accounts.h"
#include "apply/apply_files.h"
#include "apply/apply_passwords.h"
#include "apply/apply_proxy.h"
#include "apply/apply_registries.h"
#include "apply/apply_services.h"
#include "apply/apply_sysctl.h"
#include "apply/identity.h"
#include "apply/once.h"
#include "apply/scripts.h"
#include "config_paths.h"

/* An instance-id that is not told this time is the one that was told before. */
static void look_who_it_is(struct configuration *c)
{
	int r = identity_apply(&c->meta.instance_id, !c->kept, &c->problems[OF_SYSTEM]);

	if (r < 0)
		(void)log_errno(r, "write: %s", IDENTITY);
}

/* A file with a broken end is used for this boot, but does not replace one that was whole. */
static int keep_seed(struct configuration *c)
{
	int r;

	if (!c->seed.source || !c->whole || c->applied.in_doubt)
		return 0;
	r = make_dirs(CONFIG_STATE_DIR, 0755);
	if (r == 0)
		r = seed_cache_store(CONFIG_CACHE_DIR, &c->seed);
	if (r < 0)
		diag_add(&c->problems[OF_SYSTEM], 0, 0, "cannot keep it in %s: %s",
			 CONFIG_CACHE_DIR, strerror(-r));
	return r;
}

static void leave_network(struct configuration *c)
{
	const struct network_config_given config = { c->network_text, c->network_len, &c->network,
						     &c->problems[OF_NETWORK] };
	int r = network_wish_write(&c->words, &config, &c->problems[OF_CMDLINE]);

	if (r < 0)
		diag_add(&c->problems[OF_SYSTEM], 0, 0, "cannot write %s: %s", NETWORK_WISH,
			 strerror(-r));
}

static void leave_final_message(const char *message, struct diag_list *problems)
{
	int r = 0;

	if (!message)
		(void)unlink(FINAL_MESSAGE);
	else
		r = write_file(FINAL_MESSAGE, message, strlen(message), 0600);
	if (r < 0)
		diag_add(problems, 0, 0, "final_message will not be told: %s", strerror(-r));
}

/* What lies on the data partition may have been changed since: it is written once per instance. */
static void write_files_of_seed(const struct intent *intent, struct diag_list *problems)
{
	bool done = once_is_done(CONFIG_ONCE_DIR, ONCE_FILES, intent->instance);
	int r = 0;

	(void)apply_files(intent->files, done, FILES_APPENDED, problems);
	if (!done && apply_files_any_kept(intent->files))
		r = once_mark(CONFIG_ONCE_DIR, ONCE_FILES, intent->instance);
	if (r < 0)
		diag_add(problems, 0, 0, "files are written again at the next boot: %s",
			 strerror(-r));
}

/* The same, once per file that is applied; what failed is tried again. */
static void write_files_applied(const struct intent *intent, const char *stamp,
				struct diag_list *problems)
{
	bool done = once_is_done(CONFIG_ONCE_DIR, ONCE_APPLIED, stamp);
	int r = apply_files(intent->files, done, FILES_APPENDED, problems);

	if (r < 0 || done || !apply_files_any_kept(intent->files))
		return;
	r = once_mark_only(CONFIG_ONCE_DIR, ONCE_APPLIED, stamp);
	if (r < 0)
		diag_add(problems, 0, 0, "files are written again at the next boot: %s",
			 strerror(-r));
}

/*
 * Users, files, commands, and so on. What cannot be done of them is told, and is no failure of the
 * boot: on a trial that would take back an update because of a word in a file.
 */
static void obey_user(struct configuration *c, const struct intent *intent, enum occasion occasion)
{
	struct diag_list *problems = &c->problems[OF_USER_DATA];
	const struct user_berth *berth = intent->berth;

	(void)apply_sysctl(&berth->sysctl, problems);
	(void)apply_registries(&berth->registries, problems);
	(void)apply_proxy(&berth->proxy, problems);
	(void)apply_accounts(intent->users, intent->groups, problems);
	(void)apply_passwords(intent, problems);
	if (occasion == AT_BOOT)
		(void)scripts_boot(&c->user, intent->instance, problems);
	if (c->files_applied)
		write_files_applied(intent, c->applied.stamp, &c->problems[OF_APPLIED]);
	else
		write_files_of_seed(intent, problems);
	(void)scripts_leave(&c->user, intent->instance, problems);
	(void)apply_services(&berth->services, problems);
	leave_final_message(intent->final_message, problems);
}

int carry_out(struct configuration *c, enum occasion occasion)
{
	int kept, applied;

	look_who_it_is(c);
	struct intent intent = configuration_intent(c);
	kept = keep_seed(c);
	leave_network(c);
	applied = apply_intent(&intent, &c->problems[OF_SYSTEM]);
	obey_user(c, &intent, occasion);
	return kept < 0 ? kept : applied;
}
