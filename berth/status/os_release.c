// SPDX-License-Identifier: Apache-2.0
//
// Values of os-release(5). Only what our own image writes there is understood: KEY=value or
// KEY="value", without escapes. Pure.

#include "os_release.h"

#include <stddef.h>
#include <string.h>

char *os_release_value(const char *text, const char *key)
{
	size_t key_len = strlen(key);

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");

		if (len > key_len && line[key_len] == '=' && strncmp(line, key, key_len) == 0) {
			const char *value = line + key_len + 1;
			size_t value_len = len - key_len - 1;

			if (value_len >= 2 && (*value == '"' || *value == '\'') &&
			    value[value_len - 1] == *value) {
				value++;
				value_len -= 2;
			}
			return strndup(value, value_len);
		}
		line += len + (line[len] == '\n');
	}
	return NULL;
}
