// SPDX-License-Identifier: Apache-2.0
//
// How services are. See rc_status.h. The layout is OpenRC's: programs read it.

#include "rc_status.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/monotonic.h"
#include "../control/client.h"
#include "boot_chart.h"
#include "say.h"
#include "start_times.h"

#define RUNLEVEL "default"
#define STATUS_MAX 64
#define SECONDS_PER_DAY 86400

static const char usage_text[] =
	"usage: rc-status [-f ini]          services of the runlevel, and those started for them\n"
	"       rc-status -c | -s | -r | -l\n"
	"       rc-status --timing          when each one began to start, and how long it took\n"
	"       rc-status --chart >FILE     the same as a picture (SVG)\n"
	"  -a, --all          the same as without it: there is one runlevel\n"
	"  -c, --crashed      names of crashed services; exit status 1 if there is none\n"
	"  -f, --format ini   for programs\n"
	"  -l, --list         names of runlevels\n"
	"  -r, --runlevel     name of the current runlevel\n"
	"  -s, --servicelist  all services that init knows\n";

/* " started 1 day(s) 00:03:12 (0) ", " stopped ": with its blanks, as OpenRC has it. */
static void describe(const struct control_record *record, int64_t now_ms, char *text, size_t size)
{
	static const char *const words[] = {
		[SERVICE_WAITING] = " waiting ", [SERVICE_STARTING] = "starting ",
		[SERVICE_STARTED] = " started ", [SERVICE_FAILED] = "failed",
		[SERVICE_CRASHED] = " crashed ", [SERVICE_STOPPING] = "stopping ",
		[SERVICE_STOPPED] = " stopped ",
	};
	int64_t s = (now_ms - record->forked_ms) / 1000;
	char days[32] = "";

	if (record->state != SERVICE_STARTED || !record->supervised || record->pid == 0) {
		(void)snprintf(text, size, "%s", words[record->state]);
		return;
	}
	if (s >= SECONDS_PER_DAY)
		(void)snprintf(days, sizeof(days), "%" PRId64 " day(s) ", s / SECONDS_PER_DAY);
	s %= SECONDS_PER_DAY;
	(void)snprintf(text, size, " started %s%02d:%02d:%02d (%" PRId64 ")", days, (int)(s / 3600),
		       (int)(s / 60 % 60), (int)(s % 60), record->deaths);
}

static void print_service(const struct control_record *record, bool ini)
{
	size_t width = say_width();
	char status[STATUS_MAX];
	size_t used, pad;

	describe(record, monotonic_ms(), status, sizeof(status));
	if (ini) {
		(void)printf("%s = %s\n", record->name, status);
		return;
	}
	used = strlen(record->name) + strlen(status) + 6;
	pad = width > used ? width - used : 0;
	(void)printf(" %s%*s [ %s ]\n", record->name, (int)pad, "", status);
}

enum section {
	IN_RUNLEVEL,
	NEEDED,
	BY_HAND,
};

static enum section section_of(const struct control_record *record)
{
	if (record->in_runlevel)
		return IN_RUNLEVEL;
	return record->by_hand ? BY_HAND : NEEDED;
}

/* One section with its heading; those that nobody asked for any more are left out. */
static void print_section(const struct control_list *list, enum section section, bool ini)
{
	static const char *const headings[][2] = {
		[IN_RUNLEVEL] = { "Runlevel: " RUNLEVEL, "[" RUNLEVEL "]" },
		[NEEDED] = { "Dynamic Runlevel: needed/wanted", "[Dynamic needed/wanted]" },
		[BY_HAND] = { "Dynamic Runlevel: manual", "[Dynamic manual]" },
	};

	(void)printf("%s\n", headings[section][ini]);
	for (size_t i = 0; i < list->count; i++) {
		const struct control_record *record = &list->records[i];

		if (section_of(record) != section ||
		    (section != IN_RUNLEVEL && record->state == SERVICE_STOPPED))
			continue;
		print_service(record, ini);
	}
}

static int print_sections(const struct control_list *list, bool ini)
{
	print_section(list, IN_RUNLEVEL, ini);
	print_section(list, NEEDED, ini);
	print_section(list, BY_HAND, ini);
	return 0;
}

static int print_all(const struct control_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		print_service(&list->records[i], false);
	return 0;
}

static int print_crashed(const struct control_list *list)
{
	int none = 1;

	for (size_t i = 0; i < list->count; i++) {
		if (list->records[i].state != SERVICE_CRASHED)
			continue;
		(void)printf("%s\n", list->records[i].name);
		none = 0;
	}
	return none;
}

static int print_level(void)
{
	return printf(RUNLEVEL "\n") < 0;
}

static int show(int what, bool ini)
{
	struct control_list list = { 0 };
	int r = control_fetch_list(&list);
	int status = 0;

	if (r < 0) {
		(void)fprintf(stderr, "rc-status: asking init: %s\n", strerror(-r));
		return 1;
	}
	if (what == 'c')
		status = print_crashed(&list);
	else if (what == 's')
		status = print_all(&list);
	else if (what == 't')
		start_times_print(&list, stdout);
	else if (what == 'C')
		boot_chart_print(&list, stdout);
	else
		status = print_sections(&list, ini);
	control_list_release(&list);
	return fflush(stdout) < 0 ? 1 : status;
}

int rc_status_main(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "all", no_argument, NULL, 'a' },	{ "chart", no_argument, NULL, 'C' },
		{ "crashed", no_argument, NULL, 'c' },	{ "format", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },	{ "list", no_argument, NULL, 'l' },
		{ "runlevel", no_argument, NULL, 'r' }, { "servicelist", no_argument, NULL, 's' },
		{ "timing", no_argument, NULL, 't' },	{ 0 },
	};
	bool misused = false;
	bool ini = false;
	int what = 'a';
	int option;

	while ((option = getopt_long(argc, argv, "acf:hlrs", options, NULL)) != -1) {
		if (option == '?')
			misused = true;
		else if (option == 'f')
			misused |= !(ini = strcmp(optarg, "ini") == 0);
		else
			what = option;
	}
	if (what == 'h')
		return fputs(usage_text, stdout) < 0;
	if (misused || argc - optind > 1) {
		(void)fputs(usage_text, stderr);
		return 1;
	}
	if (optind < argc && strcmp(argv[optind], RUNLEVEL) != 0) {
		(void)fprintf(stderr,
			      "rc-status: runlevel %s does not exist; there is one, " RUNLEVEL "\n",
			      argv[optind]);
		return 1;
	}
	return what == 'l' || what == 'r' ? print_level() : show(what, ini);
}
