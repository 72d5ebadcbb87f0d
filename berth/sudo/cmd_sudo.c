// SPDX-License-Identifier: Apache-2.0
//
// `sudo`: asks the service to run a command as root, and stands for it meanwhile: signals go on to
// it, and its exit status is this one's.

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"
#include "../command.h"
#include "sudo_request.h"
#include "sudo_wire.h"

static const char help[] =
	"Usage: sudo [-n] [-u root] [-i | -s] [--] [NAME=VALUE ...] [COMMAND [ARGUMENTS]]\n"
	"\n"
	"Runs a command as root, if you are a member of the group " SUDO_GROUP
	". No password is asked for.\n"
	"  -i, -s  a shell: with the command in it, if one is given; -i as after a log-in\n"
	"  -n, -u root  change nothing: no password, and root, is all that there is\n"
	"Exit status: the command's; 126 or 127 if it cannot be run, 1 if you may not.\n";

struct options {
	bool shell, login;
	int rest; /* index of the first word behind the options */
};

/* Returns 0, or -1: the usage is wrong. */
static int read_options(int argc, char **argv, struct options *options)
{
	int opt;

	*options = (struct options){ .shell = false };
	while ((opt = getopt(argc, argv, "+nu:isEHk")) != -1) {
		if (opt == 'i')
			options->login = true;
		else if (opt == 's')
			options->shell = true;
		else if (opt == '?' || (opt == 'u' && strcmp(optarg, "root") != 0))
			return -1;
	}
	options->rest = optind;
	return options->shell || options->login || optind < argc ? 0 : -1;
}

static int add(struct string_list *words, const char *word)
{
	return string_list_add(words, word, strlen(word));
}

/* "NAME=VALUE" in front of a command is what env(1) is for. */
static bool is_assignment(const char *word)
{
	const char *sign = strchr(word, '=');

	return sign && sign != word && !memchr(word, '/', (size_t)(sign - word));
}

static int add_words(struct string_list *words, const struct options *options, char **rest)
{
	bool in_shell = options->shell || options->login;
	int r = 0;

	if (in_shell)
		r = add(words, "/bin/sh");
	if (r == 0 && options->login)
		r = add(words, "-l");
	if (r == 0 && in_shell && *rest)
		r = add(words, "-c");
	if (r == 0 && in_shell && *rest)
		r = add(words, "exec \"$0\" \"$@\"");
	if (r == 0 && *rest && is_assignment(*rest))
		r = add(words, "env");
	for (; *rest && r == 0; rest++)
		r = add(words, *rest);
	return r;
}

static int make_request(const struct options *options, char **rest, struct sudo_request *request)
{
	const char *terminal = getenv("TERM");

	request->directory = options->login ? strdup("/root") : getcwd(NULL, 0);
	if (!request->directory)
		request->directory = strdup("/"); /* it may have been removed */
	request->terminal = strdup(terminal ? terminal : "");
	if (!request->directory || !request->terminal)
		return -ENOMEM;
	return add_words(&request->words, options, rest);
}

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	text_copy(address.sun_path, sizeof(address.sun_path), path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

/* From now on they are read, not followed. */
static int take_signals(void)
{
	static const int signals[] = { SIGINT,	SIGTERM, SIGHUP,  SIGQUIT,
				       SIGTSTP, SIGUSR1, SIGUSR2, SIGWINCH };
	sigset_t set;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		(void)sigaddset(&set, signals[i]);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static void send_signal(int socket, int signo)
{
	unsigned char number = (unsigned char)signo;

	(void)send(socket, &number, 1, MSG_NOSIGNAL);
}

/* A stop is one for both of them. */
static void pass_signal(int socket, int signals)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo != SIGTSTP) {
		send_signal(socket, (int)info.ssi_signo);
		return;
	}
	send_signal(socket, SIGSTOP);
	(void)raise(SIGSTOP);
	send_signal(socket, SIGCONT);
}

static int32_t wait_for_end(int socket, int signals)
{
	struct pollfd fds[] = { { .fd = socket, .events = POLLIN },
				{ .fd = signals, .events = POLLIN } };
	int32_t status;

	while (!fds[0].revents) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return -errno;
		if (fds[1].revents)
			pass_signal(socket, signals);
	}
	return recv(socket, &status, sizeof(status), MSG_WAITALL) == (ssize_t)sizeof(status)
		       ? status
		       : -ECONNRESET;
}

static int32_t ask(const struct sudo_request *request)
{
	static const int descriptors[SUDO_DESCRIPTORS] = { STDIN_FILENO, STDOUT_FILENO,
							   STDERR_FILENO };
	cleanup_free char *bytes = NULL;
	size_t len = 0;
	int r = sudo_request_bytes(request, &bytes, &len);
	cleanup_fd int socket = r < 0 ? r : connect_to(SUDO_SOCKET);
	cleanup_fd int signals = take_signals();

	if (socket < 0)
		return socket;
	if (signals < 0)
		return -errno;
	r = sudo_send(socket, bytes, len, descriptors);
	/* who may not is told so, whatever became of the question */
	return r < 0 && r != -EPIPE ? r : wait_for_end(socket, signals);
}

static const char *why(int32_t error)
{
	switch (error) {
	case -EPERM:
		return "you are no member of the group " SUDO_GROUP;
	case -ENOENT:
	case -ECONNREFUSED:
		return "the service does not run: is anybody a member of the group " SUDO_GROUP "?";
	default:
		return strerror(-error);
	}
}

int command_sudo(int argc, char **argv)
{
	struct sudo_request request = { .directory = NULL };
	struct options options;
	int32_t status;

	if (command_wants_help(argc, argv)) {
		(void)fputs(help, stdout);
		return EXIT_OK;
	}
	if (read_options(argc, argv, &options) < 0) {
		(void)fputs(help, stderr);
		return EXIT_PROBLEM;
	}
	status = make_request(&options, argv + options.rest, &request);
	if (status == 0)
		status = ask(&request);
	sudo_request_release(&request);
	if (status >= 0)
		return status;
	(void)fprintf(stderr, "sudo: %s\n", why(status));
	return EXIT_PROBLEM;
}
