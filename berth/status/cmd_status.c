// SPDX-License-Identifier: Apache-2.0
//
// `berth status`: is the machine well, and what is it? For every user; what only root may see is
// named as not seen.

#include <stdio.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"

#include "../command.h"
#include "status.h"
#include "status_gather.h"
#include "status_json.h"
#include "status_text.h"

#define PATIENCE_MS \
	5000 /* a machine under load answers within; one whose engine hangs never does */
#define LOG_IN_PATIENCE_MS 1000

static const char help[] =
	"Usage: berth status [--json | --short]\n"
	"\n"
	"Tells how the machine is: version, medium, disk, memory, network, services, containers.\n"
	"  --json   for programs; docs/status-json.md describes the keys\n"
	"  --short  a few lines, as shown at log-in; waits 1 s at most for the container engine\n"
	"Exit status: 0 the machine is well, 1 it is not (the problems are listed) or its state\n"
	"could not be found out, 2 wrong arguments.\n";

enum form {
	FORM_TEXT,
	FORM_SHORT,
	FORM_JSON,
	FORM_HELP,
	FORM_NONE
};

static enum form form_of(int argc, char **argv)
{
	static const struct {
		const char *word;
		enum form form;
	} words[] = {
		{ "--json", FORM_JSON },
		{ "--short", FORM_SHORT },
		{ "--help", FORM_HELP },
		{ "-h", FORM_HELP },
	};

	if (argc == 1)
		return FORM_TEXT;
	for (size_t i = 0; argc == 2 && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(argv[1], words[i].word) == 0)
			return words[i].form;
	return FORM_NONE;
}

static int print_json(const struct status *status)
{
	cleanup_free char *text = NULL;
	int r = status_json(status, &text);

	if (r == 0)
		(void)fputs(text, stdout);
	return r;
}

static int show(enum form form)
{
	struct gather_options options = { .engine_limit_ms = PATIENCE_MS,
					  .engine_silence = ENGINE_SILENT };
	struct status status;
	int r;

	if (form == FORM_SHORT)
		options = (struct gather_options){ .engine_limit_ms = LOG_IN_PATIENCE_MS,
						   .engine_silence = ENGINE_SKIPPED };
	r = status_gather(&options, &status);
	if (r < 0) {
		(void)log_errno(r, "status");
		return EXIT_PROBLEM;
	}
	r = status_judge(&status);
	if (r == 0 && form == FORM_JSON)
		r = print_json(&status);
	else if (r == 0 && form == FORM_SHORT)
		status_print_short(&status, stdout);
	else if (r == 0)
		status_print(&status, stdout);
	if (r < 0)
		(void)log_errno(r, "status");
	int result = r < 0 || status.problems.count ? EXIT_PROBLEM : EXIT_OK;
	status_release(&status);
	return result;
}

int command_status(int argc, char **argv)
{
	enum form form = form_of(argc, argv);

	switch (form) {
	case FORM_HELP:
		(void)fputs(help, stdout);
		return EXIT_OK;
	case FORM_NONE:
		(void)fputs(help, stderr);
		return EXIT_USAGE;
	case FORM_TEXT:
	case FORM_SHORT:
	case FORM_JSON:
		break;
	}
	return show(form);
}
