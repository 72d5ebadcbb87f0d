// SPDX-License-Identifier: Apache-2.0
//
// Records of the kernel's log. See kmsg_record.h.

#include "kmsg_record.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define FACILITY_SHIFT 3 /* below it is the level; programs have facility 1 and above */

static bool read_number(const char **at, const char *end, int64_t *ret_number)
{
	const char *begin = *at;
	int64_t number = 0;

	for (; *at < end && isdigit((unsigned char)**at); (*at)++) {
		if (number > (INT64_MAX - 9) / 10)
			return false;
		number = number * 10 + **at - '0';
	}
	*ret_number = number;
	return *at > begin && *at < end;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that "\x41" at @at stands for; -1 if nothing stands there, or a control character. */
static int escaped_byte(const char *at, const char *end)
{
	int high, low;

	if (end - at < 4 || at[0] != '\\' || at[1] != 'x')
		return -1;
	high = digit(at[2]);
	low = digit(at[3]);
	return high < 2 || low < 0 || (high == 7 && low == 15) ? -1 : high * 16 + low;
}

static size_t unescape(char *text, size_t len)
{
	const char *end = text + len;
	char *to = text;

	for (const char *from = text; from < end;) {
		int byte = escaped_byte(from, end);

		if (byte >= 0)
			*to = (char)byte;
		else
			*to = *from;
		to++;
		from += byte < 0 ? 1 : 4;
	}
	return (size_t)(to - text);
}

int kmsg_record_parse(char *record, size_t len, struct kmsg_record *ret_record)
{
	const char *at = record, *end = record + len;
	int64_t fields[3]; /* priority, number, microseconds */
	char *text, *newline;

	for (size_t i = 0; i < 3; i++) {
		if (!read_number(&at, end, &fields[i]) || (*at != ',' && *at != ';'))
			return -EINVAL;
		at += i < 2; /* behind the third more fields may come */
	}
	text = memchr(record, ';', len);
	if (!text)
		return -EINVAL;
	text++;
	newline = memchr(text, '\n', (size_t)(end - text)); /* behind it are its properties */
	*ret_record = (struct kmsg_record){
		.from_kernel = fields[0] >> FACILITY_SHIFT == 0,
		.number = (uint64_t)fields[1],
		.since_boot_us = fields[2],
		.text = text,
		.len = unescape(text, (size_t)((newline ? newline : end) - text)),
	};
	return 0;
}
