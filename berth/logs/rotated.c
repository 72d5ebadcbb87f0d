// SPDX-License-Identifier: Apache-2.0
//
// Earlier files of a log. See rotated.h.

#include "rotated.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"

struct found {
	char *path;
	struct timespec written;
};

struct found_list {
	struct found *items;
	size_t count;
};

bool rotated_is_name(const char *name, const char *file)
{
	size_t len = strlen(file);

	if (strncmp(name, file, len) != 0 || name[len] != '.' || name[len + 1] == '\0')
		return false;
	return name[len + 1 + strspn(name + len + 1, "0123456789")] == '\0';
}

static int add(struct found_list *list, const char *directory, const char *name)
{
	cleanup_free char *path = format_text("%s/%s", directory, name);
	struct found *grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
	struct stat st;

	if (grown)
		list->items = grown;
	if (!grown || !path)
		return -ENOMEM;
	if (lstat(path, &st) < 0)
		return 0; /* gone meanwhile */
	grown[list->count++] = (struct found){ .path = take_ptr(path), .written = st.st_mtim };
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct timespec *left = &((const struct found *)a)->written;
	const struct timespec *right = &((const struct found *)b)->written;

	if (left->tv_sec != right->tv_sec)
		return left->tv_sec < right->tv_sec ? -1 : 1;
	return (left->tv_nsec > right->tv_nsec) - (left->tv_nsec < right->tv_nsec);
}

static int find(const char *directory, const char *file, struct found_list *list)
{
	cleanup_dir DIR *dir = opendir(directory);
	struct dirent *entry;
	int r = 0;

	if (!dir)
		return -errno;
	while (r == 0 && (entry = readdir(dir)))
		if (rotated_is_name(entry->d_name, file))
			r = add(list, directory, entry->d_name);
	return r;
}

int rotated_list(const char *path, struct string_list *ret_paths)
{
	const char *slash = strrchr(path, '/');
	cleanup_free char *directory = slash ? strndup(path, (size_t)(slash - path)) : NULL;
	struct found_list list = { 0 };
	int r = directory ? find(directory, slash + 1, &list) : -ENOMEM;

	if (list.count > 1)
		qsort(list.items, list.count, sizeof(*list.items), by_time);
	for (size_t i = 0; i < list.count; i++) {
		if (r == 0)
			r = string_list_add(ret_paths, list.items[i].path,
					    strlen(list.items[i].path));
		free(list.items[i].path);
	}
	free(list.items);
	return r;
}
