// SPDX-License-Identifier: Apache-2.0
//
// The services and their states. See service_list.h.

#include "service_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define REASON_MAX 4096
#define STOPPED "stopped"

/* A service that changes its state is for a moment in two directories: the later one here counts.
 */
static const char *const states[] = { "stopping", "inactive", "starting", "started", "failed" };

static struct service_entry *entry_of(struct service_list *list, const char *name)
{
	struct service_entry *grown;
	char *copy;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
	if (grown)
		list->items = grown;
	copy = strdup(name);
	if (!grown || !copy) {
		free(copy);
		return NULL;
	}
	list->items[list->count] = (struct service_entry){ .name = copy, .state = STOPPED };
	return &list->items[list->count++];
}

static int read_dir(struct service_list *list, const char *path, const char *state)
{
	cleanup_dir DIR *dir = opendir(path);
	struct dirent *item;

	if (!dir)
		return -errno;
	while ((item = readdir(dir))) {
		struct service_entry *entry;

		if (item->d_name[0] == '.')
			continue;
		entry = entry_of(list, item->d_name);
		if (!entry)
			return -ENOMEM;
		entry->state = state;
	}
	return 0;
}

static int read_states(struct service_list *list, const char *state_dir)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(states) / sizeof(states[0]); i++) {
		cleanup_free char *path = format_text("%s/%s", state_dir, states[i]);

		r = path ? read_dir(list, path, states[i]) : -ENOMEM;
	}
	return r;
}

/* A missing one is the usual case. */
static int read_reasons(struct service_list *list, const char *state_dir)
{
	for (size_t i = 0; i < list->count; i++) {
		struct service_entry *entry = &list->items[i];
		cleanup_free char *path =
			format_text("%s/options/%s/reason", state_dir, entry->name);

		if (!path)
			return -ENOMEM;
		(void)read_file(path, REASON_MAX, &entry->reason, NULL);
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct service_entry *left = a, *right = b;

	return strcmp(left->name, right->name);
}

int service_list_read(const char *state_dir, const char *runlevel_dir,
		      struct service_list *ret_list)
{
	struct service_list list = { 0 };
	int r = read_dir(&list, runlevel_dir, STOPPED);

	if (r == -ENOENT)
		r = 0;
	if (r == 0)
		r = read_states(&list, state_dir);
	if (r == 0)
		r = read_reasons(&list, state_dir);
	if (r < 0) {
		service_list_release(&list);
		return r;
	}
	if (list.count > 1)
		qsort(list.items, list.count, sizeof(*list.items), by_name);
	*ret_list = list;
	return 0;
}

void service_list_release(struct service_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].name);
		free(list->items[i].reason);
	}
	free(list->items);
	*list = (struct service_list){ 0 };
}
