// SPDX-License-Identifier: Apache-2.0
//
// Tells the consoles the final_message of the configuration, at each boot, as cloud-init does.

#ifndef BERTH_FINAL_SAY_H
#define BERTH_FINAL_SAY_H

/* final_say - do it, if there is one in FINAL_MESSAGE. */
void final_say(void);

#endif
