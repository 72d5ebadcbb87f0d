// SPDX-License-Identifier: Apache-2.0
//
// `berth sudo-server`: runs commands as root for members of the group wheel. There is no setuid
// program on the machine: who asks is told by the kernel (SO_PEERCRED), and what is run has nothing
// of the asker but three descriptors, a directory, a command and the kind of terminal.

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/process.h"
#include "../../common/text.h"
#include "../command.h"
#include "../status/text_rows.h"
#include "sudo_request.h"
#include "sudo_wire.h"

#define HANDLERS_MAX 64
#define REQUEST_LIMIT_S 10 /* from somebody who has connected, and says nothing */
#define BACKLOG 16
#define ROOT_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

static const char help[] = "Usage: berth sudo-server\n"
			   "\n"
			   "Run by init. Runs commands as root for members of the group " SUDO_GROUP
			   ", who ask by 'sudo'.\n";

/* Whoever it is now: the files of users and groups are read for each request. */
static bool is_member(uid_t uid)
{
	const struct group *group = getgrnam(SUDO_GROUP);
	gid_t wheel = group ? group->gr_gid : 0;
	const struct passwd *user = group ? getpwuid(uid) : NULL;
	cleanup_free gid_t *groups = calloc(NGROUPS_MAX, sizeof(*groups));
	int count = NGROUPS_MAX;

	if (uid == 0)
		return true;
	if (!user || !groups || getgrouplist(user->pw_name, user->pw_gid, groups, &count) < 0)
		return false;
	for (int i = 0; i < count; i++)
		if (groups[i] == wheel)
			return true;
	return false;
}

static void answer(int socket, int32_t status)
{
	(void)send(socket, &status, sizeof(status), MSG_NOSIGNAL);
}

static void log_command(const struct ucred *who, const struct sudo_request *request)
{
	cleanup_free char *words = strdup(request->words.items[0]);

	for (size_t i = 1; i < request->words.count && words; i++) {
		char *longer = format_text("%s %s", words, request->words.items[i]);

		free(words);
		words = longer;
		if (words && strlen(words) > 500)
			break; /* enough to know what it was */
	}
	if (words)
		text_printable(words);
	log_info("uid %u: %s", who->uid, words ? words : "?");
}

static void set_number(const char *name, unsigned value)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "%u", value);
	(void)setenv(name, text, 1);
}

static void make_environment(const struct ucred *who, const struct sudo_request *request)
{
	const struct passwd *user = getpwuid(who->uid);

	(void)clearenv();
	(void)setenv("PATH", ROOT_PATH, 1);
	(void)setenv("HOME", "/root", 1);
	(void)setenv("USER", "root", 1);
	(void)setenv("LOGNAME", "root", 1);
	(void)setenv("SHELL", "/bin/sh", 1);
	if (*request->terminal)
		(void)setenv("TERM", request->terminal, 1);
	(void)setenv("SUDO_USER", user ? user->pw_name : "?", 1);
	set_number("SUDO_UID", who->uid);
	set_number("SUDO_GID", who->gid);
}

/* What the service is spared, its commands are not. */
static void forget_privileges_of_service(void)
{
	cleanup_fd int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd >= 0)
		(void)write_all(fd, "0", 1);
}

static _Noreturn void run_command(const struct ucred *who, const struct sudo_request *request,
				  const int descriptors[SUDO_DESCRIPTORS])
{
	cleanup_free char **argv = calloc(request->words.count + 1, sizeof(*argv));
	sigset_t none;
	int error;

	(void)setsid();
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)umask(022);
	(void)initgroups("root", 0);
	forget_privileges_of_service();
	for (int i = 0; i < SUDO_DESCRIPTORS; i++)
		if (dup2(descriptors[i], i) < 0)
			_exit(126);
	if (chdir(request->directory) < 0 && chdir("/") < 0)
		_exit(126);
	make_environment(who, request);
	if (!argv || request->words.count == 0)
		_exit(126);
	for (size_t i = 0; i < request->words.count; i++)
		argv[i] = request->words.items[i];
	(void)execvp(argv[0], argv);
	error = errno;
	(void)dprintf(STDERR_FILENO, "sudo: %s: %s\n", argv[0], strerror(error));
	_exit(error == ENOENT ? 127 : 126);
}

