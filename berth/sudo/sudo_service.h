// SPDX-License-Identifier: Apache-2.0
//
// The service behind sudo, which most machines have no use for.

#ifndef BERTH_SUDO_SERVICE_H
#define BERTH_SUDO_SERVICE_H

/*
 * sudo_service_start - start it if the group SUDO_GROUP has members; one that runs is left alone.
 * Returns 0, also when nobody is in the group, or a negative errno, which has been logged.
 */
int sudo_service_start(void);

#endif
