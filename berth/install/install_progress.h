// SPDX-License-Identifier: Apache-2.0
//
// How far the installation is: a bar on a terminal, otherwise a line for every 10 %.

#ifndef BERTH_INSTALL_PROGRESS_H
#define BERTH_INSTALL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "../../common/slot_writer.h"

struct install_progress {
	bool bar;
	unsigned shown; /* percent; 101: nothing yet */
	const char *what; /* that was shown */
};

/* install_progress_begin - @ret_progress reports to @progress, which stays where it is. */
void install_progress_begin(struct install_progress *progress, struct write_progress *ret_progress);

/* install_progress_end - leaves the line of the bar. */
void install_progress_end(const struct install_progress *progress);

/*
 * install_progress_bar - `[#####     ]  50 %  100 of 200 MB  writing root.img`. Pure.
 * @done, @total: bytes
 */
void install_progress_bar(const char *what, uint64_t done, uint64_t total, char *ret_text,
			  size_t size);

/* install_progress_verb - "writing" in the first half, "checking" in the second. Pure. */
const char *install_progress_verb(uint64_t done, uint64_t total);

/* install_progress_percent - 0 to 100; 100 only when all is done. Pure. */
unsigned install_progress_percent(uint64_t done, uint64_t total);

#endif
