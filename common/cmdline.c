// SPDX-License-Identifier: Apache-2.0
//
// The kernel command line; see cmdline.h for the rules. There is no limit on the length of a word,
// only one on the whole text, far above what any kernel takes.

#include "cmdline.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "io.h"

#define CMDLINE_MAX (64UL * 1024)

int cmdline_read(char **ret)
{
	return read_file("/proc/cmdline", CMDLINE_MAX, ret, NULL);
}

/* End of the word that starts at @word: the first blank outside of double quotes. */
static const char *word_end(const char *word)
{
	bool quoted = false;

	for (; *word && (quoted || !isspace((unsigned char)*word)); word++)
		if (*word == '"')
			quoted = !quoted;
	return word;
}

/* Copy without the quotes around it, which may be missing at one end. */
static char *unquoted(const char *from, const char *to)
{
	if (from < to && *from == '"')
		from++;
	if (from < to && to[-1] == '"')
		to--;
	return strndup(from, (size_t)(to - from));
}

int cmdline_next(const char **cursor, char **ret_key, char **ret_value)
{
	cleanup_free char *key = NULL;
	cleanup_free char *value = NULL;
	const char *word = *cursor, *end, *equals;

	while (isspace((unsigned char)*word))
		word++;
	end = word_end(word);
	if (end == word || (end - word == 2 && strncmp(word, "--", 2) == 0)) {
		*cursor = word;
		return 0;
	}
	/* "key=value with blanks" may be quoted as a whole, as the kernel allows */
	if (*word == '"') {
		word++;
		if (end[-1] == '"' && end - 1 > word)
			end--;
	}
	equals = memchr(word, '=', (size_t)(end - word));
	key = equals ? strndup(word, (size_t)(equals - word)) : unquoted(word, end);
	value = equals ? unquoted(equals + 1, end) : NULL;
	if (!key || (equals && !value))
		return -ENOMEM;
	*cursor = *end == '"' ? end + 1 : end;
	*ret_key = take_ptr(key);
	*ret_value = take_ptr(value);
	return 1;
}

int cmdline_get(const char *cmdline, const char *key, char **ret_value)
{
	cleanup_free char *found = NULL;

	for (;;) {
		cleanup_free char *name = NULL;
		cleanup_free char *value = NULL;
		int r = cmdline_next(&cmdline, &name, &value);

		if (r < 0)
			return r;
		if (r == 0)
			break;
		if (strcmp(name, key) != 0)
			continue;
		free(found);
		found = value ? take_ptr(value) : strdup("");
		if (!found)
			return -ENOMEM;
	}
	if (!found)
		return -ENOENT;
	*ret_value = take_ptr(found);
	return 0;
}

bool cmdline_is(const char *cmdline, const char *key, const char *value)
{
	cleanup_free char *found = NULL;

	return cmdline_get(cmdline, key, &found) == 0 && strcmp(found, value) == 0;
}
