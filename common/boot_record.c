// SPDX-License-Identifier: Apache-2.0
//
// GRUB's environment block, read and made as text. See boot_record.h; on a disk:
// boot_record_disk.c.

#include "boot_record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SIGNATURE "# GRUB Environment Block\n"
#define PADDING '#'

char slot_letter(enum slot slot)
{
	return slot == SLOT_B ? 'b' : 'a';
}

enum slot slot_from_letter(char letter)
{
	if (letter == 'a')
		return SLOT_A;
	return letter == 'b' ? SLOT_B : SLOT_NONE;
}

enum slot slot_other(enum slot slot)
{
	return slot == SLOT_A ? SLOT_B : SLOT_A;
}

void boot_record_default(struct boot_record *ret_record)
{
	*ret_record = (struct boot_record){
		.first = SLOT_A,
		.slots = { { .good = true }, { .good = true } },
	};
}

/* A piece of the block; it does not end with a NUL. */
struct piece {
	const char *at;
	size_t len;
};

static bool piece_is(struct piece piece, const char *text)
{
	return piece.len == strlen(text) && memcmp(piece.at, text, piece.len) == 0;
}

/* Length of the line at the beginning, without its end. A backslash takes away the meaning of what
 * follows it, as in GRUB: the value of somebody's variable may contain a line end. */
static size_t line_length(struct piece text)
{
	size_t len = 0;

	while (len < text.len && text.at[len] != '\n')
		len += text.at[len] == '\\' ? 2 : 1;
	return len < text.len ? len : text.len;
}

static void skip(struct piece *text, size_t len)
{
	len = len < text->len ? len : text->len;
	*text = (struct piece){ text->at + len, text->len - len };
}

/* A value without its backslashes. */
static bool value_is(struct piece value, const char *text)
{
	while (value.len > 0 && *text) {
		if (*value.at == '\\')
			skip(&value, 1);
		if (value.len == 0 || *value.at != *text)
			return false;
		skip(&value, 1);
		text++;
	}
	return value.len == 0 && !*text;
}

static bool is_one(struct piece value)
{
	return value_is(value, "1");
}

static unsigned number_of_tries(struct piece value)
{
	for (unsigned tries = 1; tries <= BOOT_RECORD_TRIES; tries++) {
		const char text[] = { (char)('0' + tries), '\0' };

		if (value_is(value, text))
			return tries;
	}
	return 0;
}

/* Variables of one slot begin with its letter: a_good, a_tries. */
static void take_slot_variable(struct piece name, struct piece value, struct boot_record *record)
{
	struct piece rest = { name.at + 1, name.len - 1 };
	enum slot slot = slot_from_letter(*name.at);

	if (slot == SLOT_NONE)
		return;
	if (piece_is(rest, "_good"))
		record->slots[slot].good = is_one(value);
	else if (piece_is(rest, "_tries"))
		record->slots[slot].tries = number_of_tries(value);
}

static void take_variable(struct piece name, struct piece value, struct boot_record *record,
			  bool *known_version)
{
	if (piece_is(name, "record"))
		*known_version = is_one(value);
	else if (piece_is(name, "order"))
		record->first = value_is(value, "ba") ? SLOT_B : SLOT_A;
	else if (name.len > 0)
		take_slot_variable(name, value, record);
}

/* Cut the next variable off the block, by the rules that GRUB reads by: they matter where the block
 * is damaged. A name goes up to the next equals sign, over line ends too. A value has to have a
 * line end; what comes after one without is not read. */
static bool next_variable(struct piece *rest, struct piece *ret_name, struct piece *ret_value)
{
	const char *equals;

	while (rest->len > 0 && *rest->at == PADDING)
		skip(rest, line_length(*rest) + 1);
	equals = rest->len > 0 ? memchr(rest->at, '=', rest->len) : NULL;
	if (!equals)
		return false;
	*ret_name = (struct piece){ rest->at, (size_t)(equals - rest->at) };
	skip(rest, ret_name->len + 1);
	*ret_value = (struct piece){ rest->at, line_length(*rest) };
	if (ret_value->len == rest->len)
		return false;
	skip(rest, ret_value->len + 1);
	return true;
}

int boot_record_parse(const char block[BOOT_RECORD_BYTES], struct boot_record *ret_record)
{
	struct piece rest = { block, BOOT_RECORD_BYTES }, name, value;
	struct boot_record record = { .first = SLOT_A };
	bool known_version = false;

	boot_record_default(ret_record);
	if (memcmp(block, SIGNATURE, strlen(SIGNATURE)) != 0)
		return -EBADMSG;
	skip(&rest, strlen(SIGNATURE));
	while (next_variable(&rest, &name, &value))
		take_variable(name, value, &record, &known_version);
	if (!known_version)
		return -EBADMSG;
	*ret_record = record;
	return 0;
}

static unsigned tries_to_write(const struct slot_record *slot)
{
	return slot->tries < BOOT_RECORD_TRIES ? slot->tries : BOOT_RECORD_TRIES;
}

void boot_record_format(const struct boot_record *record, char ret_block[BOOT_RECORD_BYTES])
{
	const struct slot_record *a = &record->slots[SLOT_A], *b = &record->slots[SLOT_B];
	int len;

	/* some 90 characters: far within the first sector */
	len = snprintf(ret_block, BOOT_RECORD_BYTES,
		       SIGNATURE
		       "record=1\norder=%s\na_good=%d\na_tries=%u\nb_good=%d\nb_tries=%u\n",
		       record->first == SLOT_B ? "ba" : "ab", a->good, tries_to_write(a), b->good,
		       tries_to_write(b));
	memset(ret_block + len, PADDING, BOOT_RECORD_BYTES - (size_t)len);
}
