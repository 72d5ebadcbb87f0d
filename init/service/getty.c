// SPDX-License-Identifier: Apache-2.0
//
// Shells on consoles. See getty.h. The shell gets a session of its own with the terminal as
// controlling terminal, so that job control and Ctrl-C work; PID 1 itself never has one.

#include "getty.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../boot/cgroup.h"
#include "../boot/phase.h"
#include "../pid1/child.h"
#include "service_exec.h"
#include "supervise.h"

#define GROUP "getty"
#define SHORT_LIFE_MS 2000
#define FIRST_PAUSE_MS 1000
#define LONGEST_PAUSE_MS 60000
#define NO_PORT 2 /* exit status: not to be tried again */

struct getty {
	char *tty;
	bool on_request;
	struct loop_child shell;
	struct loop_timer restart;
	unsigned failures;
	int64_t started_ms;
	struct getty *next;
};

static struct getty *gettys;

/* What the last program on the line left behind may make it unusable. */
static void make_sane(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t) < 0)
		return;
	t.c_iflag = ICRNL | IXON;
	t.c_oflag = OPOST | ONLCR;
	t.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
	/* CLOCAL: a line without modem control has no carrier, and reading would hang */
	t.c_cflag = (t.c_cflag & (CBAUD | CSIZE | CSTOPB | PARENB)) | CREAD | CLOCAL | HUPCL;
	t.c_cc[VINTR] = 3;
	t.c_cc[VQUIT] = 28;
	t.c_cc[VERASE] = 127;
	t.c_cc[VKILL] = 21;
	t.c_cc[VEOF] = 4;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	(void)tcsetattr(fd, TCSANOW, &t);
}

/*
 * `console=ttyS0` makes a console of a serial port that the machine does not have. Other kinds of
 * serial line need not say of what type they are.
 */
static bool is_missing_port(const char *tty, int fd)
{
	struct serial_struct port;

	return strncmp(tty, "ttyS", 4) == 0 && ioctl(fd, TIOCGSERIAL, &port) == 0 &&
	       port.type == PORT_UNKNOWN;
}

static int open_terminal(const char *tty)
{
	cleanup_free char *path = format_text("/dev/%s", tty);
	/* opened without waiting for a carrier, then made blocking for the shell */
	int fd = path ? open(path, O_RDWR | O_NONBLOCK | O_NOCTTY) : -1;

	if (fd < 0)
		return -errno;
	if (is_missing_port(tty, fd))
		return -ENODEV;
	if (!isatty(fd) || fcntl(fd, F_SETFL, O_RDWR) < 0)
		return -ENOTTY;
	make_sane(fd);
	/* 1: take it away from a session of a shell before that still holds it */
	if (ioctl(fd, TIOCSCTTY, 1) < 0)
		return -errno;
	for (int target = 0; target < 3; target++)
		if (dup2(fd, target) < 0)
			return -errno;
	if (fd > 2)
		(void)close(fd);
	return 0;
}

static int shell_environment(const char *tty)
{
	bool is_virtual = strncmp(tty, "tty", 3) == 0 && tty[3] >= '0' && tty[3] <= '9';
	int r = service_environment(GROUP);

	if (r < 0)
		return r;
	if (setenv("TERM", is_virtual ? "linux" : "vt102", 1) < 0 ||
	    setenv("USER", "root", 1) < 0 || setenv("LOGNAME", "root", 1) < 0 ||
	    setenv("SHELL", "/bin/sh", 1) < 0)
		return -errno;
	return 0;
}

/* False if nobody will ever press it. */
static bool wait_for_enter(const char *host, const char *tty)
{
	char typed[256];
	ssize_t n;

	(void)dprintf(STDOUT_FILENO, "\n%s: press Enter for a root shell on %s\n", host, tty);
	do
		n = read(STDIN_FILENO, typed, sizeof(typed)); /* the terminal gives whole lines */
	while (n < 0 && errno == EINTR);
	return n > 0;
}

static _Noreturn void become_shell(const char *tty, bool on_request)
{
	static char host[65];
	int r = open_terminal(tty);

	if (r == 0)
		r = shell_environment(tty);
	if (r == -ENODEV) {
		log_info("no log-in on %s: the machine has no such port", tty);
		_exit(NO_PORT);
	}
	if (r < 0) {
		log_errno(r, "console log-in on %s", tty);
		_exit(1);
	}
	(void)cgroup_make(GROUP, NULL);
	(void)cgroup_enter(GROUP);
	(void)gethostname(host, sizeof(host) - 1);
	if (on_request && !wait_for_enter(host, tty))
		_exit(1);
	(void)dprintf(STDOUT_FILENO, "\n%s: root shell on %s\n", host, tty);
	if (chdir("/root") < 0)
		(void)chdir("/");
	(void)execl("/bin/sh", "sh", "-l", (char *)NULL);
	log_errno(errno, "console log-in on %s: executing /bin/sh", tty);
	_exit(1);
}

