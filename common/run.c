// SPDX-License-Identifier: Apache-2.0
//
// Run a program to its end with a time limit. See run.h.

#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "monotonic.h"
#include "process.h"

extern char **environ;

struct output {
	char *data; /* NULL = not collected */
	size_t len, max;
};

static const struct run_options no_options;

/* In the child: never returns. The errno of what failed goes up the status pipe. */
static void child(const char *const argv[], const struct run_options *options, int status_fd,
		  int output_fd)
{
	const char *input = options->input_path ? options->input_path : "/dev/null";
	sigset_t none;
	int fd, error;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	for (int signo = 1; signo < NSIG; signo++)
		(void)signal(signo, SIG_DFL);
	/* a group of its own, so that the time limit reaches grandchildren too */
	(void)setpgid(0, 0);
	fd = open(input, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || dup2(fd, STDIN_FILENO) < 0)
		goto fail;
	if (output_fd >= 0 &&
	    (dup2(output_fd, STDOUT_FILENO) < 0 || dup2(output_fd, STDERR_FILENO) < 0))
		goto fail;
	if (options->directory && chdir(options->directory) < 0)
		goto fail;
	if (options->env)
		environ = (char **)options->env;
	/* exec does not change the strings; its prototype is older than const */
	(void)execvp(argv[0], (char *const *)argv);
fail:
	error = errno;
	(void)write(status_fd, &error, sizeof(error));
	_exit(127);
}

/* Read what is there; false at the end of the output. */
static bool collect(int fd, struct output *output)
{
	char scrap[4096];
	ssize_t n = read(fd, scrap, sizeof(scrap));
	size_t keep;

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n == 0)
		return false;
	keep = output->max - output->len;
	if (keep > (size_t)n)
		keep = (size_t)n;
	if (output->data && keep > 0) {
		memcpy(output->data + output->len, scrap, keep);
		output->len += keep;
	}
	return true;
}

/*
 * Wait until the program has ended. Its output is read up to that moment and once more after it,
 * but not until end of file: a daemon that it left behind may hold the pipe open for ever.
 */
static int wait_end(int pidfd, int output_fd, int64_t deadline, struct output *output)
{
	for (;;) {
		struct pollfd fds[2] = { { .fd = pidfd, .events = POLLIN },
					 { .fd = output_fd, .events = POLLIN } };
		int64_t left = deadline ? deadline - monotonic_ms() : -1;
		int n;

		if (deadline && left <= 0)
			return -ETIMEDOUT;
		n = poll(fds, 2, left > INT32_MAX ? INT32_MAX : (int)left);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n <= 0)
			continue;
		if (fds[1].revents && !collect(output_fd, output))
			output_fd = -1;
		else if (fds[0].revents && !fds[1].revents)
			return 0;
	}
}

/* 0 if the exec succeeded (the pipe closed without a word), else the child's negative errno. */
static int exec_error(int fd)
{
	int error;
	ssize_t n;

	do
		n = read(fd, &error, sizeof(error));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(error) ? -error : 0;
}

static int reap(pid_t pid)
{
	int status;
	pid_t r;

	do
		r = waitpid(pid, &status, 0);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return -errno;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int supervise(pid_t pid, const struct run_options *options, int status_fd, int output_fd,
		     struct output *output, int *ret_status)
{
	int64_t deadline = options->timeout_ms > 0 ? monotonic_ms() + options->timeout_ms : 0;
	cleanup_fd int pidfd = -1;
	int r = exec_error(status_fd);
	int status;

	if (r == 0) {
		pidfd = process_open(pid);
		r = pidfd < 0 ? pidfd : wait_end(pidfd, output_fd, deadline, output);
	}
	if (r < 0) {
		(void)kill(-pid, SIGKILL);
		(void)kill(pid, SIGKILL);
	}
	status = reap(pid);
	if (r < 0)
		return r;
	if (status < 0)
		return status;
	*ret_status = status;
	return 0;
}

int run(const char *const argv[], const struct run_options *options, int *ret_status,
	char **ret_output)
{
	const struct run_options *opt = options ? options : &no_options;
	cleanup_fd int status_read = -1, status_write = -1, out_read = -1, out_write = -1;
	struct output output = { .max = opt->output_max };
	int fds[2], r;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	status_read = fds[0];
	status_write = fds[1];
	if (ret_output) {
		if (pipe2(fds, O_CLOEXEC) < 0)
			return -errno;
		out_read = fds[0];
		out_write = fds[1];
		output.data = malloc(output.max + 1);
		if (!output.data)
			return -ENOMEM;
	}
	pid = fork();
	if (pid == 0)
		child(argv, opt, status_write, out_write);
	r = pid < 0 ? -errno : 0;
	(void)close(take_fd(&status_write));
	if (out_write >= 0)
		(void)close(take_fd(&out_write));
	if (r == 0)
		r = supervise(pid, opt, status_read, out_read, &output, ret_status);
	if (r < 0 || !ret_output) {
		free(output.data);
		return r;
	}
	output.data[output.len] = '\0';
	if (opt->output_len)
		*opt->output_len = output.len;
	*ret_output = output.data;
	return 0;
}
