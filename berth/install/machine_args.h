// SPDX-License-Identifier: Apache-2.0
//
// Kernel arguments of a machine: they belong to the machine and not to a slot, and stay when a slot
// is replaced. They are in grub/machine.cfg on the EFI system partition, a file of fixed length
// that is replaced in place. Pure.

#ifndef BERTH_INSTALL_MACHINE_ARGS_H
#define BERTH_INSTALL_MACHINE_ARGS_H

#include <stdbool.h>

#define MACHINE_CFG_BYTES 4096
#define MACHINE_CFG_PATH "grub/machine.cfg"
#define MACHINE_ARGS_MAX 1024 /* bytes; the kernel takes 2047 in all */

/*
 * machine_args_problem - can these words be put into GRUB's configuration?
 * Returns NULL, or what is wrong (static text).
 */
const char *machine_args_problem(const char *args);

/* machine_cfg_format - the file. @args: without a problem */
void machine_cfg_format(const char *args, char ret_file[MACHINE_CFG_BYTES]);

/*
 * machine_args_default - what a machine keeps of the command line that the installer was started
 * with: the words that were given for its consoles and its network.
 * @slot_console: the console words that every slot brings along; NULL: none
 * @ret_args: the caller frees it
 * Returns 0 or -ENOMEM.
 */
int machine_args_default(const char *cmdline, const char *slot_console, char **ret_args);

#endif
