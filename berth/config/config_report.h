// SPDX-License-Identifier: Apache-2.0
//
// What was wrong with the configuration of this boot: a text that `berth config show` and `berth
// status` read. A part of it is written by who reads the configuration (config_record.h), another
// one by the services that carry out a part of it; each stays when the other is written anew.

#ifndef BERTH_CONFIG_REPORT_H
#define BERTH_CONFIG_REPORT_H

/* config_report_add - put a line, without its end, behind what is there. Logs what fails. */
void config_report_add(const char *line);

/*
 * config_report_read - both parts, a line per problem or note.
 * Returns 0, -ENOENT (there is none), or a negative errno; the caller frees the text.
 */
int config_report_read(char **ret_text);

#endif
