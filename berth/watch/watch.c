// SPDX-License-Identifier: Apache-2.0
//
// Watched containers. See watch.h. Everything that happens is an event: a record that comes or
// goes, a process or a command that ends, a check that is due.

#include "watch.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/process.h"
#include "../../common/text.h"

#define CHECK_GRACE_MS 60000 /* beyond the time limit that docker itself holds a check to */
#define END_LIMIT_MS 120000
#define RETRY_MS 10000 /* the engine may be starting again */

int64_t watch_now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A descriptor for a process, or -ESRCH if it has ended, whoever has its number now. */
static int open_process(const struct watch_process *process)
{
	uint64_t start = 0;

	/* first the descriptor, then the look: what is looked at cannot change any more */
	cleanup_fd int fd = process_open(process->pid);
	if (fd < 0)
		return fd;
	int r = process_start(process->pid, &start);
	if (r == -ENOENT || (r == 0 && start != process->start))
		return -ESRCH;
	return r < 0 ? r : take_fd(&fd);
}

static void release(struct watch *watch, struct watched *w)
{
	watch_jobs_disown(&watch->jobs, w);
	if (w->fd >= 0)
		(void)close(w->fd);
	if (w->client_fd >= 0)
		(void)close(w->client_fd);
	free(w->name);
	free(w);
}

static void remove_at(struct watch *watch, size_t index)
{
	release(watch, watch->items[index]);
	watch->items[index] = watch->items[--watch->count];
}

void watch_drop(struct watch *watch, const char *name)
{
	for (size_t i = 0; i < watch->count; i++)
		if (strcmp(watch->items[i]->name, name) == 0) {
			remove_at(watch, i);
			return;
		}
}

/* The process has ended: now, or before this program looked. */
static void ended(struct watched *w)
{
	if (w->fd >= 0)
		(void)close(w->fd);
	w->fd = -1;
	/* a client that is alive does what is to be done */
	w->due_ms = w->client_fd < 0 ? watch_now_ms() : -1;
}

static int read_record(const char *name, struct watch_record *ret_record)
{
	cleanup_free char *path = format_text(WATCH_RECORDS "/%s", name);
	cleanup_free char *text = NULL;

	if (!path)
		return -ENOMEM;
	if (!watch_name_check(name))
		return -EINVAL;
	int r = read_file(path, WATCH_RECORD_MAX, &text, NULL);
	return r < 0 ? r : watch_record_parse(text, ret_record);
}

static void start_watching(struct watched *w)
{
	const struct watch_health *health = &w->record.health;

	w->started_ms = (int64_t)(w->record.process.start * 1000 / (uint64_t)sysconf(_SC_CLK_TCK));
	w->client_fd = w->record.client.pid ? open_process(&w->record.client) : -1;
	w->fd = open_process(&w->record.process);
	w->due_ms = -1;
	if (w->fd < 0)
		ended(w);
	else if (health->interval_ms > 0)
		w->due_ms = watch_next_check(health, w->started_ms, w->started_ms, false);
}

static int append(struct watch *watch, const char *name, const struct watch_record *record)
{
	struct watched **more =
		realloc(watch->items, (watch->count + 1) * sizeof(struct watched *));
	cleanup_free struct watched *w = calloc(1, sizeof(*w));

	if (more)
		watch->items = more;
	if (!more || !w || !(w->name = strdup(name)))
		return -ENOMEM;
	w->record = *record;
	start_watching(w);
	watch->items[watch->count++] = take_ptr(w);
	return 0;
}

void watch_add(struct watch *watch, const char *name)
{
	struct watch_record record;
	int r = read_record(name, &record);

	watch_drop(watch, name);
	if (r == 0)
		r = append(watch, name, &record);
	if (r < 0 && r != -ENOENT)
		log_errno(r, "read: " WATCH_RECORDS "/%s (the container is not watched)", name);
}

static bool has_record(const char *name)
{
	cleanup_free char *path = format_text(WATCH_RECORDS "/%s", name);

	return !path || access(path, F_OK) == 0;
}

int watch_add_all(struct watch *watch)
{
	cleanup_dir DIR *dir = opendir(WATCH_RECORDS);
	const struct dirent *entry;

	if (!dir)
		return -errno;
	for (size_t i = watch->count; i-- > 0;)
		if (!has_record(watch->items[i]->name))
			remove_at(watch, i);
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			watch_add(watch, entry->d_name);
	return 0;
}

