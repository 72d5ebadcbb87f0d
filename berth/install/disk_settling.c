// SPDX-License-Identifier: Apache-2.0
//
// Waiting for disks. See disk_settling.h.

#include "disk_settling.h"

#include <string.h>

static bool is_same(const struct string_list *a, const struct string_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

bool disk_settling_look(struct disk_settling *settling, struct string_list *names)
{
	bool unchanged = settling->looked && is_same(&settling->seen, names);

	settling->unchanged = unchanged ? settling->unchanged + 1 : 0;
	settling->looked = true;
	string_list_release(&settling->seen);
	settling->seen = *names;
	*names = (struct string_list){ 0 };
	return settling->unchanged >= DISK_SETTLING_SECONDS;
}

void disk_settling_release(struct disk_settling *settling)
{
	string_list_release(&settling->seen);
}
