// SPDX-License-Identifier: Apache-2.0
//
// Names in a FAT directory. See fat_name.h.

#include "fat_name.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define ATTRIBUTES_AT 11
#define ATTRIBUTES_LONG 0x0F
#define ATTRIBUTES_MASK 0x3F
#define PART_NUMBER 0x3F
#define PART_LAST 0x40 /* the last part comes first */
#define SHORT_BASE 8
#define SHORT_LEN 11
#define NOT_ASCII '\x01'

bool fat_name_is_part(const unsigned char entry[FAT_ENTRY_BYTES])
{
	return (entry[ATTRIBUTES_AT] & ATTRIBUTES_MASK) == ATTRIBUTES_LONG;
}

static char part_character(const unsigned char *entry, size_t i)
{
	static const unsigned char places[FAT_LONG_PART] = { 1,	 3,  5,	 7,  9,	 14, 16,
							     18, 20, 22, 24, 28, 30 };
	uint32_t unit = (uint32_t)entry[places[i]] | (uint32_t)entry[places[i] + 1] << 8;

	if (unit < 0x80)
		return (char)unit;
	return NOT_ASCII;
}

void fat_name_add(struct fat_long_name *name, const unsigned char entry[FAT_ENTRY_BYTES])
{
	unsigned number = entry[0] & PART_NUMBER;

	if (entry[0] & PART_LAST)
		*name = (struct fat_long_name){
			.begun = number >= 1 && number <= FAT_LONG_PARTS,
			.parts_left = number,
			.checksum = entry[13],
		};
	if (!name->begun || number != name->parts_left || number == 0 ||
	    entry[13] != name->checksum) {
		*name = (struct fat_long_name){ 0 };
		return;
	}
	name->parts_left--;
	for (size_t i = 0; i < FAT_LONG_PART; i++)
		name->text[name->parts_left * FAT_LONG_PART + i] = part_character(entry, i);
}

static unsigned char short_checksum(const unsigned char *entry)
{
	unsigned char sum = 0;

	for (size_t i = 0; i < SHORT_LEN; i++)
		sum = (unsigned char)((unsigned)(sum << 7) + (sum >> 1) + entry[i]);
	return sum;
}

/* Append what lies between @from and @to, without trailing blanks. */
static size_t copy_trimmed(const unsigned char *entry, size_t from, size_t to, char *text,
			   size_t len)
{
	while (to > from && entry[to - 1] == ' ')
		to--;
	for (size_t i = from; i < to; i++)
		text[len++] = (char)entry[i];
	return len;
}

static bool short_matches(const unsigned char *entry, const char *wanted, size_t wanted_len)
{
	char text[SHORT_LEN + 1];
	size_t base = copy_trimmed(entry, 0, SHORT_BASE, text, 0), len;

	text[base] = '.';
	len = copy_trimmed(entry, SHORT_BASE, SHORT_LEN, text, base + 1);
	if (len == base + 1)
		len = base;
	return len == wanted_len && strncasecmp(text, wanted, len) == 0;
}

static bool long_matches(const struct fat_long_name *name, const unsigned char *entry,
			 const char *wanted, size_t len)
{
	return name->begun && name->parts_left == 0 && name->checksum == short_checksum(entry) &&
	       strlen(name->text) == len && strncasecmp(name->text, wanted, len) == 0;
}

bool fat_name_matches(const struct fat_long_name *collected,
		      const unsigned char entry[FAT_ENTRY_BYTES], const char *wanted, size_t len)
{
	return long_matches(collected, entry, wanted, len) || short_matches(entry, wanted, len);
}
