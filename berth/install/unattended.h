// SPDX-License-Identifier: Apache-2.0
//
// Installation without anybody there, as the kernel command line asks for it or, where it does not,
// the seed (../config/user_install.h). A system that runs from a disk's slot takes no notice: it is
// what became of such words, and may still have them.
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

/*
 * unattended_decide - something is asked for, or the words are wrong: what happens? Pure.
 * @parsed: 0, or the negative errno of reading the words
 * @from_slot: the system runs from a slot of a disk: 1, 0, or a negative errno: not known
 * Returns 1 (install), 0 (nothing), or the negative errno that is to be told.
 */
int unattended_decide(int parsed, int from_slot);

/* unattended_is_due - true if this is a system that installs. */
bool unattended_is_due(void);

/* unattended_install - do it, if it is asked for. Returns an exit status. */
int unattended_install(void);

#endif
