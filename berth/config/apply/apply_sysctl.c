// SPDX-License-Identifier: Apache-2.0
//
// Parameters of the kernel. See apply_sysctl.h.

#include "apply_sysctl.h"

#include <errno.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/sysctl_path.h"

static const char *why(int error)
{
	switch (error) {
	case -ENOENT:
		return "there is no such parameter";
	case -EINVAL:
	case -ERANGE:
		return "it does not take this value";
	case -EISDIR:
		return "these are several parameters";
	default:
		return strerror(-error);
	}
}

static int apply_one(const struct user_parameter *parameter, struct diag_list *problems)
{
	cleanup_free char *path = NULL;
	int r = sysctl_path(parameter->name, &path);

	if (r == 0)
		r = write_value(path, parameter->value);
	if (r < 0)
		diag_add(problems, parameter->place.line, parameter->place.column,
			 "%s is not set: %s", parameter->name, why(r));
	return r;
}

int apply_sysctl(const struct user_sysctl *sysctl, struct diag_list *problems)
{
	int result = 0;

	for (size_t i = 0; i < sysctl->count; i++) {
		int r = apply_one(&sysctl->items[i], problems);

		if (r < 0)
			result = r;
	}
	return result;
}
