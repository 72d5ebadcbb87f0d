// SPDX-License-Identifier: Apache-2.0
//
// The loader's decision as Berth's own code takes it, for test_15_loader.py, which compares it with
// GRUB's. One question a line, one answer a line:
//
//   WHOLE TRIES RECORD     10 (slot a is whole, b is not), keep or drop (as if no tries were left),
//                          the record's bytes in hexadecimal or - where there is none
//   CHOSEN MODE RECORD RECORD     a, b or none; good, trial, last-resort or none; the record as it
//                          was understood, and as it is afterwards
//
// Built by the test, with the build machine's compiler.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/slot_choice.h"

#define HEX_CHARS (2 * BOOT_RECORD_BYTES)
#define QUESTION "%2s %7s %2048s"

_Static_assert(HEX_CHARS == 2048, "QUESTION has the length in it");

static int block_from_hex(const char *hex, char block[BOOT_RECORD_BYTES])
{
	unsigned byte;

	if (strlen(hex) != HEX_CHARS)
		return -1;
	for (size_t i = 0; i < BOOT_RECORD_BYTES; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return -1;
		block[i] = (char)byte;
	}
	return 0;
}

static int record_from_hex(const char *hex, struct boot_record *ret_record)
{
	char block[BOOT_RECORD_BYTES];

	boot_record_default(ret_record);
	if (strcmp(hex, "-") == 0)
		return 0;
	if (block_from_hex(hex, block) < 0)
		return -1;
	/* a block that is no record has given the default, as it is to be */
	(void)boot_record_parse(block, ret_record);
	return 0;
}

static void drop_tries(struct boot_record *record)
{
	for (size_t i = 0; i < SLOT_COUNT; i++)
		record->slots[i].tries = 0;
}

static void print_record(const struct boot_record *record)
{
	char block[BOOT_RECORD_BYTES];

	boot_record_format(record, block);
	printf(" ");
	for (size_t i = 0; i < BOOT_RECORD_BYTES; i++)
		printf("%02x", (unsigned char)block[i]);
}

static void answer(struct boot_record *record, const bool whole[SLOT_COUNT])
{
	const struct boot_record before = *record;
	struct slot_choice choice = slot_choose(record, whole);
	const char *mode = choice.mode == BOOT_NONE ? "none" : boot_mode_word(choice.mode);

	if (choice.slot == SLOT_NONE)
		printf("none %s", mode);
	else
		printf("%c %s", slot_letter(choice.slot), mode);
	print_record(&before);
	print_record(record);
	printf("\n");
}

int main(void)
{
	char word[3], tries[8], hex[HEX_CHARS + 1];
	struct boot_record record;

	while (scanf(QUESTION, word, tries, hex) == 3) {
		bool whole[SLOT_COUNT] = { word[0] == '1', word[1] == '1' };

		if (record_from_hex(hex, &record) < 0) {
			fprintf(stderr, "loader_oracle: no record: %s\n", hex);
			return EXIT_FAILURE;
		}
		if (strcmp(tries, "drop") == 0)
			drop_tries(&record);
		answer(&record, whole);
	}
	return feof(stdin) ? EXIT_SUCCESS : EXIT_FAILURE;
}
