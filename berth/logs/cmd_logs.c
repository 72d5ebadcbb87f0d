// SPDX-License-Identifier: Apache-2.0
//
// `berth logs`: what the machine and its services have said, in one place and in the order of time.

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../../common/number.h"
#include "../../common/string_list.h"
#include "../command.h"
#include "file_source.h"
#include "kernel_source.h"
#include "log_follow.h"
#include "log_show.h"
#include "log_units.h"

#define LINES_DEFAULT 100
#define LINES_MAX 10000000

static const char help[] =
	"Usage: berth logs [-f] [-n LINES] [UNIT ...]\n"
	"\n"
	"Shows what the machine and its services have said last, in the order of time (UTC).\n"
	"  -f, --follow       go on as more comes, until Ctrl-C\n"
	"  -n, --lines LINES  so many of the last lines, or 'all' (100)\n"
	"UNIT is the name of a service, or\n"
	"  kernel             what the kernel says\n"
	"  init               what init and other programs write into the kernel's log\n"
	"  config             what the commands of the configuration print\n"
	"  container:NAME     what a container prints: shown only if asked for\n"
	"Without one, all but containers. '-' stands where a line has no time of its own: it belongs\n"
	"to the one before, or to the time at which its log was written last.\n"
	"Exit status: 0; 1 if there is no such unit, or something cannot be read; 2 wrong\n"
	"arguments.\n";

struct request {
	struct string_list units;
	struct string_list forbidden; /* what the caller may not read of it */
	int64_t lines;
	bool all, follow, failed;
};

static int open_unit(const char *unit, int64_t lines, struct log_source **ret_source)
{
	bool in_container = strncmp(unit, UNIT_CONTAINER, strlen(UNIT_CONTAINER)) == 0;
	cleanup_free char *path = NULL;
	int r = 0;

	if (strcmp(unit, UNIT_KERNEL) == 0)
		return kernel_source_open(unit, false, ret_source);
	if (strcmp(unit, UNIT_INIT) == 0)
		return kernel_source_open(unit, true, ret_source);
	if (in_container)
		r = log_container_path(unit + strlen(UNIT_CONTAINER), &path);
	else
		path = log_unit_path(unit);
	if (r == 0 && !path)
		r = -ENOMEM;
	return r < 0 ? r : file_source_open(unit, path, in_container, lines, ret_source);
}

/* One that cannot be opened is told, and does not keep the others from being shown. */
static int add_unit(struct request *request, const char *unit, struct log_sources *sources)
{
	struct log_source *source = NULL;
	int r = open_unit(unit, request->lines, &source);

	if (r == -EACCES || r == -EPERM)
		return string_list_add_once(&request->forbidden, unit);
	if (r == 0)
		return log_sources_add(sources, source);
	(void)log_errno(r, "opening the log of %s", unit);
	request->failed = true;
	return 0;
}

static int add_units(struct request *request, struct log_sources *sources)
{
	int r = 0;

	for (size_t i = 0; i < request->units.count && r == 0; i++)
		r = add_unit(request, request->units.items[i], sources);
	return r;
}

/* Files that have come while all are followed; they are shown from their beginning. */
static int add_new_units(struct log_sources *sources)
{
	struct request request = { .lines = FILE_SOURCE_ALL };
	int r = log_units_list(&request.units);

	for (size_t i = 0; i < request.units.count && r == 0; i++) {
		const char *unit = request.units.items[i];
		size_t before = sources->count;

		if (!log_sources_find(sources, unit))
			r = add_unit(&request, unit, sources);
		if (r == 0 && sources->count > before)
			sources->items[before]->go_on(sources->items[before]);
	}
	string_list_release(&request.units);
	string_list_release(&request.forbidden);
	return r;
}

static void tell_forbidden(const struct string_list *units)
{
	(void)fprintf(stderr, "berth logs: you may not read:");
	for (size_t i = 0; i < units->count; i++)
		(void)fprintf(stderr, "%s %s", i > 0 ? "," : "", units->items[i]);
	(void)fprintf(stderr, "; 'sudo berth logs' shows %s\n", units->count > 1 ? "them" : "it");
}

