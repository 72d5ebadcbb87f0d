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

/* The options of one word: `-n`, `-Sn`, `-Hn`. Returns its end, or NULL. */
static const char *take_option(const char *at, struct ulimit *ret)
{
	size_t i = 0;

	if (*at++ != '-')
		return NULL;
	ret->soft = *at != 'H';
	ret->hard = *at != 'S';
	if (*at == 'H' || *at == 'S')
		at++;
	while (i < sizeof(options) / sizeof(options[0]) && options[i].option != *at)
		i++;
	if (i == sizeof(options) / sizeof(options[0]) || !isspace((unsigned char)at[1]))
		return NULL;
	ret->resource = options[i].resource;
	ret->value = options[i].unit;
	return at + 1;
}

int ulimit_next(const char **cursor, struct ulimit *ret)
{
	const char *at = skip_space(*cursor);
	rlim_t unit;
	char *end;

	if (!*at)
		return 0;
	at = take_option(at, ret);
	if (!at)
		return -EINVAL;
	unit = ret->value;
	at = skip_space(at);
	if (strncmp(at, "unlimited", 9) == 0 && (!at[9] || isspace((unsigned char)at[9]))) {
		ret->value = RLIM_INFINITY;
		*cursor = at + 9;
		return 1;
	}
	errno = 0;
	ret->value = strtoull(at, &end, 10);
	if (errno || !isdigit((unsigned char)*at) || (*end && !isspace((unsigned char)*end)) ||
	    ret->value > RLIM_INFINITY / unit - 1)
		return -EINVAL;
	ret->value *= unit;
	*cursor = end;
	return 1;
}
