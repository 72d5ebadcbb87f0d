// SPDX-License-Identifier: Apache-2.0
//
// What docker leaves for `berth watch` about a running container: one small file in
// WATCH_RECORDS, named NAMESPACE:ID, of lines
//
//   pid PID START                                       the container's process
//   client PID START                                    a docker command that does itself what is
//                                                       due when the container has ended
//   health INTERVAL TIMEOUT START-PERIOD START-INTERVAL milliseconds
//
// START is when the process started, in clock ticks since boot: numbers of processes come again.
// Pure parsers, and the rule of when a check is due.

#ifndef BERTH_WATCH_RECORD_H
#define BERTH_WATCH_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define WATCH_RECORDS "/run/berth/containers"
#define WATCH_RECORD_MAX 4096 /* bytes; docker writes less than 200 */

struct watch_process {
	pid_t pid; /* 0 = none */
	uint64_t start;
};

struct watch_health {
	int64_t interval_ms; /* 0 = there is no check; else at least a second */
	int64_t timeout_ms;
	int64_t start_period_ms;
	int64_t start_interval_ms;
};

struct watch_record {
	struct watch_process process;
	struct watch_process client;
	struct watch_health health;
};

/*
 * watch_record_parse - read a record.
 * Returns 0, or -EINVAL if it is not understood: then nothing is written to @ret_record.
 */
int watch_record_parse(const char *text, struct watch_record *ret_record);

/*
 * watch_name_check - tell whether a file name is NAMESPACE:ID, of characters that are safe as words
 * of a command line.
 */
bool watch_name_check(const char *name);

/*
 * watch_next_check - when the next check is due.
 * @started_ms: when the container started
 * @from_ms: when the last check ended, or @started_ms before the first one
 * @healthy: whether the last check found the container healthy
 */
int64_t watch_next_check(const struct watch_health *health, int64_t started_ms, int64_t from_ms,
			 bool healthy);

#endif
