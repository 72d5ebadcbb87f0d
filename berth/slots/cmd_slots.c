// SPDX-License-Identifier: Apache-2.0
//
// `berth slots`: what is in the two slots of the disk, and which one starts. For every user; what
// only root may see is named as not seen.

#include <stdio.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"

#include "../command.h"
#include "slots.h"
#include "slots_gather.h"
#include "slots_json.h"
#include "slots_text.h"

static const char help[] =
	"Usage: berth slots [--json]\n"
	"\n"
	"Tells what is in the two slots of the disk: version, whether it has proven itself, how\n"
	"many tries are left, which one runs and which one starts first, and why one was given up.\n"
	"  --json  for programs; docs/status-json.md describes the keys\n"
	"Exit status: 0, also on a system without slots, 1 if it could not be found out, 2 wrong\n"
	"arguments.\n";

static int print_json(const struct slots *slots)
{
	cleanup_free char *text = NULL;
	int r = slots_json(slots, &text);

	if (r == 0)
		(void)fputs(text, stdout);
	return r;
}

static int show(bool json)
{
	struct slots slots;
	int r = slots_gather(true, &slots);

	if (r < 0) {
		(void)log_errno(r, "slots");
		return EXIT_PROBLEM;
	}
	if (json)
		r = print_json(&slots);
	else
		slots_print(&slots, stdout);
	if (r < 0)
		(void)log_errno(r, "slots");
	slots_release(&slots);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}

int command_slots(int argc, char **argv)
{
	const char *word = argc == 2 ? argv[1] : "";
	bool json = strcmp(word, "--json") == 0;

	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		(void)fputs(help, stdout);
		return EXIT_OK;
	}
	if (argc > 1 && !json) {
		(void)fputs(help, stderr);
		return EXIT_USAGE;
	}
	return show(json);
}
