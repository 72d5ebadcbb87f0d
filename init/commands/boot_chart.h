// SPDX-License-Identifier: Apache-2.0
//
// The first starts of services as a picture: one bar for each, along the time since the kernel's
// start.

#ifndef BERTH_INIT_BOOT_CHART_H
#define BERTH_INIT_BOOT_CHART_H

#include <stdio.h>

#include "../control/client.h"

/* boot_chart_print - SVG 1.1. */
void boot_chart_print(const struct control_list *list, FILE *to);

#endif
