// SPDX-License-Identifier: Apache-2.0
//
// Why a process could not become its program. See start_report.h.

#include "start_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define ROOM_FOR 1024 /* services; more than that are started all the same */

struct start_report *start_report_new(void)
{
	static struct start_report *reports;
	static size_t used;

	if (!reports) {
		void *memory = mmap(NULL, ROOM_FOR * sizeof(*reports), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

		if (memory == MAP_FAILED)
			return NULL;
		reports = memory;
	}
	return used < ROOM_FOR ? &reports[used++] : NULL;
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
