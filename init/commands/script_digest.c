// SPDX-License-Identifier: Apache-2.0
//
// Letting a shell read a script. See script_digest.h.

#include "script_digest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/monotonic.h"
#include "../../common/text.h"
#include "../service/service_exec.h"
#include "../service/service_keys.h"
#include "../service/service_load.h"

#define LIMIT_MS 10000
#define END_MS 1000 /* for a shell that has closed the descriptor, as the end of one does */
#define DIGEST_FD 3
#define VARIABLES_MAX 64
#define END "# end\n"

/* What comes out of a pipe, as far as there is room for it. */
struct output {
	int fd; /* -1 = nothing more will come */
	char *text;
	size_t len, max;
};

/* A shell at work. */
struct reader {
	pid_t pid;
	struct output digest;
	struct output said; /* its messages, and whatever else the script prints */
};

static int open_output(struct output *output, size_t max, int *ret_write_end)
{
	int ends[2];

	*output = (struct output){ .fd = -1, .max = max, .text = calloc(1, max + 1) };
	if (!output->text)
		return -ENOMEM;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	output->fd = ends[0];
	*ret_write_end = ends[1];
	return 0;
}

static void close_output(struct output *output)
{
	if (output->fd >= 0)
		(void)close(output->fd);
	output->fd = -1;
}

/* Never returns. */
static void become_shell(const char *name, const char *path, int digest, int said)
{
	const char *argv[VARIABLES_MAX + 8] = { "sh", RC_LIB "/digest.sh", name, path };
	cleanup_free char *conf = format_text(CONF_D "/%s", name);
	size_t argc = 5;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	argv[4] = conf;
	for (size_t i = 0; i < VARIABLES_MAX && service_key_name(i); i++)
		argv[argc++] = service_key_name(i);
	/* out of the way: the caller may have none of the four descriptors */
	digest = fcntl(digest, F_DUPFD_CLOEXEC, DIGEST_FD + 1);
	said = fcntl(said, F_DUPFD_CLOEXEC, DIGEST_FD + 1);
	null = fcntl(null, F_DUPFD_CLOEXEC, DIGEST_FD + 1);
	/* it ends with who has asked for it */
	if (!conf || setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || chdir("/") < 0 ||
	    service_environment(name) < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(said, STDOUT_FILENO) < 0 || dup2(said, STDERR_FILENO) < 0 ||
	    dup2(digest, DIGEST_FD) < 0)
		_exit(127);
	(void)execv("/bin/sh", (char *const *)argv);
	_exit(127);
}

static int start_shell(struct reader *reader, const char *name, const char *path)
{
	cleanup_fd int digest = -1;
	cleanup_fd int said = -1;
	int r = open_output(&reader->digest, SERVICE_SCRIPT_MAX, &digest);

	if (r == 0)
		r = open_output(&reader->said, SERVICE_SCRIPT_MAX, &said);
	if (r < 0)
		return r;
	reader->pid = fork();
	if (reader->pid < 0)
		return -errno;
	if (reader->pid == 0)
		become_shell(name, path, digest, said);
	return 0;
}

/* Take what has come; what there is no room for is lost. */
static void take_output(struct output *output)
{
	char scrap[4096];
	bool full = output->len == output->max;
	ssize_t n = read(output->fd, full ? scrap : output->text + output->len,
			 full ? sizeof(scrap) : output->max - output->len);

	if (n > 0 && !full)
		output->len += (size_t)n;
	else if (n == 0 || (n < 0 && errno != EINTR))
		close_output(output);
}

static bool is_complete(const struct output *digest)
{
	size_t end = strlen(END);

	return digest->len >= end && memcmp(digest->text + digest->len - end, END, end) == 0;
}

/* Until the digest is whole, or will not become so. Something it has started may keep the pipes. */
static bool listen_to(struct reader *reader)
{
	int64_t deadline = monotonic_ms() + LIMIT_MS;

	while (reader->digest.fd >= 0 && !is_complete(&reader->digest)) {
		struct pollfd fds[] = {
			{ .fd = reader->digest.fd, .events = POLLIN },
			{ .fd = reader->said.fd, .events = POLLIN },
		};
		int64_t left = deadline - monotonic_ms();

		if (left <= 0)
			return false;
		if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
			return false;
		if (fds[0].revents)
			take_output(&reader->digest);
		if (fds[1].revents)
			take_output(&reader->said);
	}
	return true;
}

/* The rest of what it said: it is there by the time that it has ended. */
static void drain(struct output *said)
{
	if (said->fd < 0 || fcntl(said->fd, F_SETFL, O_NONBLOCK) < 0)
		return;
	while (said->fd >= 0)
		take_output(said);
}

/* The last line, without the name of the shell's own script before it; NULL if nothing was said. */
static char *last_line(struct output *said)
{
	static const char own[] = RC_LIB "/digest.sh: ";
	char *line;

	while (said->len > 0 && said->text[said->len - 1] == '\n')
		said->len--;
	said->text[said->len] = '\0';
	line = strrchr(said->text, '\n');
	line = line ? line + 1 : said->text;
	if (strncmp(line, own, sizeof(own) - 1) == 0)
		line += sizeof(own) - 1;
	return *line ? line : NULL;
}

static char *describe(struct reader *reader, bool in_time, int status)
{
	char *line;

	if (!in_time)
		return format_text("the shell has not read it within %d s", LIMIT_MS / 1000);
	line = last_line(&reader->said);
	if (line)
		return format_text("%s", line);
	if (WIFEXITED(status))
		return format_text("it ends the shell that reads it, with exit status %d",
				   WEXITSTATUS(status));
	return format_text("the shell that reads it ended with signal %d", WTERMSIG(status));
}

/* Give it so much time to end by itself; what is left of it then has no purpose, nor has what it
 * has started. */
static int end_shell(pid_t pid, int64_t grace_ms)
{
	int64_t deadline = monotonic_ms() + grace_ms;
	siginfo_t info = { 0 };
	int status = 0;

	while (monotonic_ms() < deadline &&
	       waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) == 0 &&
	       info.si_pid == 0)
		(void)usleep(1000);
	(void)kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* A command that is not there, say, ends no shell: somebody should see it. A line at a time, as the
 * kernel's log takes no long ones. */
static void show(const struct output *said)
{
	const char *line = said->text, *end = said->text + said->len;

	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *next = newline ? newline + 1 : end;

		(void)write_all(STDERR_FILENO, line, (size_t)(next - line));
		line = next;
	}
}

static int read_by_shell(struct reader *reader, char **ret_text, char **ret_why)
{
	bool in_time = listen_to(reader);
	bool complete = is_complete(&reader->digest);
	int status = end_shell(reader->pid, in_time && !complete ? END_MS : 0);

	drain(&reader->said);
	if (complete) {
		show(&reader->said);
		reader->digest.text[reader->digest.len] = '\0';
		*ret_text = take_ptr(reader->digest.text);
		return 0;
	}
	*ret_why = describe(reader, in_time, status);
	return *ret_why ? -EINVAL : -ENOMEM;
}

int script_digest(const char *name, const char *path, char **ret_text, char **ret_why)
{
	struct reader reader = { .digest.fd = -1, .said.fd = -1 };
	int r = start_shell(&reader, name, path);

	if (r == 0)
		r = read_by_shell(&reader, ret_text, ret_why);
	close_output(&reader.digest);
	close_output(&reader.said);
	free(reader.digest.text);
	free(reader.said.text);
	return r;
}
