// SPDX-License-Identifier: Apache-2.0
//
// The `berth` command: the one tool by which a person, and init, look after the machine. This file
// knows the names of the subcommands and the version, nothing else.

#include <stdio.h>
#include <string.h>

#include "../common/cleanup.h"
#include "../common/io.h"
#include "../common/log.h"

#include "command.h"
#include "config/config_paths.h"
#include "status/os_release.h"

#define OS_RELEASE_MAX 65536

/* The version is the image's, not the program's: rebuilding one file must not change all of them.
 */
static int print_version(void)
{
	cleanup_free char *text = NULL;
	cleanup_free char *id = NULL;
	cleanup_free char *version = NULL;

	if (read_file(OS_RELEASE, OS_RELEASE_MAX, &text, NULL) == 0) {
		id = os_release_value(text, "ID");
		version = os_release_value(text, "VERSION_ID");
	}
	if (id && version && strcmp(id, "berth") == 0)
		(void)printf("berth %s\n", version);
	else
		(void)printf("berth (not on a Berth system)\n");
	return EXIT_OK;
}

static const char *name_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : path ? path : "";
}

int main(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "status", "[--json]", "how the machine is", command_status },
		{ "logs", "[-f] [UNIT ...]", "what the machine and its services have said",
		  command_logs },
		{ "slots", "[--json]", "what is in the disk's two slots", command_slots },
		{ "verify", "", "check everything the machine starts from", command_verify },
		{ "reset", "[--yes]", "wipe the data partition and restart", command_reset },
		{ "config", "...", "the machine's configuration: check, show, apply",
		  command_config },
		{ "network", "...", "the machine's network", command_network },
		{ "health", "", "can the machine do what it is there for?", command_health },
		{ "install", "[DISK] ...", "put Berth on a disk of this machine", command_install },
		{ "announce", "", "tell the consoles how to reach the machine (run by init)",
		  command_announce },
		{ "watch", "", "health checks and ends of containers (run by init)",
		  command_watch },
		{ "sudo-server", "", "run commands for those who ask by 'sudo' (run by init)",
		  command_sudo_server },
		{ "stop-containers", "", "the end of all containers (run by init)",
		  command_stop_containers },
		{ 0 },
	};
	static const char about[] = "berth: look after a Berth machine.";

	log_init("berth", LOG_TO_STDERR);
	if (strcmp(name_of(argv[0]), "sudo") == 0)
		return command_sudo(argc, argv);
	if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0))
		return print_version();
	int status = command_run("berth", about, commands, argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		log_error("cannot write the output");
		return EXIT_PROBLEM;
	}
	return status;
}
