// SPDX-License-Identifier: Apache-2.0
//
// `berth config ...`: the subcommands, what they take and what they print. `validate` needs no
// Berth system and no root rights, so that a file can be tried where it is written.

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"

#include "../command.h"
#include "config_check.h"
#include "config_commands.h"
#include "config_paths.h"
#include "config_report.h"

#define RECORD_MAX 16777216 /* 16 MiB: more than keys, files in base64 and problems can be */

static const char validate_help[] =
	"Usage: berth config validate [--network] FILE\n"
	"\n"
	"Checks a user-data file (#cloud-config; '-' reads standard input), or a network-config file\n"
	"(version 1 or 2), without applying anything. Prints one line per problem:\n"
	"FILE:LINE:COLUMN: TEXT. What would be installed by itself is told on standard error.\n"
	"Exit status: 0 no problem, 1 problems were found, 2 the file could not be read.\n";

static const char show_help[] =
	"Usage: berth config show\n"
	"\n"
	"Prints the configuration that is in force, as cloud-config, to standard output,\n"
	"and the problems that were found in it to standard error.\n"
	"Exit status: 0, or 1 if there is none to show.\n";

static const char apply_help[] =
	"Usage: berth config apply [--network] FILE\n"
	"       berth config apply [--network] --remove\n"
	"\n"
	"Lays a user-data file (#cloud-config; '-' reads standard input) on top of what the machine\n"
	"was given, for this boot and each one from now on: of a key that both have, this one's\n"
	"value counts. What can change while the machine runs changes now, the rest is named. A file\n"
	"with a problem is refused as a whole. A later file replaces an earlier one; --remove takes\n"
	"it back. Files on the data partition are written once per file that is applied. From now\n"
	"on, a volume on a CD or a stick is not read unless 'berth: removable_media: true' says so.\n"
	"With --network it is a network-config, in the place of the one that the machine was given.\n"
	"'berth config diff FILE' shows before what it would change.\n"
	"Exit status: 0 applied, 1 refused, or something could not be applied, 2 wrong usage, or the\n"
	"file could not be read.\n";

static const char diff_help[] =
	"Usage: berth config diff [FILE]\n"
	"\n"
	"Prints in what the configuration differs from the one in force if 'berth config apply FILE'\n"
	"is done ('-' reads standard input), or, without FILE, what the next boot would make of what\n"
	"is there now. Passwords, scripts and network-config are not compared.\n"
	"Exit status: 0 no difference, 1 differences, 2 it could not be told.\n";

static const char boot_help[] =
	"Usage: berth config boot\n"
	"\n"
	"Run by init at each boot. Looks for a NoCloud volume (label cidata; ISO 9660 or FAT), reads\n"
	"user-data, meta-data, vendor-data and network-config, keeps them in\n" CONFIG_CACHE_DIR
	" and carries them out: host name, users, ssh keys, registries,\n"
	"files, services, commands; what is to be installed is left for the installer,\n"
	"network-config for 'berth network up'. Without a volume it uses what was kept. What\n"
	"'berth config apply' was given is on top.\n"
	"Exit status: 0, or 1 if something could not be applied. A bad file is no failure.\n";

static const char final_help[] =
	"Usage: berth config final\n"
	"\n"
	"Run by init at each boot. Starts the services that the configuration enables, waits in the\n"
	"background for a way to the network and the container engine, two minutes at most, and runs\n"
	"the commands of runcmd, once per instance-id; what they print is in\n" SCRIPTS_OUTPUT ".\n"
	"Exit status: 0, or 1 if they could not be started.\n";

static int print(const char *text)
{
	(void)fputs(text, stdout);
	return EXIT_OK;
}

static int wrong_usage(const char *help)
{
	(void)fputs(help, stderr);
	return EXIT_USAGE;
}

/* What erases a disk is worth a word more than "no problem". */
static void explain_install(const struct user_install *install)
{
	if (!install->disk)
		return;
	(void)fprintf(stderr,
		      "A system started from the ISO or the network installs Berth on %s, %s, and "
		      "%s.\nAn installed one takes no notice of it.\n",
		      strcmp(install->disk, "auto") == 0 ? "the only disk that is possible"
							 : install->disk,
		      install->force ? "whatever is on it" : "if that is empty",
		      install->reboot ? "restarts" : "switches off");
}

static int validate(int argc, char **argv)
{
	bool network = argc == 3 && strcmp(argv[1], "--network") == 0;
	struct checked_file file;
	size_t problems;

	if (command_wants_help(argc, argv))
		return print(validate_help);
	if (argc != 2 && !network)
		return wrong_usage(validate_help);
	if (config_check(argv[argc - 1], network, stdout, &file) < 0)
		return EXIT_USAGE;
	explain_install(&file.user.berth.install);
	problems = file.problems;
	checked_file_release(&file);
	return problems ? EXIT_PROBLEM : EXIT_OK;
}

static int apply(int argc, char **argv)
{
	bool network = argc > 1 && strcmp(argv[1], "--network") == 0;
	const char *file = argc == 2 + network ? argv[1 + network] : NULL;

	if (command_wants_help(argc, argv))
		return print(apply_help);
	if (!file)
		return wrong_usage(apply_help);
	return strcmp(file, "--remove") == 0 ? config_unapply(network)
					     : config_apply(file, network);
}

static int diff(int argc, char **argv)
{
	if (command_wants_help(argc, argv))
		return print(diff_help);
	if (argc > 2)
		return wrong_usage(diff_help);
	return config_diff(argv[1]);
}

static int show(int argc, char **argv)
{
	cleanup_free char *config = NULL;
	cleanup_free char *report = NULL;

	if (command_wants_help(argc, argv))
		return print(show_help);
	if (argc != 1)
		return wrong_usage(show_help);
	int r = read_file(CONFIG_IN_FORCE, RECORD_MAX, &config, NULL);
	if (r < 0) {
		(void)log_errno(r, "read: %s", CONFIG_IN_FORCE);
		if (r == -ENOENT)
			log_error("no configuration was applied in this boot");
		return EXIT_PROBLEM;
	}
	(void)fputs(config, stdout);
	(void)fflush(stdout);
	if (config_report_read(&report) == 0)
		(void)fputs(report, stderr);
	return EXIT_OK;
}

static int boot(int argc, char **argv)
{
	return command_wants_help(argc, argv) ? print(boot_help) : config_boot(argc, argv);
}

static int final(int argc, char **argv)
{
	return command_wants_help(argc, argv) ? print(final_help) : config_final(argc, argv);
}

int command_config(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "validate", "[--network] FILE", "find the problems in a file, on any machine",
		  validate },
		{ "show", "", "print what is in force, and what was wrong with it", show },
		{ "diff", "[FILE]", "print what would change", diff },
		{ "apply", "[--network] FILE", "change it, for now and for the next boots", apply },
		{ "boot", "", "find the configuration and apply it (run by init)", boot },
		{ "final", "", "run the commands of runcmd (run by init)", final },
		{ 0 },
	};

	return command_run("berth config", "berth config: the machine's configuration.", commands,
			   argc, argv);
}
