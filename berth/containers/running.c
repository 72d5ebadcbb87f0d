// SPDX-License-Identifier: Apache-2.0
//
// Running containers. See running.h.

#include "running.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/number.h"
#include "../../common/process.h"
#include "../../common/text.h"

#define BUNDLES "/run/containerd/io.containerd.runtime.v2.task"
#define CGROUPS "/sys/fs/cgroup"
#define CONFIG_MAX (4UL * 1024 * 1024)
#define PID_MAX_TEXT 32
#define CGROUP_MAX 65536

static void release(struct running *container)
{
	free(container->id);
	free(container->cgroup);
	bundle_release(&container->bundle);
	if (container->fd >= 0)
		(void)close(container->fd);
}

static int read_pid(const char *bundle)
{
	cleanup_free char *path = format_text("%s/init.pid", bundle);
	cleanup_free char *text = NULL;
	int r = path ? read_file(path, PID_MAX_TEXT, &text, NULL) : -ENOMEM;
	int64_t pid;

	if (r < 0)
		return r;
	text[strcspn(text, "\n")] = '\0';
	pid = number_parse(text, INT_MAX);
	return pid > 1 ? (int)pid : -EINVAL;
}

static int read_bundle(const char *bundle, struct bundle *ret_bundle)
{
	cleanup_free char *path = format_text("%s/config.json", bundle);
	cleanup_free char *text = NULL;
	size_t len;
	int r = path ? read_file(path, CONFIG_MAX, &text, &len) : -ENOMEM;

	return r < 0 ? r : bundle_parse(text, len, ret_bundle);
}

/*
 * The cgroup of a process, if it is the container's. So a number that belongs to somebody else by
 * now is found out: -ESRCH.
 */
static int find_cgroup(int pid, const struct running *container, char **ret_cgroup)
{
	cleanup_free char *path = format_text("/proc/%d/cgroup", pid);
	cleanup_free char *text = NULL;
	int r = path ? read_file(path, CGROUP_MAX, &text, NULL) : -ENOMEM;
	size_t len;

	if (r < 0)
		return r == -ENOENT ? -ESRCH : r;
	text[strcspn(text, "\n")] = '\0';
	if (strncmp(text, "0::", 3) != 0)
		return -ESRCH;
	len = bundle_cgroup(text + 3, container->bundle.cgroup, container->id);
	if (len == 0)
		return -ESRCH;
	*ret_cgroup = format_text(CGROUPS "%.*s", (int)len, text + 3);
	return *ret_cgroup ? 0 : -ENOMEM;
}

/* First the descriptor, then the look: what is looked at cannot become another process. */
static int find_process(const char *bundle, struct running *container)
{
	int pid = read_pid(bundle);
	int r;

	if (pid < 0)
		return pid;
	container->fd = process_open(pid);
	if (container->fd < 0) /* EINVAL: it is one of the threads of somebody else by now */
		return container->fd == -EINVAL ? -ESRCH : container->fd;
	r = find_cgroup(pid, container, &container->cgroup);
	if (r == 0)
		r = process_start(pid, &container->start);
	return r;
}

static int look(const char *space, const char *id, struct running *ret_container)
{
	cleanup_free char *bundle = format_text(BUNDLES "/%s/%s", space, id);
	struct running container = { .fd = -1, .id = strdup(id) };
	int r = bundle && container.id ? read_bundle(bundle, &container.bundle) : -ENOMEM;

	if (r == 0)
		r = find_process(bundle, &container);
	if (r < 0) {
		release(&container);
		return r;
	}
	*ret_container = container;
	return 0;
}

static int add(struct running_list *list, const char *space, const char *id)
{
	struct running *grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
	int r;

	if (!grown)
		return -ENOMEM;
	list->items = grown;
	r = look(space, id, &grown[list->count]);
	if (r == 0)
		list->count++;
	else if (r != -ESRCH && r != -ENOENT) /* ended, or not started yet */
		log_errno(r, "container %s/%s (left to the end)", space, id);
	return 0;
}

/* -ENOENT: there is none, as no container was ever started. */
static int open_bundles(const char *path, DIR **ret_dir)
{
	*ret_dir = opendir(path);
	if (*ret_dir)
		return 0;
	return errno == ENOENT ? -ENOENT : log_errno(errno, "opening %s", path);
}

static const char *next_name(DIR *dir)
{
	const struct dirent *entry = readdir(dir);

	while (entry && entry->d_name[0] == '.')
		entry = readdir(dir);
	return entry ? entry->d_name : NULL;
}

/* One that cannot be opened costs its own containers their signals, and no others. */
static int add_all_of(struct running_list *list, const char *space)
{
	cleanup_free char *path = format_text(BUNDLES "/%s", space);
	cleanup_dir DIR *dir = NULL;
	const char *id;
	int r = 0;

	if (!path)
		return -ENOMEM;
	if (open_bundles(path, &dir) < 0)
		return 0;
	while (r == 0 && (id = next_name(dir)))
		r = add(list, space, id);
	return r;
}

static int add_all(struct running_list *list)
{
	cleanup_dir DIR *dir = NULL;
	const char *space;
	int r = open_bundles(BUNDLES, &dir);

	while (r == 0 && (space = next_name(dir)))
		r = add_all_of(list, space);
	return r == -ENOENT ? 0 : r;
}

static int last_started_first(const void *a, const void *b)
{
	const struct running *left = a, *right = b;

	return (left->start < right->start) - (left->start > right->start);
}

int running_find(struct running_list *ret_list)
{
	struct running_list list = { 0 };
	int r = add_all(&list);

	if (r < 0) {
		running_release(&list);
		return r;
	}
	if (list.count > 1)
		qsort(list.items, list.count, sizeof(*list.items), last_started_first);
	*ret_list = list;
	return 0;
}

void running_release(struct running_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		release(&list->items[i]);
	free(list->items);
	*list = (struct running_list){ 0 };
}

static int write_cgroup(const struct running *container, const char *file, const char *value)
{
	cleanup_free char *path = format_text("%s/%s", container->cgroup, file);

	return path ? write_value(path, value) : -ENOMEM;
}

int running_ask(const struct running *container)
{
	int r = process_signal(container->fd, container->bundle.stop_signal);

	/* paused, or stopped by a signal: after that, as it must not run on without knowing */
	(void)process_signal(container->fd, SIGCONT);
	(void)write_cgroup(container, "cgroup.freeze", "0");
	return r;
}

int running_kill(const struct running *container)
{
	int r = write_cgroup(container, "cgroup.kill", "1");

	return r < 0 ? process_signal(container->fd, SIGKILL) : r;
}
