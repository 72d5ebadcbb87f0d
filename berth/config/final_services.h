// SPDX-License-Identifier: Apache-2.0
//
// Services that are started at the end of a boot, because the configuration wants them.

#ifndef BERTH_CONFIG_FINAL_SERVICES_H
#define BERTH_CONFIG_FINAL_SERVICES_H

/* final_services_start - start them; what cannot be started is told. */
void final_services_start(void);

#endif
