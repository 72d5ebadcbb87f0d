// SPDX-License-Identifier: Apache-2.0
//
// Text and byte order of GUIDs. See gpt_guid.h.

#include "gpt_guid.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Which byte of a GUID the text form shows at each place. */
static const unsigned char order[GPT_GUID_LEN] = { 3, 2, 1,  0,	 5,  4,	 7,  6,
						   8, 9, 10, 11, 12, 13, 14, 15 };

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static bool is_dash_before(size_t byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

int gpt_guid_parse(const char *text, unsigned char ret_guid[GPT_GUID_LEN])
{
	unsigned char guid[GPT_GUID_LEN];

	if (strlen(text) != GPT_GUID_TEXT)
		return -EINVAL;
	for (size_t i = 0; i < GPT_GUID_LEN; i++) {
		int high, low;

		if (is_dash_before(i) && *text++ != '-')
			return -EINVAL;
		high = digit(*text++);
		low = digit(*text++);
		if (high < 0 || low < 0)
			return -EINVAL;
		guid[order[i]] = (unsigned char)(high << 4 | low);
	}
	memcpy(ret_guid, guid, sizeof(guid));
	return 0;
}

void gpt_guid_format(const unsigned char guid[GPT_GUID_LEN], char ret_text[GPT_GUID_TEXT + 1])
{
	char *at = ret_text;

	for (size_t i = 0; i < GPT_GUID_LEN; i++) {
		if (is_dash_before(i))
			*at++ = '-';
		(void)snprintf(at, 3, "%02x", guid[order[i]]);
		at += 2;
	}
}

void gpt_guid_from_bytes(const unsigned char bytes[GPT_GUID_LEN], unsigned version,
			 unsigned char ret_guid[GPT_GUID_LEN])
{
	unsigned char guid[GPT_GUID_LEN];

	for (size_t i = 0; i < GPT_GUID_LEN; i++)
		guid[order[i]] = bytes[i];
	guid[order[6]] = (unsigned char)((guid[order[6]] & 0x0F) | version << 4);
	guid[order[8]] = (unsigned char)((guid[order[8]] & 0x0F) | 0x80);
	memcpy(ret_guid, guid, sizeof(guid));
}
