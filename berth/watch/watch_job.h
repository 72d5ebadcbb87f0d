// SPDX-License-Identifier: Apache-2.0
//
// The docker commands that `berth watch` runs: few at a time, each with a time limit.

#ifndef BERTH_WATCH_JOB_H
#define BERTH_WATCH_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Each is a Go program with some ten megabytes of its own. */
#define WATCH_JOBS_MAX 4

struct watch_job {
	pid_t pid; /* 0 = free */
	int fd; /* a pidfd: readable when the program has ended */
	int64_t deadline_ms;
	void *owner; /* the caller's; NULL = nobody waits for the result */
};

struct watch_jobs {
	struct watch_job slots[WATCH_JOBS_MAX];
};

/* watch_jobs_free - whether one more can be started. */
bool watch_jobs_free(const struct watch_jobs *jobs);

/*
 * watch_job_start - start a program; its errors go where ours go.
 * @argv: NULL-terminated; argv[0] is a path
 * @deadline_ms: when it is killed
 * @ret_job: the job, valid until watch_job_end(); may be NULL
 * Returns 0, -EAGAIN if no slot is free, or another negative errno.
 */
int watch_job_start(struct watch_jobs *jobs, const char *const argv[], int64_t deadline_ms,
		    void *owner, struct watch_job **ret_job);

/* watch_job_end - reap a program whose descriptor is readable, free its slot. Returns its exit
 * status 0..255, or 128 + signal number. */
int watch_job_end(struct watch_job *job);

/* watch_jobs_expire - kill what is past its time; they end as all others do.
 * Returns the next deadline, or -1. */
int64_t watch_jobs_expire(struct watch_jobs *jobs, int64_t now_ms);

/* watch_jobs_disown - @owner is going away: nobody waits for the results of its jobs. */
void watch_jobs_disown(struct watch_jobs *jobs, const void *owner);

#endif
