// SPDX-License-Identifier: Apache-2.0
//
// Durations. See duration.h.

#include "duration.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	int64_t ms;
} units[] = {
	{ "", 1000 },	{ "ms", 1 },	  { "s", 1000 },    { "sec", 1000 },
	{ "m", 60000 }, { "min", 60000 }, { "h", 3600000 }, { "hour", 3600000 },
};

int duration_parse(const char *text, int64_t *ret_ms)
{
	const char *at = text;
	int64_t number = 0;

	for (; isdigit((unsigned char)*at); at++) {
		number = number * 10 + (*at - '0');
		if (number > DURATION_MAX_MS)
			return -EINVAL;
	}
	if (at == text)
		return -EINVAL;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(at, units[i].name) == 0) {
			if (number > DURATION_MAX_MS / units[i].ms)
				return -EINVAL;
			*ret_ms = number * units[i].ms;
			return 0;
		}
	return -EINVAL;
}
