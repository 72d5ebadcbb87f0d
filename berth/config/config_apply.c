// SPDX-License-Identifier: Apache-2.0
//
// `berth config apply`: the machine is made what the next boot would make it, by the same steps, as
// far as they can be done while it runs.

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

/* Those that have read at their start what is another one now. */
static int nudge_services(const char *ntp_before)
{
	int ntp = restart_ntpd(ntp_before);
	int ssh = ssh_passwords_follow();

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

/* What went wrong with users, files and the like has been added to the problems. */
static int carry_out_now(struct configuration *c)
{
	size_t before;
	int done, told, r = applied_load(&c->applied);

	if (r < 0)
		return log_errno(r, "read: %s", CONFIG_APPLIED);
	r = configuration_read(c);
	if (r < 0)
		return log_errno(r, "read configuration");
	before = configuration_found(c);
	done = carry_out(c, LIVE);
	told = record(c);
	if (done == 0 && configuration_found(c) > before)
		done = -EIO;
	return done < 0 ? done : told;
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

/*
 * @lock: given up before services are asked for something, as they may need it
 * @user: what was applied, NULL if nothing of that kind was
 */
static int make_it_so(int *lock, const struct user_data *user, bool network)
{
	cleanup_free char *ntp_before = NULL;
	struct configuration c;
	int done, nudged;

	(void)read_file(NTP_CONF, NTP_CONF_MAX, &ntp_before, NULL);
	configuration_init(&c);
	done = carry_out_now(&c);
	(void)close(*lock);
	*lock = -1;
	nudged = nudge_services(ntp_before);
	say_what_is_left(&c, user, network);
	configuration_release(&c);
	return done < 0 || nudged < 0 ? EXIT_PROBLEM : EXIT_OK;
}

/* Not waited for: who holds it may be the boot that runs this command. */
static int take_lock(void)
{
	int lock = lock_file(CONFIG_LOCK, false);

	if (lock == -EWOULDBLOCK)
		log_error("a configuration is being carried out just now: try it again later");
	else if (lock < 0)
		log_errno(lock, "lock: %s", CONFIG_LOCK);
	return lock;
}

/*
 * From now on media are not read any more: what the one that is in says must have been kept. One
 * with a broken end counts for the boot that has it, and is not kept.
 */
static int secure_seed(const struct configuration *c)
{
	int r;

	if (!c->seed.removable)
		return 0;
	if (!c->whole) {
		log_error("nothing was applied: the configuration on %s is damaged, so it cannot "
			  "be kept below another one: mend it first ('berth config show')",
			  c->source);
		return -EBADMSG;
	}
	r = make_dirs(CONFIG_STATE_DIR, 0755);
	if (r == 0)
		r = seed_cache_store(CONFIG_CACHE_DIR, &c->seed);
	return r < 0 ? log_errno(r, "nothing was applied: keep: %s", c->source) : 0;
}

static int secure_what_is_below(void)
{
	struct configuration c;
	int r;

	configuration_init(&c);
	r = applied_load(&c.applied);
	if (r == 0 && !applied_is_any(&c.applied)) {
		r = configuration_read(&c);
		if (r == 0)
			r = secure_seed(&c);
	}
	configuration_release(&c);
	return r;
}

static int keep_and_carry_out(const struct checked_file *file, bool network)
{
	const char *to = network ? NETWORK_APPLIED : CONFIG_APPLIED;
	cleanup_fd int lock = take_lock();
	int r = lock < 0 ? lock : secure_what_is_below();

	if (r < 0)
		return EXIT_PROBLEM;
	r = applied_store(to, file->bytes, file->len);
	if (r < 0) {
		log_errno(r, "nothing was applied: write: %s", to);
		return EXIT_PROBLEM;
	}
	return make_it_so(&lock, network ? NULL : &file->user, network);
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
		log_error("nothing was applied: it has scripts; run them, or use runcmd");
	else
		status = keep_and_carry_out(&file, network);
	checked_file_release(&file);
	return status;
}

int config_unapply(bool network)
{
	const char *path = network ? NETWORK_APPLIED : CONFIG_APPLIED;
	cleanup_fd int lock = take_lock();
	int r;

	if (lock < 0)
		return EXIT_PROBLEM;
	r = applied_forget(path);
	if (r < 0) {
		log_errno(r, "remove: %s", path);
		return EXIT_PROBLEM;
	}
	return make_it_so(&lock, NULL, network);
}
