// SPDX-License-Identifier: Apache-2.0
//
// What was wrong with the configuration of this boot: a text that `berth config show` and `berth
// status` read, of which the services that carry out a part of it write one.

#ifndef BERTH_CONFIG_REPORT_H
#define BERTH_CONFIG_REPORT_H

/* config_report_add - put a line, without its end, behind what is there. Logs what fails. */
void config_report_add(const char *line);

#endif
