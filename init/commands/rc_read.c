// SPDX-License-Identifier: Apache-2.0
//
// Reading scripts for PID 1. See rc_read.h.

#include "rc_read.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../service/service_load.h"
#include "send_script.h"

#define WORKERS_MAX 4

/* One that cannot be used is told to PID 1 as well, which waits for a word about each. */
static int read_one(const struct control_list *list, const char *name, struct string_list *sent)
{
	cleanup_free char *path = service_script_path("", name);
	cleanup_free char *why = NULL;
	cleanup_free char *answer = NULL;
	int r = path ? send_script(list, name, path, sent, &why) : -ENOMEM;

	if (r > 0)
		r = control_unusable(name, why, &answer);
	return r < 0 ? log_errno(r, "service %s: reading its script", name) : 0;
}

/* What scripts print while they are read. */
static void show_in_log(void)
{
	cleanup_fd int log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (log >= 0)
		(void)dup2(log, STDERR_FILENO);
}

/* Every so many of the names, from the one at @first on. Returns the exit status. */
static int read_share(char *names[], size_t first, size_t step)
{
	struct control_list list = { 0 };
	struct string_list sent = { 0 };
	int result = 0;
	int r = control_fetch_list(&list);

	if (r < 0)
		log_errno(r, "asking init");
	/* each of them is read for itself, by whosever share it is in, whatever needs it */
	for (size_t i = 0; r == 0 && names[i]; i++)
		r = string_list_add(&sent, names[i], strlen(names[i]));
	for (size_t i = 0; r == 0 && names[i]; i++)
		if (i % step == first && read_one(&list, names[i], &sent) < 0)
			result = 1;
	string_list_release(&sent);
	control_list_release(&list);
	return r < 0 ? 1 : result;
}

/* A shell is at work most of the time: as many at once as there are processors. */
static size_t count_workers(size_t names)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t workers = processors > 1 ? (size_t)processors : 1;

	if (workers > WORKERS_MAX)
		workers = WORKERS_MAX;
	return workers < names ? workers : names;
}

/* Ends with who has started it. Returns its pid, 0 in the worker, or a negative errno. */
static pid_t fork_worker(void)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		_exit(1);
	return pid;
}

static int wait_for_workers(void)
{
	int result = 0, status;
	pid_t pid;

	while ((pid = wait(&status)) > 0 || errno == EINTR)
		if (pid > 0 && status != 0)
			result = 1;
	return result;
}

int rc_read_main(int argc, char *argv[])
{
	char **names = argv + (argc > 0);
	size_t workers = count_workers((size_t)argc - 1);
	int result = 0;

	log_init("berth rc-read", LOG_TO_KMSG);
	show_in_log();
	for (size_t i = 1; i < workers; i++) {
		pid_t pid = fork_worker();

		if (pid == 0)
			_exit(read_share(names, i, workers));
		if (pid < 0) /* then the share is this one's */
			result |= read_share(names, i, workers);
	}
	if (workers > 0)
		result |= read_share(names, 0, workers);
	return wait_for_workers() | result;
}
