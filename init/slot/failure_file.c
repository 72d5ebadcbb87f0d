// SPDX-License-Identifier: Apache-2.0
//
// The kept reason of a failed slot. See failure_file.h.

#include "failure_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"

#define REASON_MAX 4096

static char *path_of(enum slot slot)
{
	return format_text("/var/lib/berth/slot-%c.failure", slot_letter(slot));
}

char *one_line(char *text)
{
	size_t len;

	text[strcspn(text, "\n")] = '\0';
	for (char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 127)
			*at = ' ';
	len = strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		text[--len] = '\0';
	return text;
}

int failure_file_write(enum slot slot, const char *reason)
{
	cleanup_free char *path = path_of(slot);
	cleanup_free char *line = format_text("%s\n", reason);

	if (!path || !line)
		return -ENOMEM;
	return write_file(path, line, strlen(line), 0644);
}

char *failure_file_read(enum slot slot)
{
	cleanup_free char *path = path_of(slot);
	char *text = NULL;
	int r = path ? read_file(path, REASON_MAX, &text, NULL) : -ENOMEM;

	if (r < 0 && r != -ENOENT)
		log_errno(r, "reading why slot %c was left", slot_letter(slot));
	if (r < 0)
		return NULL;
	if (*one_line(text))
		return text;
	free(text);
	return NULL;
}

int failure_file_remove(enum slot slot)
{
	cleanup_free char *path = path_of(slot);

	if (!path)
		return -ENOMEM;
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}
