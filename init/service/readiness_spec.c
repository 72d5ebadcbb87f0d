// SPDX-License-Identifier: Apache-2.0
//
// How it is known that a daemon is ready. See readiness_spec.h.

#include "readiness_spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FD_MIN 3
#define FD_MAX 255

int readiness_parse(const char *text, struct readiness *ret)
{
	char *end;
	long number;

	if (strcmp(text, "socket:ready") == 0) {
		*ret = (struct readiness){ .kind = READINESS_NOTIFY };
		return 0;
	}
	if (strncmp(text, "fd:", 3) != 0 || text[3] < '0' || text[3] > '9')
		return -EINVAL;
	number = strtol(text + 3, &end, 10);
	if (*end || number < FD_MIN || number > FD_MAX)
		return -EINVAL;
	*ret = (struct readiness){ .kind = READINESS_FD, .fd = (int)number };
	return 0;
}
