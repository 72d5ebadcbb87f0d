// SPDX-License-Identifier: Apache-2.0
//
// Parser of /proc/self/mountinfo (proc_pid_mountinfo(5)). See mountinfo.h.

#include "mountinfo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "cleanup.h"
#include "text.h"

struct flag_name {
	const char *name;
	unsigned long flag;
};

static const struct flag_name flag_names[] = {
	{ "ro", MS_RDONLY },	     { "nosuid", MS_NOSUID },	{ "nodev", MS_NODEV },
	{ "noexec", MS_NOEXEC },     { "noatime", MS_NOATIME }, { "nodiratime", MS_NODIRATIME },
	{ "relatime", MS_RELATIME },
};

static unsigned long parse_flags(char *options)
{
	unsigned long flags = 0;
	char *cursor = NULL;

	for (char *word = strtok_r(options, ",", &cursor); word;
	     word = strtok_r(NULL, ",", &cursor))
		for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++)
			if (strcmp(word, flag_names[i].name) == 0)
				flags |= flag_names[i].flag;
	return flags;
}

static void release_one(struct mount_info *mount)
{
	free(mount->target);
	free(mount->type);
	free(mount->source);
}

/*
 * One line: id, parent, major:minor, root, target, options, optional fields, "-", type, source,
 * options of the superblock. Returns 1, 0 (not such a line) or -ENOMEM.
 */
static int parse_line(char *line, struct mount_info *ret)
{
	struct mount_info mount = { 0 };
	char *fields[6], *type, *source, *super;
	char *cursor = line;

	for (size_t i = 0; i < 6; i++) {
		fields[i] = strsep(&cursor, " ");
		if (!cursor)
			return 0;
	}
	do
		type = strsep(&cursor, " ");
	while (type && strcmp(type, "-") != 0);
	type = strsep(&cursor, " ");
	source = strsep(&cursor, " ");
	super = strsep(&cursor, " ");
	if (!super)
		return 0;
	mount.target = text_unescape(fields[4]);
	mount.type = strdup(type);
	mount.source = text_unescape(source);
	if (!mount.target || !mount.type || !mount.source) {
		release_one(&mount);
		return -ENOMEM;
	}
	mount.flags = parse_flags(fields[5]);
	mount.super_read_only = parse_flags(super) & MS_RDONLY;
	*ret = mount;
	return 1;
}

int mountinfo_parse(const char *text, struct mount_list *ret_list)
{
	cleanup_free char *copy = strdup(text);
	struct mount_list list = { 0 };
	char *rest = copy;
	int r = copy ? 0 : -ENOMEM;

	for (char *line = strsep(&rest, "\n"); r >= 0 && line; line = strsep(&rest, "\n")) {
		struct mount_info *grown = realloc(list.items, (list.count + 1) * sizeof(*grown));

		if (!grown) {
			r = -ENOMEM;
			break;
		}
		list.items = grown;
		r = parse_line(line, &list.items[list.count]);
		if (r > 0)
			list.count++;
	}
	if (r < 0) {
		mountinfo_release(&list);
		return r;
	}
	*ret_list = list;
	return 0;
}

void mountinfo_release(struct mount_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		release_one(&list->items[i]);
	free(list->items);
	*list = (struct mount_list){ 0 };
}

const struct mount_info *mountinfo_at(const struct mount_list *list, const char *target)
{
	for (size_t i = list->count; i-- > 0;)
		if (strcmp(list->items[i].target, target) == 0)
			return &list->items[i];
	return NULL;
}
