// SPDX-License-Identifier: Apache-2.0
//
// Kernel settings from sysctl.d, in the syntax of sysctl.conf(5): `key = value`, `#` and `;` for
// comments, `-key = value` for one that may be missing.

#include "sysctl.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/sysctl_path.h"
#include "../../common/text.h"

#define CONF_MAX (256UL * 1024)

static char *trimmed(const char *from, const char *to)
{
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (from < to && isspace((unsigned char)to[-1]))
		to--;
	return strndup(from, (size_t)(to - from));
}

int sysctl_parse_line(const char *line, struct sysctl_setting *ret)
{
	cleanup_free char *key = NULL;
	cleanup_free char *value = NULL;
	const char *equals;
	bool may_be_missing;
	int r;

	while (isspace((unsigned char)*line))
		line++;
	if (!*line || *line == '#' || *line == ';')
		return 0;
	may_be_missing = *line == '-';
	if (may_be_missing)
		line++;
	equals = strchr(line, '=');
	if (!equals)
		return -EINVAL;
	key = trimmed(line, equals);
	value = trimmed(equals + 1, line + strlen(line));
	if (!key || !value)
		return -ENOMEM;
	r = sysctl_path(key, &ret->path);
	if (r < 0)
		return r;
	ret->value = take_ptr(value);
	ret->may_be_missing = may_be_missing;
	return 1;
}

static void apply_line(const char *path, unsigned number, const char *line)
{
	struct sysctl_setting setting;
	int r = sysctl_parse_line(line, &setting);

	if (r < 0)
		log_errno(r, "%s:%u: \"%s\" (ignored)", path, number, line);
	if (r <= 0)
		return;
	r = write_value(setting.path, setting.value);
	if (r < 0 && !(r == -ENOENT && setting.may_be_missing))
		log_errno(r, "%s:%u: setting %s to \"%s\" (ignored)", path, number, setting.path,
			  setting.value);
	free(setting.path);
	free(setting.value);
}

static void apply_file(const char *path)
{
	cleanup_free char *text = NULL;
	unsigned number = 0;
	char *rest;
	int r = read_file(path, CONF_MAX, &text, NULL);

	if (r < 0) {
		log_errno(r, "reading %s (ignored)", path);
		return;
	}
	rest = text;
	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n"))
		apply_line(path, ++number, line);
}

static int is_conf(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

int sysctl_apply_dir(const char *dir)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, is_conf, alphasort);

	if (count < 0)
		return log_errno(errno, "reading %s", dir);
	for (int i = 0; i < count; i++) {
		cleanup_free char *path = format_text("%s/%s", dir, entries[i]->d_name);

		if (path)
			apply_file(path);
		free(entries[i]);
	}
	free(entries);
	return 0;
}
