// SPDX-License-Identifier: Apache-2.0
//
// slot.cfg as text. See slot_cfg.h.

#include "slot_cfg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

/* What follows `set NAME=` in a line; NULL if it is another line. */
static const char *assignment(const char *line, const char *name)
{
	size_t len = strlen(name);

	line += strspn(line, BLANKS);
	if (strncmp(line, "set", 3) != 0 || !strchr(BLANKS, line[3]) || !line[3])
		return NULL;
	line += 3;
	line += strspn(line, BLANKS);
	return strncmp(line, name, len) == 0 && line[len] == '=' ? line + len + 1 : NULL;
}

/* Without quotes a value ends at a blank, with them at the same quote. */
static size_t value_length(const char **value)
{
	char quote[] = { **value, '\n', '\0' };

	if (quote[0] != '"' && quote[0] != '\'')
		return strcspn(*value, BLANKS "\n");
	(*value)++;
	return strcspn(*value, quote);
}

int slot_cfg_value(const char *text, const char *name, char **ret_value)
{
	const char *found = NULL;
	size_t len;

	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *value;

		line += *line == '\n';
		value = assignment(line, name);
		if (value)
			found = value;
	}
	if (!found)
		return -ENOENT;
	len = value_length(&found);
	*ret_value = strndup(found, len);
	return *ret_value ? 0 : -ENOMEM;
}
