// SPDX-License-Identifier: Apache-2.0
//
// The checksums of a boot image. See sums.h.

#include "sums.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#define DIGITS (2UL * SUMS_DIGEST)

/* "DIGITS  NAME" or, from systems that tell binary files, "DIGITS *NAME" */
static bool parse_line(const char *line, size_t len, struct sum *ret)
{
	const char *name = line + DIGITS + 2;
	size_t bytes = 0, name_len;

	if (len <= DIGITS + 2 || line[DIGITS] != ' ' ||
	    (line[DIGITS + 1] != ' ' && line[DIGITS + 1] != '*'))
		return false;
	if (sodium_hex2bin(ret->digest, sizeof(ret->digest), line, DIGITS, NULL, &bytes, NULL) !=
		    0 ||
	    bytes != SUMS_DIGEST)
		return false;
	name_len = len - DIGITS - 2;
	if (name_len >= SUMS_NAME_MAX || name[0] == '.' || memchr(name, '/', name_len))
		return false;
	memcpy(ret->name, name, name_len);
	ret->name[name_len] = '\0';
	return true;
}

static bool has(const struct sums *sums, const char *name)
{
	for (size_t i = 0; i < sums->count; i++)
		if (strcmp(sums->items[i].name, name) == 0)
			return true;
	return false;
}

/* What the loader checks and starts. */
static bool is_complete(const struct sums *sums)
{
	return has(sums, "vmlinuz") && has(sums, "stage1.img") && has(sums, "slot.cfg");
}

int sums_parse(const char *text, struct sums *ret_sums)
{
	struct sums sums = { 0 };

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len > 0 &&
		    (sums.count == SUMS_MAX || !parse_line(text, len, &sums.items[sums.count])))
			return -EBADMSG;
		sums.count += len > 0;
		text += len;
		text += *text == '\n';
	}
	if (!is_complete(&sums))
		return -EBADMSG;
	*ret_sums = sums;
	return 0;
}
