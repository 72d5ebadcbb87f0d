// SPDX-License-Identifier: Apache-2.0
//
// GUIDs in the byte order of GPT: the first three parts are little-endian, the rest as written.
// Pure.

#ifndef BERTH_COMMON_GPT_GUID_H
#define BERTH_COMMON_GPT_GUID_H

#include "gpt.h"

#define GPT_GUID_TEXT 36 /* characters of the text form */

/*
 * gpt_guid_parse - from the text form, any case: "C12A7328-F81F-11D2-BA4B-00A0C93EC93B".
 * Returns 0 or -EINVAL.
 */
int gpt_guid_parse(const char *text, unsigned char ret_guid[GPT_GUID_LEN]);

/* gpt_guid_format - to the text form, in small letters. */
void gpt_guid_format(const unsigned char guid[GPT_GUID_LEN], char ret_text[GPT_GUID_TEXT + 1]);

/*
 * gpt_guid_from_bytes - a GUID whose text form shows these bytes in their order, except for the
 * digits of version and variant.
 * @version: 4 (random bytes) or 5 (a hash)
 */
void gpt_guid_from_bytes(const unsigned char bytes[GPT_GUID_LEN], unsigned version,
			 unsigned char ret_guid[GPT_GUID_LEN]);

#endif
