// SPDX-License-Identifier: Apache-2.0
//
// After a boot that ended in another slot than it was meant to: what people are told. Pure.

#ifndef BERTH_INIT_AFTERMATH_H
#define BERTH_INIT_AFTERMATH_H

#include <stdbool.h>

#include "../../common/slot_choice.h"

struct aftermath_facts {
	enum slot running;
	enum boot_mode mode;
	struct boot_record record; /* as it is now */
	const struct boot_record *at_start; /* as the loader left it; NULL: not known */
	bool by_record; /* the loader chose by the record, and not somebody in its menu */
	bool other_written; /* the boot partition of the other slot holds an image */
	const char *failures[SLOT_COUNT]; /* why a slot was left, as it was kept; NULL = nothing */
};

/*
 * aftermath_passed_over - the record let the other slot start first, and the loader took this one:
 * what it starts of the other one is damaged, or is nothing that it can start.
 */
bool aftermath_passed_over(const struct aftermath_facts *facts);

/*
 * aftermath_text - one line, without a newline.
 * @ret_text: NULL if there is nothing to tell; the caller frees it
 * Returns 0 or -ENOMEM.
 */
int aftermath_text(const struct aftermath_facts *facts, char **ret_text);

#endif
