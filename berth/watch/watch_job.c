// SPDX-License-Identifier: Apache-2.0
//
// Programs run beside the event loop. See watch_job.h.

#include "watch_job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/log.h"
#include "../../common/process.h"

#define NEVER INT64_MAX

bool watch_jobs_free(const struct watch_jobs *jobs)
{
	for (size_t i = 0; i < WATCH_JOBS_MAX; i++)
		if (jobs->slots[i].pid == 0)
			return true;
	return false;
}

/* What such a program prints is for people; its errors go to the log of this service. */
static _Noreturn void child(const char *const argv[])
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null >= 0) {
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
	}
	/* exec does not change the strings; its prototype is older than const */
	(void)execv(argv[0], (char *const *)argv);
	log_errno(errno, "run: %s", argv[0]);
	_exit(127);
}

int watch_job_start(struct watch_jobs *jobs, const char *const argv[], int64_t deadline_ms,
		    void *owner, struct watch_job **ret_job)
{
	struct watch_job *job = jobs->slots;

	while (job < jobs->slots + WATCH_JOBS_MAX && job->pid != 0)
		job++;
	if (job == jobs->slots + WATCH_JOBS_MAX)
		return -EAGAIN;
	pid_t pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		child(argv);
	int fd = process_open(pid);
	if (fd < 0) {
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		return fd;
	}
	*job = (struct watch_job){
		.pid = pid, .fd = fd, .deadline_ms = deadline_ms, .owner = owner
	};
	if (ret_job)
		*ret_job = job;
	return 0;
}

int watch_job_end(struct watch_job *job)
{
	int status = 0;

	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	(void)close(job->fd);
	*job = (struct watch_job){ .pid = 0 };
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int64_t watch_jobs_expire(struct watch_jobs *jobs, int64_t now_ms)
{
	int64_t next = -1;

	for (size_t i = 0; i < WATCH_JOBS_MAX; i++) {
		struct watch_job *job = &jobs->slots[i];

		if (job->pid == 0 || job->deadline_ms == NEVER)
			continue;
		if (job->deadline_ms <= now_ms) {
			(void)kill(job->pid, SIGKILL);
			job->deadline_ms = NEVER;
		} else if (next < 0 || job->deadline_ms < next) {
			next = job->deadline_ms;
		}
	}
	return next;
}

void watch_jobs_disown(struct watch_jobs *jobs, const void *owner)
{
	for (size_t i = 0; i < WATCH_JOBS_MAX; i++)
		if (jobs->slots[i].owner == owner)
			jobs->slots[i].owner = NULL;
}
