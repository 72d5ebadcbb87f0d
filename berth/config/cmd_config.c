// SPDX-License-Identifier: Apache-2.0
//
// `berth config ...`: the subcommands that a person types. `check` needs no Berth system and no
// root rights, so that a file can be tried where it is written.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"

#include "../command.h"
#include "../network/network_config.h"
#include "../yaml/diag.h"
#include "config_paths.h"
#include "source/gunzip.h"
#include "user_data/user_data.h"

#define UNPACK_MS 20000
#define RECORD_MAX 16777216 /* 16 MiB: more than keys, files in base64 and problems can be */

static const char check_help[] =
	"Usage: berth config check [--network] FILE\n"
	"\n"
	"Checks a user-data file (#cloud-config; '-' reads standard input), or a network-config file\n"
	"(version 1 or 2), without applying anything. Prints one line per problem:\n"
	"FILE:LINE:COLUMN: TEXT. What would be installed by itself is told on standard error.\n"
	"Exit status: 0 no problem, 1 problems were found, 2 the file could not be read.\n";

static const char show_help[] =
	"Usage: berth config show\n"
	"\n"
	"Prints the configuration that this boot applied, as cloud-config, to standard output,\n"
	"and the problems that were found in it to standard error.\n"
	"Exit status: 0, or 1 if there is none to show.\n";

static const char boot_help[] =
	"Usage: berth config boot\n"
	"\n"
	"Run by init at each boot. Looks for a NoCloud volume (label cidata; ISO 9660 or FAT), reads\n"
	"user-data, meta-data, vendor-data and network-config, keeps them in\n" CONFIG_CACHE_DIR
	" and applies them: host name, users, ssh keys, registries, files,\n"
	"services, commands; what is to be installed is left for the installer, network-config for\n"
	"'berth network up'.\n"
	"Without a volume it uses what was kept.\n"
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

static int read_input(const char *path, char **ret_data, size_t *ret_len)
{
	if (strcmp(path, "-") == 0)
		return read_fd(STDIN_FILENO, USER_DATA_MAX, ret_data, ret_len);
	return read_file(path, USER_DATA_MAX, ret_data, ret_len);
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

static int check_user_data(const char *bytes, size_t len, struct diag_list *problems)
{
	struct user_data data;
	int r = user_data_parse(bytes, len, problems, &data);

	if (r < 0)
		return r;
	explain_install(&data.berth.install);
	user_data_release(&data);
	return 0;
}

static int check_network(const char *bytes, size_t len, struct diag_list *problems)
{
	struct net_plan plan;
	int r = network_config_parse(bytes, len, problems, &plan);

	if (r == 0)
		net_plan_release(&plan);
	return r;
}

static int check(int argc, char **argv)
{
	bool network = argc == 3 && strcmp(argv[1], "--network") == 0;
	cleanup_free char *bytes = NULL;
	struct diag_list problems;
	size_t found, len = 0;
	int r;

	if (command_wants_help(argc, argv))
		return print(check_help);
	if (argc != 2 && !network) {
		(void)fputs(check_help, stderr);
		return EXIT_USAGE;
	}
	const char *path = argv[argc - 1];

	r = read_input(path, &bytes, &len);
	if (r == 0 && !network)
		r = gunzip_in_place(&bytes, &len, USER_DATA_MAX, UNPACK_MS);
	if (r < 0) {
		(void)log_errno(r, "read: %s", path);
		return EXIT_USAGE;
	}
	diag_init(&problems, path);
	r = network ? check_network(bytes, len, &problems) : check_user_data(bytes, len, &problems);
	if (r < 0)
		(void)log_errno(r, "check: %s", path);
	diag_print(&problems, stdout);
	found = diag_found(&problems);
	diag_free(&problems);
	return r < 0 ? EXIT_USAGE : found ? EXIT_PROBLEM : EXIT_OK;
}

static int show(int argc, char **argv)
{
	cleanup_free char *config = NULL;
	cleanup_free char *report = NULL;

	if (command_wants_help(argc, argv))
		return print(show_help);
	if (argc != 1) {
		(void)fputs(show_help, stderr);
		return EXIT_USAGE;
	}
	int r = read_file(CONFIG_IN_FORCE, RECORD_MAX, &config, NULL);
	if (r < 0) {
		(void)log_errno(r, "read: %s", CONFIG_IN_FORCE);
		if (r == -ENOENT)
			log_error("no configuration was applied in this boot");
		return EXIT_PROBLEM;
	}
	(void)fputs(config, stdout);
	(void)fflush(stdout);
	if (read_file(CONFIG_REPORT, RECORD_MAX, &report, NULL) == 0)
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
		{ "check", "[--network] FILE", "find the problems in a file, on any machine",
		  check },
		{ "show", "", "print what is in force, and what was wrong with it", show },
		{ "boot", "", "find the configuration and apply it (run by init)", boot },
		{ "final", "", "run the commands of runcmd (run by init)", final },
		{ 0 },
	};

	return command_run("berth config", "berth config: the machine's configuration.", commands,
			   argc, argv);
}
