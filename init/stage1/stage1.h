// SPDX-License-Identifier: Apache-2.0
//
// Stage 1: the program in the initramfs.

#ifndef BERTH_INIT_STAGE1_H
#define BERTH_INIT_STAGE1_H

#include <stdbool.h>

/* stage1_is_here - true for PID 1 inside an initramfs, called by its name /init. */
bool stage1_is_here(const char *argv0);

/* stage1_main - find the root, mount it, switch to it. Never returns: on failure it reboots. */
_Noreturn void stage1_main(char *argv[]);

#endif
