// SPDX-License-Identifier: Apache-2.0
//
// Names of services. See service_name.h.

#include "service_name.h"

#include <ctype.h>
#include <string.h>

bool service_name_is_valid(const char *name)
{
	if (!isalnum((unsigned char)*name) && *name != '_')
		return false;
	for (size_t i = 0; name[i]; i++)
		if (i == SERVICE_NAME_MAX ||
		    (!isalnum((unsigned char)name[i]) && !strchr("._-@+", name[i])))
			return false;
	return true;
}
