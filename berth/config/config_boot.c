// SPDX-License-Identifier: Apache-2.0
//
// `berth config boot`: run once per boot by the seed service. Gets the configuration, carries it
// out, and tells on the consoles and in /run/berth what was wrong. A bad file never stops the boot:
// what is right in it counts.

#include <errno.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"

#include "../command.h"
#include "carry_out.h"
#include "config_paths.h"
#include "config_record.h"
#include "configuration.h"

#define CONSOLE_PROBLEMS_MAX 8 /* more would push everything else off a screen of 25 lines */

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

static void say_problems(const char *report, const char *source)
{
	console_say("berth: problems in the configuration (%s):", source);
	console_say("berth: %sWhat is right counts. 'berth config show' shows this again.",
		    say_each(report) > CONSOLE_PROBLEMS_MAX ? "... and more. " : "");
}

/* Leaves what was wrong and what is in force where `berth config show` finds it. */
static int tell(const struct configuration *c)
{
	cleanup_free char *report = NULL;
	int r = config_record_write(c, &report);

	if (!configuration_is_any(c)) /* how to attach one is told later: cmd_announce.c */
		console_say("berth: no configuration: no volume labelled cidata, none kept from "
			    "before.");
	if (report && configuration_found(c) > 0)
		say_problems(report, c->source);
	return r;
}

static int boot(struct configuration *c)
{
	int done, told, r = applied_load(&c->applied);

	if (r < 0)
		diag_add(&c->problems[OF_SYSTEM], 0, 0, "cannot read what was applied: %s",
			 strerror(-r));
	r = configuration_read(c);
	if (r < 0)
		return log_errno(r, "read configuration");
	done = carry_out(c, AT_BOOT);
	told = tell(c);
	return done < 0 ? done : told;
}

int config_boot(int argc, char **argv)
{
	cleanup_fd int lock = -1;
	struct configuration c;
	int r;

	(void)argv;
	if (argc > 1) {
		log_error("config boot takes no arguments");
		return EXIT_USAGE;
	}
	r = make_dirs(CONFIG_RUN_DIR, 0755);
	if (r < 0)
		(void)log_errno(r, "make: %s", CONFIG_RUN_DIR);
	lock = lock_file(CONFIG_LOCK, true);
	if (lock < 0)
		(void)log_errno(lock, "lock: %s", CONFIG_LOCK);
	configuration_init(&c);
	r = boot(&c);
	configuration_release(&c);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}