/* A signal that a terminal, or somebody who has started sudo, would send. */
static bool may_be_sent(int signo)
{
	static const int allowed[] = { SIGINT,	SIGTERM, SIGHUP,  SIGQUIT, SIGSTOP,
				       SIGCONT, SIGUSR1, SIGUSR2, SIGWINCH };

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (signo == allowed[i])
			return true;
	return false;
}

/* Returns false when the asker has gone. */
static bool pass_signal(int socket, pid_t pid)
{
	unsigned char signo;
	ssize_t n = recv(socket, &signo, 1, MSG_DONTWAIT);

	if (n == 1 && may_be_sent(signo))
		(void)kill(-pid, signo);
	return n == 1 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Until the command ends; without the asker it is hung up on, as by a terminal. */
static int wait_for(int socket, pid_t pid)
{
	cleanup_fd int process = process_open(pid);
	struct pollfd fds[] = { { .fd = process, .events = POLLIN },
				{ .fd = socket, .events = POLLIN } };
	int status = 0;

	while (process >= 0 && !fds[0].revents) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		if (fds[1].revents && !pass_signal(socket, pid)) {
			(void)kill(-pid, SIGHUP);
			fds[1].fd = -1;
		}
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 126;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int start_and_wait(int socket, const struct ucred *who, const struct sudo_request *request,
			  int descriptors[SUDO_DESCRIPTORS])
{
	pid_t pid = fork();

	if (pid == 0)
		run_command(who, request, descriptors);
	for (int i = 0; i < SUDO_DESCRIPTORS; i++)
		(void)close(descriptors[i]);
	return pid < 0 ? -errno : wait_for(socket, pid);
}

static int32_t serve(int socket)
{
	static const struct timeval limit = { .tv_sec = REQUEST_LIMIT_S };
	struct ucred who;
	socklen_t size = sizeof(who);
	cleanup_free char *bytes = NULL;
	struct sudo_request request;
	int descriptors[SUDO_DESCRIPTORS];
	size_t len = 0;
	int r;

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) < 0 ||
	    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0)
		return -errno;
	if (!is_member(who.uid)) {
		log_warning("uid %u is no member of " SUDO_GROUP, who.uid);
		return -EPERM;
	}
	r = sudo_receive(socket, &bytes, &len, descriptors);
	if (r < 0)
		return r;
	r = sudo_request_parse(bytes, len, &request);
	if (r < 0) {
		for (int i = 0; i < SUDO_DESCRIPTORS; i++)
			(void)close(descriptors[i]);
		return r;
	}
	log_command(&who, &request);
	r = start_and_wait(socket, &who, &request, descriptors);
	sudo_request_release(&request);
	return r;
}

static int listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	text_copy(address.sun_path, sizeof(address.sun_path), path);
	(void)unlink(path);
	/* who may connect is anybody; who may ask is found out then */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chmod(path, 0666) < 0 || listen(fd, BACKLOG) < 0)
		return -errno;
	return take_fd(&fd);
}

static int reap(int handlers)
{
	while (handlers > 0 && waitpid(-1, NULL, WNOHANG) > 0)
		handlers--;
	return handlers;
}

/* One process for each, so that none waits for another one. */
static int handle(int listener, int socket)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)close(listener);
		answer(socket, serve(socket));
		_exit(0);
	}
	(void)close(socket);
	return pid > 0;
}

int command_sudo_server(int argc, char **argv)
{
	cleanup_fd int listener = -1;
	int handlers = 0;

	if (argc > 1) {
		bool wanted = command_wants_help(argc, argv);

		(void)fputs(help, wanted ? stdout : stderr);
		return wanted ? EXIT_OK : EXIT_USAGE;
	}
	listener = listen_on(SUDO_SOCKET);
	if (listener < 0) {
		log_errno(listener, "listen: " SUDO_SOCKET);
		return EXIT_PROBLEM;
	}
	for (;;) {
		int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		handlers = reap(handlers);
		if (socket >= 0 && handlers < HANDLERS_MAX)
			handlers += handle(listener, socket);
		else if (socket >= 0)
			(void)close(socket);
		else if (errno != EINTR && errno != ECONNABORTED)
			(void)usleep(100000); /* short of descriptors, say */
	}
}
