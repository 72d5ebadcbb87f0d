// SPDX-License-Identifier: Apache-2.0
//
// Why a process could not become its program. See start_report.h.

#include "start_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ROOM_FOR 1024 /* services; more than that are started all the same */

static struct start_report *reports;
static size_t used;
static int memory_fd = -1;

static bool map_memory(void)
{
	void *memory = mmap(NULL, ROOM_FOR * sizeof(*reports), PROT_READ | PROT_WRITE, MAP_SHARED,
			    memory_fd, 0);

	if (memory != MAP_FAILED)
		reports = memory;
	return reports;
}

/* In a file, as memory without one ends at execve(2). */
static bool open_memory(void)
{
	memory_fd = memfd_create("start reports", MFD_CLOEXEC);
	return memory_fd >= 0 && ftruncate(memory_fd, ROOM_FOR * sizeof(*reports)) == 0 &&
	       map_memory();
}

struct start_report *start_report_new(void)
{
	if (!reports && memory_fd < 0 && !open_memory())
		return NULL;
	return reports && used < ROOM_FOR ? &reports[used++] : NULL;
}

void start_report_save(struct saver *saver)
{
	saver_fd(saver, START_REPORT_SAVED, memory_fd);
}

void start_report_resume(int fd)
{
	memory_fd = fd;
	(void)map_memory();
}

int64_t start_report_number(const struct start_report *report)
{
	return report ? report - reports : -1;
}

struct start_report *start_report_at(size_t number)
{
	if (!reports || number >= ROOM_FOR)
		return start_report_new();
	if (used <= number)
		used = number + 1;
	return &reports[number];
}

void start_report_clear(struct start_report *report)
{
	if (report)
		*report = (struct start_report){ 0 };
}

void start_report_fail(struct start_report *report, enum start_step step, int error)
{
	if (report)
		*report = (struct start_report){ .step = step, .error = error };
}

void start_report_lack(struct start_report *report, enum start_step step, size_t item, int error)
{
	if (report)
		*report = (struct start_report){ .step = step, .error = error, .item = item };
}

bool start_report_is_bad(const struct start_report *report)
{
	return report && report->error != 0;
}

bool start_report_is_final(const struct start_report *report)
{
	static const int passing[] = { ENOMEM, EAGAIN, EMFILE, ENFILE, ENOSPC, EIO, ETXTBSY };

	if (!start_report_is_bad(report))
		return false;
	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++)
		if (report->error == passing[i])
			return false;
	return true;
}

static const char *item_of(const struct string_list *list, size_t index)
{
	return index < list->count ? list->items[index] : "?";
}

const char *start_report_describe(const struct start_report *report, const struct service_def *def,
				  char *buffer, size_t size)
{
	const char *error;

	if (!start_report_is_bad(report))
		return NULL;
	error = strerror(report->error);
	switch (report->step) {
	case START_PREPARE:
		(void)snprintf(buffer, size, "cannot be started: %s", error);
		break;
	case START_REQUIRED_DIR:
		(void)snprintf(buffer, size, "cannot be started: it requires the directory %s: %s",
			       item_of(&def->required_dirs, report->item), error);
		break;
	case START_REQUIRED_FILE:
		(void)snprintf(buffer, size, "cannot be started: it requires the file %s: %s",
			       item_of(&def->required_files, report->item), error);
		break;
	case START_DIRECTORY:
		(void)snprintf(buffer, size, "cannot be started in %s: %s", def->directory, error);
		break;
	case START_PRE:
		(void)snprintf(buffer, size, "cannot be started: start_pre() has failed");
		break;
	case START_PIDFILE:
		(void)snprintf(buffer, size, "cannot be started: writing its pidfile: %s", error);
		break;
	case START_USER:
		(void)snprintf(buffer, size, "cannot be started as %s: %s",
			       def->user ? def->user : "root",
			       report->error == ENOENT ? "no such user or group" : error);
		break;
	case START_EXECUTE:
		(void)snprintf(buffer, size, "cannot be executed: %s", error);
		break;
	case START_INTERPRETER:
		(void)snprintf(buffer, size, "cannot be executed: its interpreter is missing");
		break;
	}
	return buffer;
}
