// SPDX-License-Identifier: Apache-2.0
//
// The service behind sudo, which most machines have no use for.

#ifndef BERTH_SUDO_SERVICE_H
#define BERTH_SUDO_SERVICE_H

#include <stdint.h>

/*
 * sudo_service_start - start it if the group SUDO_GROUP has members; one that runs is left alone.
 * @deadline_ms, and what it returns: as rc_service()
 */
int sudo_service_start(int64_t deadline_ms);

#endif
