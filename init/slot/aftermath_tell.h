// SPDX-License-Identifier: Apache-2.0
//
// Telling why a slot was left: on the consoles, and in SLOT_AFTERMATH and SLOT_PASSED_OVER
// for `berth status` and the log-in.

#ifndef BERTH_INIT_AFTERMATH_TELL_H
#define BERTH_INIT_AFTERMATH_TELL_H

#define SLOT_AFTERMATH "/run/berth/slot-aftermath" /* one line; missing: nothing to tell */
/* The letter of a slot that the loader passed over, until that one is written anew or all restarts.
 */
#define SLOT_PASSED_OVER "/run/berth/slot-passed-over"

/*
 * aftermath_tell - look at the boot record and at the reasons that were kept, in a child, and tell;
 * also forget why the running slot was left once, if it is good now. Once /var is mounted, and not
 * during a trial. Does nothing for a system that does not run from a slot.
 */
void aftermath_tell(void);

#endif
