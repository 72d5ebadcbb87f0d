// SPDX-License-Identifier: Apache-2.0
//
// `berth reset`: everything on the data partition away, as on the first boot. It is PID 1 that
// wipes, before it mounts the partition at the next boot; here only the mark for that is left.

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/run.h"

#include "../command.h"
#include "../config/config_paths.h"
#include "../status/engine.h"
#include "../status/status_gather.h"
#include "reset_mark.h"
#include "reset_text.h"

#define LINE_MAX_BYTES 64
#define ENGINE_PATIENCE_MS 2000 /* the number of containers is worth no more */
#define REBOOT_LIMIT_MS 10000

static const char help[] =
	"Usage: berth reset [--yes]\n"
	"\n"
	"Wipes the data partition (/var: containers, images, volumes, logs, kept configuration)\n"
	"and restarts the machine, which makes the partition anew. Berth itself is kept.\n"
	"Tells what will be lost and asks; only root may.\n"
	"  --yes  do not ask\n"
	"Exit status: 0 the machine restarts, 1 nothing was changed, 2 wrong arguments.\n";

static bool ask(void)
{
	char line[LINE_MAX_BYTES] = "";

	(void)printf("Type \"" RESET_WORD "\" to wipe it: ");
	(void)fflush(stdout);
	return fgets(line, sizeof(line), stdin) && reset_is_confirmed(line);
}

static int leave_mark(void)
{
	int r = make_dirs(CONFIG_STATE_DIR, 0755);

	if (r == 0)
		r = reset_mark_leave(RESET_MARK);
	/* no surprise at a later restart */
	if (r < 0)
		(void)unlink(RESET_MARK);
	return r;
}

static int restart(void)
{
	static const char *const command[] = { "/sbin/reboot", NULL };
	struct run_options options = { .timeout_ms = REBOOT_LIMIT_MS };
	int status = 0;
	int r = run(command, &options, &status, NULL);

	return r < 0 ? r : status != 0 ? -EIO : 0;
}

static int do_reset(void)
{
	int r = leave_mark();

	if (r < 0) {
		(void)log_errno(r, "write: " RESET_MARK);
		return EXIT_PROBLEM;
	}
	/* before, since nobody may be left to say it to */
	(void)puts("The machine restarts and wipes its data partition.");
	(void)fflush(stdout);
	r = restart();
	if (r == 0)
		return EXIT_OK;
	(void)log_errno(r, "asking init to restart; the data partition is not wiped");
	/* no surprise at a later restart */
	(void)unlink(RESET_MARK);
	return EXIT_PROBLEM;
}

static int reset_if_confirmed(bool yes, struct status *s)
{
	int r = engine_ask(ENGINE_PATIENCE_MS, ENGINE_SKIPPED, s);

	if (r < 0) {
		(void)log_errno(r, "reset");
		return EXIT_PROBLEM;
	}
	reset_print_loss(s, stdout);
	if (!yes && !ask()) {
		(void)puts("Not confirmed: nothing was changed.");
		return EXIT_PROBLEM;
	}
	return do_reset();
}

static int reset(bool yes)
{
	struct status s = { 0 };
	int result = EXIT_PROBLEM;
	int r;

	if (geteuid() != 0) {
		log_error("reset: only root may wipe the data partition");
		return EXIT_PROBLEM;
	}
	r = status_gather_data(&s);
	if (r < 0)
		(void)log_errno(r, "looking at /var");
	else if (!s.data.kept)
		log_error("nothing to wipe: /var is in memory only, and forgotten at each restart "
			  "('berth status' tells whether a data partition failed)");
	else
		result = reset_if_confirmed(yes, &s);
	status_release(&s);
	return result;
}

int command_reset(int argc, char **argv)
{
	const char *word = argc == 2 ? argv[1] : "";
	bool yes = strcmp(word, "--yes") == 0;

	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		(void)fputs(help, stdout);
		return EXIT_OK;
	}
	if (argc > 1 && !yes) {
		(void)fputs(help, stderr);
		return EXIT_USAGE;
	}
	return reset(yes);
}
