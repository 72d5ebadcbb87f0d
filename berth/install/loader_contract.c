// SPDX-License-Identifier: Apache-2.0
//
// Contracts of loader and slots. See loader_contract.h.

#include "loader_contract.h"

#include <errno.h>
#include <stdlib.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"
#include "../slots/slot_cfg.h"

#define CONTRACT_MAX 65535

unsigned loader_contract_of(const char *slot_cfg)
{
	cleanup_free char *value = NULL;
	char *end = NULL;
	unsigned long contract;

	if (slot_cfg_value(slot_cfg, SLOT_CFG_CONTRACT, &value) < 0)
		return 0;
	contract = strtoul(value, &end, 10);
	return *value >= '0' && *value <= '9' && !*end && contract <= CONTRACT_MAX
		       ? (unsigned)contract
		       : 0;
}

/* The slot that this loader could not start, or SLOT_NONE. */
static enum slot other_contract(unsigned loader, const unsigned slots[SLOT_COUNT])
{
	enum slot slot = SLOT_A;

	while (slot < SLOT_COUNT && (slots[slot] == 0 || slots[slot] == loader))
		slot++;
	return slot;
}

int loader_contract_check(unsigned loader, const unsigned slots[SLOT_COUNT], char **ret_problem)
{
	enum slot other = other_contract(loader, slots);

	*ret_problem = NULL;
	if (loader == 0)
		*ret_problem = format_text("the release does not say which contract its loader has "
					   "with slots: it is too old. Use a newer one");
	else if (other != SLOT_NONE)
		*ret_problem =
			format_text("slot %c has contract %u with its loader, and the loader "
				    "of this release has %u: it could not start the slot. "
				    "Use the release that the slot came from",
				    slot_letter(other), slots[other], loader);
	else if (slots[SLOT_A] == 0 && slots[SLOT_B] == 0)
		*ret_problem = format_text("neither slot of the disk holds anything that could be "
					   "started: install Berth on it anew");
	else
		return 0;
	return -EPROTO;
}
