// SPDX-License-Identifier: Apache-2.0
//
// The containers, from what `docker ps` prints. See container_list.h.

#include "container_list.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"

/*
 * Name, status, and what the restart policy is to do, separated by tabs, which occur in none of
 * them. The labels are containerd's.
 */
const char container_list_format[] = "{{.Names}}\t{{.Status}}"
				     "\t{{.Label \"containerd.io/restart.status\"}}"
				     "\t{{.Label \"containerd.io/restart.policy\"}}"
				     "\t{{.Label \"containerd.io/restart.explicitly-stopped\"}}";

enum field {
	NAME,
	STATUS,
	WANTED, /* of the restart policy: running, or empty */
	POLICY,
	STOPPED_BY_HAND,
	FIELDS
};

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool split(char *line, char *fields[FIELDS])
{
	for (int i = 0; i < FIELDS; i++) {
		if (!line)
			return false;
		fields[i] = strsep(&line, "\t");
	}
	return !line;
}

/*
 * Who said `docker stop` or `docker pause` wants it so. A container with on-failure answers a
 * failure of its own and nothing else: not a good end, and not a restart of the machine
 * ("Created").
 */
static bool ought_to_run(char *const fields[FIELDS])
{
	if (strcmp(fields[WANTED], "running") != 0 ||
	    strcmp(fields[STOPPED_BY_HAND], "true") == 0 || starts(fields[STATUS], "Paus") ||
	    strcmp(fields[POLICY], "no") == 0)
		return false;
	if (starts(fields[POLICY], "on-failure"))
		return !starts(fields[STATUS], "Exited (0)") && !starts(fields[STATUS], "Created");
	return true;
}

static int add_down(struct container_list *list, char *const fields[FIELDS])
{
	struct container_down *grown = realloc(list->down, (list->down_count + 1) * sizeof(*grown));
	struct container_down *entry;

	if (!grown)
		return -ENOMEM;
	list->down = grown;
	entry = &grown[list->down_count];
	entry->name = strdup(fields[NAME]);
	entry->status = strdup(fields[STATUS]);
	list->down_count++;
	return entry->name && entry->status ? 0 : -ENOMEM;
}

static int by_name(const void *a, const void *b)
{
	const struct container_down *left = a, *right = b;

	return strcmp(left->name, right->name);
}

int container_list_parse(const char *text, struct container_list *ret_list)
{
	cleanup_free char *copy = strdup(text);
	struct container_list list = { 0 };
	char *rest = copy;
	int r = copy ? 0 : -ENOMEM;

	for (char *line = strsep(&rest, "\n"); r == 0 && line; line = strsep(&rest, "\n")) {
		char *fields[FIELDS];

		if (!split(line, fields))
			continue;
		list.total++;
		if (starts(fields[STATUS], "Up"))
			list.running++;
		else if (ought_to_run(fields))
			r = add_down(&list, fields);
	}
	if (r < 0) {
		container_list_release(&list);
		return r;
	}
	if (list.down_count > 1)
		qsort(list.down, list.down_count, sizeof(*list.down), by_name);
	*ret_list = list;
	return 0;
}

void container_list_release(struct container_list *list)
{
	for (size_t i = 0; i < list->down_count; i++) {
		free(list->down[i].name);
		free(list->down[i].status);
	}
	free(list->down);
	*list = (struct container_list){ 0 };
}
