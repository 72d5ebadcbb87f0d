// SPDX-License-Identifier: Apache-2.0
//
// rc_ulimit. See ulimits.h. Units are those of the shell: KiB for sizes, blocks of 512 bytes for
// files and cores.

#include "ulimits.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	char option;
	int resource;
	rlim_t unit;
} options[] = {
	{ 'n', RLIMIT_NOFILE, 1 }, { 'u', RLIMIT_NPROC, 1 },   { 'l', RLIMIT_MEMLOCK, 1024 },
	{ 'c', RLIMIT_CORE, 512 }, { 'f', RLIMIT_FSIZE, 512 }, { 's', RLIMIT_STACK, 1024 },
	{ 'v', RLIMIT_AS, 1024 },  { 'd', RLIMIT_DATA, 1024 }, { 'm', RLIMIT_RSS, 1024 },
	{ 't', RLIMIT_CPU, 1 },	   { 'e', RLIMIT_NICE, 1 },    { 'r', RLIMIT_RTPRIO, 1 },
};

static const char *skip_space(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

int ulimit_next(const char **cursor, struct ulimit *ret)
{
	const char *at = skip_space(*cursor);
	size_t i = 0;
	char *end;

	if (!*at)
		return 0;
	if (at[0] != '-' || !at[1] || !isspace((unsigned char)at[2]))
		return -EINVAL;
	while (i < sizeof(options) / sizeof(options[0]) && options[i].option != at[1])
		i++;
	if (i == sizeof(options) / sizeof(options[0]))
		return -EINVAL;
	ret->resource = options[i].resource;
	at = skip_space(at + 2);
	if (strncmp(at, "unlimited", 9) == 0 && (!at[9] || isspace((unsigned char)at[9]))) {
		ret->value = RLIM_INFINITY;
		*cursor = at + 9;
		return 1;
	}
	errno = 0;
	ret->value = strtoull(at, &end, 10);
	if (errno || !isdigit((unsigned char)*at) || (*end && !isspace((unsigned char)*end)) ||
	    ret->value > RLIM_INFINITY / options[i].unit - 1)
		return -EINVAL;
	ret->value *= options[i].unit;
	*cursor = end;
	return 1;
}
