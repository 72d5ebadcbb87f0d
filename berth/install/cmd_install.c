// SPDX-License-Identifier: Apache-2.0
//
// `berth install`: put Berth on a disk. This file knows the arguments and their help.

#include <stdio.h>

#include <sodium.h>

#include "../../common/log.h"
#include "../command.h"
#include "disk_list.h"
#include "install_disk.h"
#include "install_image.h"
#include "loader_refresh.h"
#include "unattended.h"

static const char help[] =
	"Usage: berth install [DISK [--force] [--yes] [--machine-args TEXT] [--release DIR]]\n"
	"       berth install --loader [DISK] [--release DIR]\n"
	"       berth install --unattended\n"
	"       berth install --image FILE --size MIB --release DIR --guid-seed TEXT\n"
	"                     [--sector-size 512|4096] [--machine-args TEXT]\n"
	"\n"
	"Installs Berth on a disk of this machine, which it then starts from, by BIOS or UEFI.\n"
	"Without a disk: lists the disks. All that is on the disk is erased.\n"
	"\n"
	"  --force              also if there is something on the disk\n"
	"  --yes                without a question (otherwise the disk's name is to be typed)\n"
	"  --machine-args TEXT  kernel arguments that this machine needs; they stay when Berth is\n"
	"                       updated. Default: its console= and ip= words of this boot\n"
	"  --release DIR        install this release. Default: the one that is running\n"
	"  --loader             replace the boot loader and nothing else, of the disk that this\n"
	"                       system runs from or of DISK. A power cut leaves the old one or the\n"
	"                       new one\n"
	"  --unattended         do what berth.install= on the kernel command line, or the seed,\n"
	"                       says (run by init)\n"
	"  --image FILE         make a disk image of MIB MiB instead; needs no root rights. The same\n"
	"                       seed and release give the same bytes\n"
	"Exit status: 0 installed, 1 not installed, 2 wrong arguments.\n";

int command_install(int argc, char **argv)
{
	struct install_options options;
	const char *problem = NULL;

	if (install_options_parse(argc, argv, &options, &problem) < 0) {
		(void)fprintf(stderr, "berth install: %s; see 'berth install --help'\n", problem);
		return EXIT_USAGE;
	}
	if (options.help) {
		(void)fputs(help, stdout);
		return EXIT_OK;
	}
	if (sodium_init() < 0) {
		log_error("install: no random numbers");
		return EXIT_PROBLEM;
	}
	if (options.unattended)
		return unattended_install();
	if (options.image)
		return install_into_image(&options);
	if (options.loader)
		return loader_refresh(&options);
	return options.disk ? install_on_disk(&options) : disk_list_print();
}
