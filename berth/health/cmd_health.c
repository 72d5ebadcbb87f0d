// SPDX-License-Identifier: Apache-2.0
//
// `berth health`: can this machine do what it is there for? Run by PID 1 before a slot is marked as
// good, and by people. It makes all checks, also after one that failed.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"
#include "../../common/text.h"

#include "../command.h"
#include "../config/config_paths.h"
#include "health.h"

static const char help[] =
	"Usage: berth health\n"
	"\n"
	"Checks whether this machine can do what it is there for: all services are up, /var is on its\n"
	"partition and can be written, a container runs, and the programs in " HEALTH_DIR_SYSTEM
	"\n"
	"and " HEALTH_DIR_USER " end with exit status 0 (each within 60 s; the last line of what\n"
	"one prints is the reason why it does not). Prints a line for each check. Run by init before a\n"
	"system that was newly written is kept. Takes 120 s at most.\n"
	"Exit status: 0 healthy, 1 not healthy, 2 wrong arguments.\n";

struct tally {
	int64_t deadline_ms;
	char *first; /* the first reason, "CHECK: REASON" */
	bool healthy;
};

/* @reason: taken over */
static void note(struct tally *tally, const char *name, int r, char *reason)
{
	const char *text = r < 0 ? strerror(-r) : reason;

	(void)printf("%s: %s\n", name, text ? text : "ok");
	/* each at once: the next one may take a minute */
	(void)fflush(stdout);
	if (text) {
		tally->healthy = false;
		if (!tally->first)
			tally->first = format_text("%s: %s\n", name, text);
	}
	free(reason);
}

static void make_own_checks(struct tally *tally)
{
	static const struct {
		const char *name;
		int (*check)(int64_t deadline_ms, char **ret_reason);
	} checks[] = {
		{ "services", health_services },
		{ "data", health_data },
		{ "containers", health_containers },
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		char *reason = NULL;
		int r = checks[i].check(tally->deadline_ms, &reason);

		note(tally, checks[i].name, r, reason);
	}
}

static void run_programs(struct tally *tally, const char *dir)
{
	struct string_list list = { 0 };
	int r = health_programs_find(dir, &list);

	if (r < 0)
		note(tally, dir, r, NULL);
	for (size_t i = 0; i < list.count; i++) {
		char *reason = NULL;

		r = health_program(list.items[i], tally->deadline_ms, &reason);
		note(tally, strrchr(list.items[i], '/') + 1, r, reason);
	}
	string_list_release(&list);
}

/* The reason for PID 1; no file means that there is none. */
static int keep_reason(const char *reason)
{
	int r = make_dirs(CONFIG_RUN_DIR, 0755);

	if (r == 0 && reason)
		r = write_file(HEALTH_REASON, reason, strlen(reason), 0644);
	else if (r == 0 && unlink(HEALTH_REASON) < 0 && errno != ENOENT)
		r = -errno;
	return r < 0 ? log_errno(r, "write: " HEALTH_REASON) : 0;
}

static int check_all(void)
{
	struct tally tally = { .deadline_ms = monotonic_ms() + HEALTH_LIMIT_MS, .healthy = true };

	make_own_checks(&tally);
	run_programs(&tally, HEALTH_DIR_SYSTEM);
	run_programs(&tally, HEALTH_DIR_USER);
	(void)keep_reason(tally.first);
	free(tally.first);
	return tally.healthy ? EXIT_OK : EXIT_PROBLEM;
}

int command_health(int argc, char **argv)
{
	if (command_wants_help(argc, argv)) {
		(void)fputs(help, stdout);
		return EXIT_OK;
	}
	if (argc > 1) {
		(void)fputs(help, stderr);
		return EXIT_USAGE;
	}
	if (geteuid() != 0) {
		log_error("health: only root may run containers and write to /var: run it as root");
		return EXIT_PROBLEM;
	}
	return check_all();
}
