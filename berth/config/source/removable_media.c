// SPDX-License-Identifier: Apache-2.0
//
// Removable media. See removable_media.h.

#include "removable_media.h"

#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"

#define VALUE_MAX 16

/* A partition has no such file: that of its disk is one folder up. Returns '0', '1', or NUL. */
static char flag_of(const char *device)
{
	static const char *const places[] = { "removable", "../removable" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		cleanup_free char *path = format_text("%s/%s", device, places[i]);
		cleanup_free char *value = NULL;

		if (path && read_file(path, VALUE_MAX, &value, NULL) == 0)
			return *value;
	}
	return '\0';
}

bool removable_media_is(const char *name)
{
	cleanup_free char *link = format_text("/sys/class/block/%s", name);
	cleanup_free char *device = link ? realpath(link, NULL) : NULL;

	/* a disk in a USB case says that it is fixed */
	return !device || strstr(device, "/usb") || flag_of(device) != '0';
}
