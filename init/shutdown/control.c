// SPDX-License-Identifier: Apache-2.0
//
// Requests to PID 1 by signal and by FIFO. See control.h; buttons are in button.c.

#include "control.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../common/log.h"
#include "../pid1/loop.h"
#include "../reexec/reexec.h"
#include "action.h"
#include "shutdown.h"

#define REQUEST_MAX 256

static struct loop_fd fifo = { .fd = -1 };

void control_signal(int signo)
{
	enum action action = action_from_signal(signo);

	if (action != ACTION_NONE)
		shutdown_request(action, strsignal(signo));
	else
		log_info("ignored signal %d (%s)", signo, strsignal(signo));
}

static void serve_word(const char *word)
{
	enum action action = action_from_word(word);

	if (action != ACTION_NONE)
		shutdown_request(action, "a command");
	else if (strcmp(word, REEXEC_WORD) == 0)
		reexec_request();
	else
		log_warning("unknown request \"%s\" on %s", word, CONTROL_FIFO);
}

static void fifo_ready(struct loop_fd *self, uint32_t events)
{
	char text[REQUEST_MAX + 1];
	ssize_t n = read(self->fd, text, REQUEST_MAX);
	char *cursor = NULL;

	(void)events;
	if (n <= 0)
		return;
	/* words are separated by anything that is not printable; garbage becomes harmless */
	for (ssize_t i = 0; i < n; i++)
		if (!isgraph((unsigned char)text[i]))
			text[i] = ' ';
	text[n] = '\0';
	for (char *word = strtok_r(text, " ", &cursor); word; word = strtok_r(NULL, " ", &cursor))
		serve_word(word);
}

void control_save_fifo(struct saver *saver)
{
	saver_fd(saver, CONTROL_SAVED_FIFO, fifo.fd);
}

void control_resume_fifo(int fd)
{
	fifo.fd = fd;
}

int control_open_fifo(void)
{
	int r = make_dirs("/run/openrc", 0755);

	if (r == 0 && mkfifo(CONTROL_FIFO, 0600) < 0 && errno != EEXIST)
		r = -errno;
	/* read and write: with no writer left, a read-only end would be "ready" for ever */
	if (r == 0 && fifo.fd < 0)
		fifo.fd = open(CONTROL_FIFO, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (r == 0 && fifo.fd < 0)
		r = -errno;
	fifo.ready = fifo_ready;
	if (r == 0)
		r = loop_add_fd(&fifo, EPOLLIN);
	return r < 0 ? log_errno(r, "opening %s (signals still work)", CONTROL_FIFO) : 0;
}
