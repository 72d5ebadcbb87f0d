// SPDX-License-Identifier: Apache-2.0
//
// Why a service's process could not become its program: the child leaves word in memory that it
// shares with PID 1, as an exit status says no more than "127".

#ifndef BERTH_INIT_START_REPORT_H
#define BERTH_INIT_START_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "../reexec/saved_state.h"
#include "service_def.h"

/* What the child was at. */
enum start_step {
	START_PREPARE, /* memory, environment */
	START_REQUIRED_DIR, /* one of required_dirs is not there */
	START_REQUIRED_FILE, /* one of required_files cannot be read */
	START_DIRECTORY,
	START_PRE, /* its start_pre() has failed */
	START_PIDFILE,
	START_USER,
	START_EXECUTE,
	START_INTERPRETER, /* the program is there, and what its first line names is not */
};

struct start_report {
	enum start_step step;
	int error; /* errno; 0 = nothing went wrong */
	size_t item; /* number of the one that is required and missing */
};

/*
 * start_report_new - one that parent and child both see; for the whole life of PID 1.
 * Returns NULL if there is no memory, or for more services than there is room for: then nothing is
 * known.
 */
struct start_report *start_report_new(void);

/*
 * start_report_save - for the init that this one is going to execute. start_report_resume - in that
 * one, before the first report: the memory that the children still write to. Takes over @fd.
 */
#define START_REPORT_SAVED "start_report.memory"
void start_report_save(struct saver *saver);
void start_report_resume(int fd);

/* start_report_number - by which it is found again, < 0 for NULL. start_report_at - that one, a new
 * one if there is none. */
int64_t start_report_number(const struct start_report *report);
struct start_report *start_report_at(size_t number);

/* start_report_clear - before a fork. start_report_fail - in the child. Both take NULL. */
void start_report_clear(struct start_report *report);
void start_report_fail(struct start_report *report, enum start_step step, int error);

/* start_report_lack - in the child: the required thing number @item is not there. Takes NULL. */
void start_report_lack(struct start_report *report, enum start_step step, size_t item, int error);

/* start_report_is_bad - true if something went wrong. Takes NULL. */
bool start_report_is_bad(const struct start_report *report);

/*
 * start_report_is_final - true if something went wrong that does not pass by itself, as a shortage
 * of memory may. Takes NULL.
 */
bool start_report_is_final(const struct start_report *report);

/*
 * start_report_describe - "cannot be executed: its interpreter is missing": behind the program's
 * name.
 * @def: of the service; what it asked for is named
 * Returns @buffer, or NULL if nothing went wrong.
 */
const char *start_report_describe(const struct start_report *report, const struct service_def *def,
				  char *buffer, size_t size);

#endif
