// SPDX-License-Identifier: Apache-2.0
//
// cgroup v2. See cgroup.h. The mount itself is in mounts.c.

#include "cgroup.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"

#include "memory_reserve.h"

#define ROOT "/sys/fs/cgroup"
#define INIT_GROUP ROOT "/init"
#define CONTROLLERS_MAX 65536
#define GUARANTEE "memory.min"
#define VALUE_MAX 64

static int write_in_group(const char *group, const char *file, const char *value)
{
	cleanup_free char *path = NULL;

	path = format_text(ROOT "/openrc.%s/%s", group, file);
	if (!path)
		return -ENOMEM;
	return write_value(path, value);
}

static int enable(const char *words)
{
	return write_value(ROOT "/cgroup.subtree_control", words);
}

/* "+cpu +memory" of "cpu memory"; NULL if memory is short. */
static char *all_enabled(const char *names)
{
	char *words = calloc(2 * strlen(names) + 2, 1);
	char *to = words;

	for (const char *at = names; words && *at && *at != '\n'; at++) {
		if (at == names || at[-1] == ' ')
			*to++ = '+';
		*to++ = *at;
	}
	return words;
}

/* At once, which costs the kernel least; but one that is refused must not cost the others. */
static int enable_controllers(void)
{
	cleanup_free char *names = NULL;
	cleanup_free char *all = NULL;
	char *cursor = NULL;
	int result = 0;
	int r = read_file(ROOT "/cgroup.controllers", CONTROLLERS_MAX, &names, NULL);

	if (r < 0)
		return log_errno(r, "reading the list of cgroup controllers");
	all = all_enabled(names);
	if (all && enable(all) == 0)
		return 0;
	for (char *name = strtok_r(names, " \n", &cursor); name;
	     name = strtok_r(NULL, " \n", &cursor)) {
		cleanup_free char *word = NULL;

		word = format_text("+%s", name);
		if (!word)
			return -ENOMEM;
		r = enable(word);
		if (r < 0)
			result = log_errno(r, "enabling the cgroup controller %s", name);
	}
	return result;
}

int cgroup_setup(void)
{
	int r = enable_controllers();

	if (mkdir(INIT_GROUP, 0755) < 0 && errno != EEXIST)
		return log_errno(errno, "making %s", INIT_GROUP);
	if (write_value(INIT_GROUP "/cgroup.procs", "0") < 0)
		return log_errno(errno, "moving init to %s", INIT_GROUP);
	return r;
}

/*
 * memory.min must leave something to a small machine. What was asked for is read back: the kernel
 * shows bytes, or "max", whatever form they were given in. Nothing is in the group yet.
 */
static int limit_guarantee(const char *service)
{
	cleanup_free char *path = format_text(ROOT "/openrc.%s/" GUARANTEE, service);
	cleanup_free char *text = NULL;
	cleanup_free char *limited = NULL;
	unsigned long long asked, allowed;
	int r = path ? read_file(path, VALUE_MAX, &text, NULL) : -ENOMEM;

	if (r < 0)
		return r;
	asked = strncmp(text, "max", 3) == 0 ? ULLONG_MAX : strtoull(text, NULL, 10);
	allowed = memory_guarantee(memory_total(), asked);
	if (allowed == asked)
		return 0;
	limited = format_text("%llu", allowed);
	return limited ? write_value(path, limited) : -ENOMEM;
}

static void apply_line(const char *service, char *line)
{
	char *file = line + strspn(line, " \t");
	char *value = file + strcspn(file, " \t");
	int r;

	if (!*file)
		return;
	if (*value)
		*value++ = '\0';
	value += strspn(value, " \t");
	/* the file name comes from a service script of the image, but must stay in the group */
	r = strchr(file, '/') ? -EINVAL : write_in_group(service, file, value);
	if (r == 0 && strcmp(file, GUARANTEE) == 0)
		r = limit_guarantee(service);
	if (r < 0)
		log_errno(r, "service %s: cgroup setting %s = %s (ignored)", service, file, value);
}

int cgroup_make(const char *service, const char *settings)
{
	cleanup_free char *path = format_text(ROOT "/openrc.%s", service);
	cleanup_free char *lines = strdup(settings ? settings : "");
	char *cursor = NULL;

	if (!lines || !path)
		return -ENOMEM;
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return -errno;
	for (char *line = strtok_r(lines, "\n", &cursor); line;
	     line = strtok_r(NULL, "\n", &cursor))
		apply_line(service, line);
	return 0;
}

int cgroup_enter(const char *service)
{
	return write_in_group(service, "cgroup.procs", "0");
}

int cgroup_kill(const char *service)
{
	return write_in_group(service, "cgroup.kill", "1");
}

int cgroup_remove(const char *service)
{
	cleanup_free char *path = format_text(ROOT "/openrc.%s", service);

	if (!path)
		return -ENOMEM;
	return rmdir(path) < 0 ? -errno : 0;
}
