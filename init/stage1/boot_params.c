// SPDX-License-Identifier: Apache-2.0
//
// Our words of the kernel command line. See boot_params.h.

#include "boot_params.h"

#include <stdbool.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"

#define PREFIX "berth."

static bool is_known(const char *key)
{
	static const char known[] = BOOT_PARAMS_KNOWN;
	size_t len = strlen(key);

	for (const char *word = known; word; word = strchr(word, ' ')) {
		word += strspn(word, " ");
		if (strncmp(word, key, len) == 0 && (word[len] == ',' || word[len] == '\0'))
			return true;
	}
	return false;
}

int boot_params_check(const char *cmdline, void (*unknown)(const char *key))
{
	for (;;) {
		cleanup_free char *key = NULL;
		cleanup_free char *value = NULL;
		int r = cmdline_next(&cmdline, &key, &value);

		if (r <= 0)
			return r;
		if (strncmp(key, PREFIX, strlen(PREFIX)) == 0 && !is_known(key))
			unknown(key);
	}
}