/* Runs the command that is due: a check while the process runs, else what its end asks for. */
static int run_command(struct watch *watch, struct watched *w)
{
	int64_t limit = w->fd >= 0 ? w->record.health.timeout_ms + CHECK_GRACE_MS : END_LIMIT_MS;
	cleanup_free char *namespace = strdup(w->name);
	cleanup_free char *pid = format_text("%d", (int)w->record.process.pid);

	if (!namespace || !pid)
		return -ENOMEM;
	char *id = strchr(namespace, ':');
	*id++ = '\0';
	const char *check[] = { WATCH_DOCKER, "--namespace", namespace, "container", "healthcheck",
				id,	      NULL };
	const char *end[] = { WATCH_DOCKER, "--namespace", namespace, "internal", "ended",
			      id,	    pid,	   NULL };
	w->checking = w->fd >= 0;
	return watch_job_start(&watch->jobs, w->checking ? check : end, watch_now_ms() + limit, w,
			       &w->job);
}

int64_t watch_work(struct watch *watch)
{
	int64_t now = watch_now_ms();
	int64_t next = watch_jobs_expire(&watch->jobs, now);

	for (size_t i = 0; i < watch->count; i++) {
		struct watched *w = watch->items[i];

		if (w->job || w->due_ms < 0)
			continue;
		if (w->due_ms <= now && watch_jobs_free(&watch->jobs)) {
			int r = run_command(watch, w);

			if (r == 0)
				continue;
			log_errno(r, "run: " WATCH_DOCKER " for %s", w->name);
			w->due_ms = now + RETRY_MS;
		}
		/* without a free job it waits for the end of one, not for a time */
		if (w->due_ms > now && (next < 0 || w->due_ms < next))
			next = w->due_ms;
	}
	return next;
}

/* The command for a container has ended. */
static void command_ended(struct watch *watch, struct watched *w, int status)
{
	int64_t now = watch_now_ms();

	w->job = NULL;
	if (w->checking && w->fd >= 0)
		w->due_ms = watch_next_check(&w->record.health, w->started_ms, now, status == 0);
	else if (w->checking)
		ended(w);
	else if (status == 0)
		watch_drop(watch, w->name);
	else
		w->due_ms = now + ((int64_t)RETRY_MS << (w->failures < 6 ? w->failures++ : 6));
}

int watch_descriptors(const struct watch *watch, int spare, struct pollfd **ret_fds)
{
	size_t max = (size_t)spare + WATCH_JOBS_MAX + 2 * watch->count;
	struct pollfd *fds = calloc(max, sizeof(*fds));
	int used = spare;

	if (!fds)
		return -ENOMEM;
	for (size_t i = 0; i < WATCH_JOBS_MAX; i++)
		if (watch->jobs.slots[i].pid != 0)
			fds[used++].fd = watch->jobs.slots[i].fd;
	for (size_t i = 0; i < watch->count; i++) {
		const struct watched *w = watch->items[i];

		if (w->fd >= 0)
			fds[used++].fd = w->fd;
		if (w->client_fd >= 0)
			fds[used++].fd = w->client_fd;
	}
	for (int i = spare; i < used; i++)
		fds[i].events = POLLIN;
	*ret_fds = fds;
	return used;
}

static bool job_readable(struct watch *watch, int fd)
{
	for (size_t i = 0; i < WATCH_JOBS_MAX; i++) {
		struct watch_job *job = &watch->jobs.slots[i];

		if (job->pid == 0 || job->fd != fd)
			continue;
		struct watched *w = job->owner;
		int status = watch_job_end(job);
		if (w)
			command_ended(watch, w, status);
		return true;
	}
	return false;
}

void watch_readable(struct watch *watch, int fd)
{
	if (job_readable(watch, fd))
		return;
	for (size_t i = 0; i < watch->count; i++) {
		struct watched *w = watch->items[i];

		if (w->fd == fd) {
			ended(w);
			return;
		}
		if (w->client_fd == fd) {
			(void)close(w->client_fd);
			w->client_fd = -1;
			if (w->fd < 0)
				ended(w);
			return;
		}
	}
}
