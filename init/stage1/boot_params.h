// SPDX-License-Identifier: Apache-2.0
//
// The words of the kernel command line that are ours: all start with `berth.`. Pure.

#ifndef BERTH_INIT_BOOT_PARAMS_H
#define BERTH_INIT_BOOT_PARAMS_H

/* All of them, as the message about an unknown one shows them. */
#define BOOT_PARAMS_KNOWN                                                          \
	"berth.root, berth.partuuid, berth.image, berth.roothash, berth.boot, "    \
	"berth.boot_limit, berth.data, berth.reset, berth.console, berth.rescue, " \
	"berth.install, berth.install.args, berth.install.force, berth.install.then"

/*
 * boot_params_check - find words that look like ours and are not.
 * @unknown: called for each, with its key
 * Returns 0 or -ENOMEM.
 */
int boot_params_check(const char *cmdline, void (*unknown)(const char *key));

#endif
