// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the boot record, which other programs edit. Asserts that every answer is a record
// that can be written and read again as the same one, and that a block that is not understood gives
// the default.

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/boot_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

static int same(const struct boot_record *a, const struct boot_record *b)
{
	int equal = a->first == b->first;

	for (size_t i = 0; i < SLOT_COUNT; i++)
		equal = equal && a->slots[i].good == b->slots[i].good &&
			a->slots[i].tries == b->slots[i].tries;
	return equal;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* from malloc(3): the sanitizer sees each byte too far */
	char *block = malloc(BOOT_RECORD_BYTES);
	struct boot_record record, again, fallback;
	int r;

	require(block != NULL);
	memset(block, '#', BOOT_RECORD_BYTES);
	if (size > 0)
		memcpy(block, data, size < BOOT_RECORD_BYTES ? size : BOOT_RECORD_BYTES);
	r = boot_record_parse(block, &record);
	require(r == 0 || r == -EBADMSG);
	boot_record_default(&fallback);
	require(r == 0 || same(&record, &fallback));
	require(record.first < SLOT_COUNT);
	for (size_t i = 0; i < SLOT_COUNT; i++)
		require(record.slots[i].tries <= BOOT_RECORD_TRIES);
	boot_record_format(&record, block);
	require(boot_record_parse(block, &again) == 0);
	require(same(&record, &again));
	free(block);
	return 0;
}
