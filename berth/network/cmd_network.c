// SPDX-License-Identifier: Apache-2.0
//
// `berth network ...`: makes the network what the configuration says.

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../../common/log.h"
#include "../command.h"
#include "network_keep.h"
#include "network_make.h"
#include "resolv_conf.h"

#define READY_FD 3 /* see /etc/init.d/network */

static const char up_help[] =
	"Usage: berth network up\n"
	"\n"
	"Run by init. Makes the interfaces that the kernel command line or network-config names, with\n"
	"their addresses and routes, and starts a DHCP client on each that wants one. Without either\n"
	"that is every wired interface. If no gateway answers within a minute, it goes back to the\n"
	"last network that had one. Then it stays: cards that are new are made what is said of them,\n"
	"and where a cable is in again, DHCP asks anew.\n"
	"Exit status: 1 if the kernel refuses all of it. What cannot be had is told on the console\n"
	"and by 'berth config show', and is no failure.\n";

static const char resolv_help[] =
	"Usage: berth network resolv\n"
	"\n"
	"Run by DHCP clients. Puts /etc/resolv.conf together of the parts in " RESOLV_PARTS ".\n"
	"Exit status: 0, or 1 if it cannot be written.\n";

static int resolv(int argc, char **argv)
{
	bool help = command_wants_help(argc, argv);
	int r;

	if (argc != 1) {
		(void)fputs(resolv_help, help ? stdout : stderr);
		return help ? EXIT_OK : EXIT_USAGE;
	}
	r = resolv_conf_join();
	if (r < 0)
		log_errno(r, "write: /etc/resolv.conf");
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}

/* Whether there is one who wants to know is seen before anything else has that number. */
static int ready_fd(void)
{
	return fcntl(READY_FD, F_SETFD, FD_CLOEXEC) < 0 ? -1 : READY_FD;
}

static void tell_ready(int fd)
{
	if (fd < 0)
		return;
	if (write(fd, "\n", 1) < 0)
		log_warning("nobody can be told that the network is there");
	(void)close(fd);
}

static int up(int argc, char **argv)
{
	bool help = command_wants_help(argc, argv);
	int ready = ready_fd();
	int r;

	if (argc != 1) {
		(void)fputs(up_help, help ? stdout : stderr);
		return help ? EXIT_OK : EXIT_USAGE;
	}
	log_init("network", LOG_TO_KMSG);
	if (network_make() < 0)
		return EXIT_PROBLEM;
	tell_ready(ready);
	r = network_keep();
	log_errno(r, "looking after the network");
	return EXIT_PROBLEM;
}

int command_network(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "up", "", "make the network, and look after it (run by init)", up },
		{ "resolv", "", "put /etc/resolv.conf together (run by DHCP clients)", resolv },
		{ 0 },
	};

	return command_run("berth network", "berth network: the machine's network.", commands, argc,
			   argv);
}
