// SPDX-License-Identifier: Apache-2.0
//
// The arguments of `berth install`. Pure, but for what getopt(3) prints.

#ifndef BERTH_INSTALL_OPTIONS_H
#define BERTH_INSTALL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* Strings are those of argv. */
struct install_options {
	const char *disk; /* NULL: list the disks */
	const char *release; /* NULL: of the running system */
	const char *machine_args; /* NULL: those that the running system was started with */
	bool force, yes, unattended, loader, help;
	/* image mode */
	const char *image; /* NULL: install on a disk */
	const char *guid_seed;
	uint64_t size_mib;
	uint32_t sector_size; /* bytes */
};

/*
 * install_options_parse - @argv[0] is "install".
 * @ret_problem: what is wrong (static text)
 * Returns 0 or -EINVAL.
 */
int install_options_parse(int argc, char **argv, struct install_options *ret_options,
			  const char **ret_problem);

#endif