static void start_shell(struct loop_timer *timer)
{
	struct getty *getty = timer->ctx;
	pid_t pid;

	if (phase_is_down())
		return;
	getty->started_ms = loop_now_ms();
	pid = child_fork(&getty->shell);
	if (pid == 0)
		become_shell(getty->tty, getty->on_request);
	if (pid < 0) {
		log_errno(pid, "console log-in on %s: fork (trying again)", getty->tty);
		loop_set_timer(&getty->restart, FIRST_PAUSE_MS);
	}
}

static void shell_ended(struct loop_child *child, int wait_status)
{
	struct getty *getty = child->ctx;

	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == NO_PORT)
		return;
	if (loop_now_ms() - getty->started_ms >= SHORT_LIFE_MS)
		getty->failures = 0;
	loop_set_timer(&getty->restart,
		       respawn_backoff(getty->failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
	getty->failures++;
}

static struct getty *add_getty(const char *tty, bool on_request)
{
	struct getty *getty = calloc(1, sizeof(*getty));
	char *name = strdup(tty);

	if (!getty || !name) {
		log_errno(ENOMEM, "console log-in on %s", tty);
		free(getty);
		free(name);
		return NULL;
	}
	/* never freed: a console does not go away */
	getty->tty = name;
	getty->on_request = on_request;
	getty->shell.ended = shell_ended;
	getty->shell.ctx = getty;
	getty->restart.expired = start_shell;
	getty->restart.ctx = getty;
	getty->next = gettys;
	gettys = getty;
	return getty;
}

static void start_getty(const char *tty, bool on_request)
{
	struct getty *getty = add_getty(tty, on_request);

	if (getty)
		loop_set_timer(&getty->restart, 0);
}

void getty_start(bool on_request)
{
	char **names = NULL;
	int r = console_names(&names);

	if (r < 0) {
		log_errno(r, "console log-in: reading the list of consoles");
		return;
	}
	/* tty0 is whichever virtual terminal is shown, and cannot be a controlling terminal */
	for (char **name = names; *name; name++)
		start_getty(strcmp(*name, "tty0") == 0 ? "tty1" : *name, on_request);
	console_names_free(names);
}

void getty_stop(void)
{
	for (struct getty *getty = gettys; getty; getty = getty->next) {
		if (getty->shell.pid <= 0)
			continue;
		/* the shell, and what runs in its foreground, as if the line had been cut */
		(void)kill(getty->shell.pid, SIGHUP);
		(void)kill(getty->shell.pid, SIGCONT);
	}
}

#define SAVED_TTY "getty"
#define SAVED_ON_REQUEST "getty.on_request"
#define SAVED_PID "getty.pid"
#define SAVED_WAITS "getty.waits"
#define SAVED_STARTED "getty.started_ms"
#define SAVED_FAILURES "getty.failures"

void getty_save(struct saver *saver)
{
	for (const struct getty *getty = gettys; getty; getty = getty->next) {
		saver_text(saver, SAVED_TTY, getty->tty);
		saver_number(saver, SAVED_ON_REQUEST, getty->on_request);
		saver_number(saver, SAVED_STARTED, getty->started_ms);
		saver_number(saver, SAVED_FAILURES, getty->failures);
		if (getty->shell.pid > 0)
			saver_number(saver, SAVED_PID, getty->shell.pid);
		if (getty->restart.armed)
			saver_number(saver, SAVED_WAITS, getty->restart.when_ms - loop_now_ms());
	}
}

static void resume_shell(struct getty *getty, pid_t pid)
{
	getty->shell.pid = pid;
	loop_add_child(&getty->shell);
}

bool getty_resume(struct saved *saved)
{
	static struct getty *last;

	if (saved_is(saved, SAVED_TTY)) {
		const char *tty = saved_text(saved);

		last = tty ? add_getty(tty, false) : NULL;
		return true;
	}
	if (!last)
		return false;
	if (saved_is(saved, SAVED_ON_REQUEST))
		last->on_request = saved->number != 0;
	else if (saved_is(saved, SAVED_STARTED))
		last->started_ms = saved->number;
	else if (saved_is(saved, SAVED_FAILURES))
		last->failures = (unsigned)saved->number;
	else if (saved_is(saved, SAVED_PID))
		resume_shell(last, (pid_t)saved->number);
	else if (saved_is(saved, SAVED_WAITS))
		loop_set_timer(&last->restart, saved->number);
	else
		return false;
	return true;
}