static void tell_unknown(const char *unit, const struct string_list *known)
{
	if (strncmp(unit, UNIT_CONTAINER, strlen(UNIT_CONTAINER)) == 0) {
		(void)fprintf(stderr, "berth logs: no container '%s'; see 'docker ps --all'\n",
			      unit + strlen(UNIT_CONTAINER));
		return;
	}
	(void)fprintf(stderr, "berth logs: no unit '%s'; there are: ", unit);
	for (size_t i = 0; i < known->count; i++)
		(void)fprintf(stderr, "%s, ", known->items[i]);
	(void)fprintf(stderr, UNIT_CONTAINER "NAME\n");
}

static bool is_known(const char *unit, const struct string_list *known, bool follow)
{
	cleanup_free char *path = NULL;

	if (strncmp(unit, UNIT_CONTAINER, strlen(UNIT_CONTAINER)) == 0)
		return log_container_path(unit + strlen(UNIT_CONTAINER), &path) != -ENOENT;
	if (string_list_has(known, unit))
		return true;
	if (!log_unit_is_service(unit) && strcmp(unit, UNIT_CONFIG) != 0)
		return false;
	if (!follow)
		(void)fprintf(stderr,
			      "berth logs: there is no " LOG_DIR "/%s.log: %s has said nothing, "
			      "or says it elsewhere; see 'berth logs init', 'rc-service %s logs'\n",
			      unit, unit, unit);
	return true;
}

/* Returns 0, or -ENOENT, told. */
static int check_units(struct request *request)
{
	struct string_list known = { 0 };
	int r = log_units_list(&known);

	for (size_t i = 0; i < request->units.count && r == 0; i++)
		if (!is_known(request->units.items[i], &known, request->follow)) {
			tell_unknown(request->units.items[i], &known);
			r = -ENOENT;
		}
	string_list_release(&known);
	return r;
}

static struct log_style style_for(const struct request *request, const struct log_sources *sources)
{
	struct log_style style = { .harmless = isatty(STDOUT_FILENO) };

	if (!request->all && request->units.count == 1)
		return style;
	for (size_t i = 0; i < sources->count; i++) {
		int width = (int)strlen(sources->items[i]->unit);

		style.unit_width = width > style.unit_width ? width : style.unit_width;
	}
	return style;
}

static int show(const struct request *request, struct log_sources *sources)
{
	struct log_style style = style_for(request, sources);
	bool follow = request->follow && sources->count > 0;
	int r = log_show_last(sources, &style, request->lines, follow);

	if ((r < 0 && r != -EIO) || !follow)
		return r;
	return log_follow(sources, &style, request->all ? add_new_units : NULL);
}

static int run(struct request *request)
{
	struct log_sources sources = { 0 };
	int r = request->all ? log_units_list(&request->units) : check_units(request);

	if (r == 0)
		r = add_units(request, &sources);
	if (r == 0 && request->forbidden.count > 0)
		tell_forbidden(&request->forbidden);
	if (r == 0)
		r = show(request, &sources);
	log_sources_release(&sources);
	if (r < 0 && r != -EIO && r != -ENOENT) /* these have been told */
		(void)log_errno(r, "showing logs");
	return r < 0 || request->failed || request->forbidden.count > 0 ? EXIT_PROBLEM : EXIT_OK;
}

/* Returns 0, or -EINVAL. */
static int read_options(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{ "follow", no_argument, NULL, 'f' },
		{ "lines", required_argument, NULL, 'n' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "fn:", options, NULL)) != -1) {
		if (option == 'f')
			request->follow = true;
		else if (option == 'n' && strcmp(optarg, "all") == 0)
			request->lines = FILE_SOURCE_ALL;
		else if (option == 'n')
			request->lines = number_parse(optarg, LINES_MAX);
		else
			return -EINVAL;
	}
	for (int i = optind; i < argc; i++)
		if (string_list_add_once(&request->units, argv[i]) < 0)
			return -ENOMEM;
	request->all = request->units.count == 0;
	return request->lines < 0 ? -EINVAL : 0;
}

int command_logs(int argc, char **argv)
{
	struct request request = { .lines = LINES_DEFAULT };
	int status = EXIT_USAGE;

	log_init("berth logs", LOG_TO_STDERR);
	if (command_wants_help(argc, argv)) {
		(void)fputs(help, stdout);
		return EXIT_OK;
	}
	if (read_options(argc, argv, &request) == 0)
		status = run(&request);
	else
		(void)fputs(help, stderr);
	string_list_release(&request.units);
	string_list_release(&request.forbidden);
	return status;
}
