// SPDX-License-Identifier: Apache-2.0
//
// The file of ssh keys. See authorized_keys.h.

#include "authorized_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"
#include "../config_paths.h"

#define KEYS_FILE_MAX 2097152 /* bytes: more than all keys can be */

int authorized_keys_text(const struct string_list *keys, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	(void)fputs(AUTHORIZED_KEYS_MARK "\n# (ssh_authorized_keys); changes made here are lost.\n",
		    out);
	for (size_t i = 0; i < keys->count; i++)
		(void)fprintf(out, "%s\n", keys->items[i]);
	int failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	return 0;
}

static int write_keys(const char *dir, const char *path, const struct string_list *keys)
{
	cleanup_free char *text = NULL;
	int r = authorized_keys_text(keys, &text);

	if (r < 0)
		return r;
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return -errno;
	/* the ssh server refuses keys in a directory that others may write to */
	if (chmod(dir, 0700) < 0)
		return -errno;
	return write_file_if_changed(path, text, 0600);
}

/* A key taken out of the configuration must stop working; a file that a person wrote stays. */
static int remove_own_keys(const char *path)
{
	cleanup_free char *old = NULL;

	if (read_plain_at(AT_FDCWD, path, KEYS_FILE_MAX, &old, NULL) < 0 ||
	    strncmp(old, AUTHORIZED_KEYS_MARK, strlen(AUTHORIZED_KEYS_MARK)) != 0)
		return 0;
	if (unlink(path) < 0)
		return -errno;
	return fsync_parent(path);
}

int authorized_keys_apply(const char *home, const struct string_list *keys, bool surely)
{
	cleanup_free char *dir = format_text("%s/.ssh", home);
	cleanup_free char *path = format_text("%s/" AUTHORIZED_KEYS, home);

	if (!dir || !path)
		return -ENOMEM;
	if (keys->count > 0)
		return write_keys(dir, path, keys);
	return surely ? remove_own_keys(path) : 0;
}
