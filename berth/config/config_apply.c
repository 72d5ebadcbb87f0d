// SPDX-License-Identifier: Apache-2.0
//
// `berth config apply`: the machine is made what the next boot would make it, by the same steps, as
// far as they can be done while it runs.

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"

#include "../command.h"
#include "../rc_service.h"
#include "apply/apply_passwords.h"
#include "apply/once.h"
#include "carry_out.h"
#include "config_check.h"
#include "config_commands.h"
#include "config_later.h"
#include "config_paths.h"
#include "config_record.h"
#include "configuration.h"
#include "final_services.h"

#define NTP_CONF "/etc/ntp.conf"
#define NTP_CONF_MAX 1048576
#define LIMIT_MS 30000 /* to start a service anew */

/* The ntp client reads its file when it starts. Returns 0 or a negative errno. */
static int restart_ntpd(const char *before)
{
	cleanup_free char *now = NULL;
	int r = read_file(NTP_CONF, NTP_CONF_MAX, &now, NULL);

	if (r < 0 || (before && strcmp(before, now) == 0))
		return 0;
	return rc_service("ntpd", "restart", monotonic_ms() + LIMIT_MS);
}

/* What services have read at their start. */
struct started_with {
	char *ntp;
	bool ssh_passwords;
};

/* Those for which it is another one now. Sessions of the ssh server live on. */
static int nudge_services(const struct started_with *before)
{
	bool ssh_changed = ssh_passwords_on() != before->ssh_passwords;
	int ntp = restart_ntpd(before->ntp);
	int ssh = ssh_changed ? rc_service("dropbear", "restart", monotonic_ms() + LIMIT_MS) : 0;

	final_services_start();
	return ntp < 0 ? ntp : ssh;
}

/* Problems are for standard error, as those of the file itself. */
static int record(const struct configuration *c)
{
	cleanup_free char *report = NULL;
	int r = config_record_write(c, &report);

	if (report && configuration_found(c) > 0)
		(void)fputs(report, stderr);
	return r;
}

static int carry_out_now(struct configuration *c)
{
	struct started_with before = { .ssh_passwords = ssh_passwords_on() };
	int done, told, nudged, r = applied_load(&c->applied);

	if (r < 0)
		return log_errno(r, "read: %s", CONFIG_APPLIED);
	r = configuration_read(c);
	if (r < 0)
		return log_errno(r, "read configuration");
	(void)read_file(NTP_CONF, NTP_CONF_MAX, &before.ntp, NULL);
	done = carry_out(c, LIVE);
	told = record(c);
	nudged = nudge_services(&before);
	free(before.ntp);
	return done < 0 ? done : told < 0 ? told : nudged;
}

static void say_what_is_left(const struct configuration *c, const struct user_data *user,
			     bool network)
{
	bool done = once_is_done(CONFIG_ONCE_DIR, ONCE_SCRIPTS, c->meta.instance_id);

	if (user)
		config_later_print(user, done, stdout);
	if (network)
		(void)puts("network: at next boot, or now with 'rc-service network restart' (taken "
			   "back if no gateway answers)");
}

/* @user: what was applied, NULL if nothing of that kind was */
static int make_it_so(const struct user_data *user, bool network)
{
	struct configuration c;
	int r;

	configuration_init(&c);
	r = carry_out_now(&c);
	say_what_is_left(&c, user, network);
	configuration_release(&c);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}

/*
 * One with a broken end counts for the boot that has it, and is not kept. From now on media are not
 * read any more, and what it said would be gone.
 */
static bool seed_would_be_lost(void)
{
	struct configuration c;
	bool lost = false;

	configuration_init(&c);
	if (applied_load(&c.applied) == 0 && !applied_is_any(&c.applied) &&
	    configuration_read(&c) == 0 && c.seed.source && !c.whole) {
		lost = true;
		log_error("nothing was applied: the configuration on %s is damaged, so it cannot "
			  "be kept below another one: mend it first ('berth config show')",
			  c.source);
	}
	configuration_release(&c);
	return lost;
}

static int keep_and_carry_out(const struct checked_file *file, bool network)
{
	const char *to = network ? NETWORK_APPLIED : CONFIG_APPLIED;
	cleanup_fd int lock = lock_file(CONFIG_LOCK, true);
	int r = lock < 0 ? lock : applied_store(to, file->bytes, file->len);

	if (r < 0) {
		log_errno(r, "nothing was applied: write: %s", to);
		return EXIT_PROBLEM;
	}
	return make_it_so(network ? NULL : &file->user, network);
}

int config_apply(const char *path, bool network)
{
	struct checked_file file;
	int status = EXIT_PROBLEM;

	if (config_check(path, network, stderr, &file) < 0)
		return EXIT_USAGE;
	if (file.problems > 0)
		log_error("nothing was applied: the file has problems");
	else if (file.user.scripts.count > 0)
		log_error("nothing was applied: this is a script; run it, or put it into runcmd");
	else if (!seed_would_be_lost())
		status = keep_and_carry_out(&file, network);
	checked_file_release(&file);
	return status;
}

int config_unapply(bool network)
{
	const char *path = network ? NETWORK_APPLIED : CONFIG_APPLIED;
	cleanup_fd int lock = lock_file(CONFIG_LOCK, true);
	int r = lock < 0 ? lock : applied_forget(path);

	if (r < 0) {
		log_errno(r, "nothing was taken back: remove: %s", path);
		return EXIT_PROBLEM;
	}
	return make_it_so(NULL, network);
}
