// SPDX-License-Identifier: Apache-2.0
//
// Installation without anybody there, as the kernel command line asks for it or, where it does not
// and the system does not run from a disk's slot, the seed (../config/user_install.h):
//
//   berth.install=sda            on this disk; `auto`: on the only one that it is possible on
//   berth.install.force          also if there is something on it, which is erased
//   berth.install.args="..."     kernel arguments of the machine
//   berth.install.then=poweroff  when it is done: poweroff (default) or reboot

#ifndef BERTH_INSTALL_UNATTENDED_H
#define BERTH_INSTALL_UNATTENDED_H

#include <stdbool.h>

struct unattended {
	char *disk; /* NULL: nothing was asked for */
	char *args; /* NULL: not given */
	bool force, reboot;
};

/*
 * unattended_parse - what the command line, or a text with such words, asks for. Pure.
 * @ret: release with unattended_release()
 * @ret_problem: what is wrong with it (static text)
 * Returns 0, -EINVAL or -ENOMEM.
 */
int unattended_parse(const char *cmdline, struct unattended *ret, const char **ret_problem);
void unattended_release(struct unattended *unattended);

/* unattended_install - do it, if it is asked for. Returns an exit status. */
int unattended_install(void);

#endif
