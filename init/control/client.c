// SPDX-License-Identifier: Apache-2.0
//
// Asking PID 1. See client.h.

#include "client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ANSWER_LIMIT_S 30 /* for what PID 1 answers at once; it may be short of time */

/* @limit_s: for an answer; 0 = none. Returns a descriptor, or a negative errno. */
static int connect_to_init(time_t limit_s)
{
	struct timeval limit = { .tv_sec = limit_s };
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = CONTROL_SOCKET };
	cleanup_fd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0)
		return -errno;
	return take_fd(&fd);
}

/* Send one packet. Takes over @text, which is NULL if there was no memory for it. */
static int ask(int fd, char *text)
{
	cleanup_free char *packet = text;

	if (!packet)
		return -ENOMEM;
	return send(fd, packet, strlen(packet), MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* Receive one packet as a new string. */
static int receive(int fd, char **ret_packet)
{
	cleanup_free char *packet = malloc(CONTROL_ANSWER_MAX + 1);
	ssize_t len;

	if (!packet)
		return -ENOMEM;
	do
		len = recv(fd, packet, CONTROL_ANSWER_MAX, 0);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	if (len == 0)
		return -ECONNRESET;
	packet[len] = '\0';
	*ret_packet = take_ptr(packet);
	return 0;
}

static int keep_packet(struct control_list *list, char *packet)
{
	char **grown = realloc(list->packets, (list->packet_count + 1) * sizeof(*grown));

	if (!grown) {
		free(packet);
		return -ENOMEM;
	}
	list->packets = grown;
	list->packets[list->packet_count++] = packet;
	return 0;
}

static int add_record(struct control_list *list, char *line)
{
	struct control_record *grown =
		realloc(list->records, (list->count + 1) * sizeof(*list->records));

	if (!grown)
		return -ENOMEM;
	list->records = grown;
	if (control_record_parse(line, &list->records[list->count]) < 0)
		return -EPROTO;
	list->count++;
	return 0;
}

/* End a text at the first @at in it. Returns what was behind it, or NULL. */
static char *cut(char *text, char at)
{
	char *end = strchr(text, at);

	if (!end)
		return NULL;
	*end = '\0';
	return end + 1;
}

/* One packet of the list; returns the number of records in it. */
static int fetch_more(int fd, struct control_list *list)
{
	size_t before = list->count;
	char *packet = NULL;
	int r = ask(fd, format_text("list %zu", list->count));

	if (r == 0)
		r = receive(fd, &packet);
	if (r == 0)
		r = keep_packet(list, packet);
	if (r < 0)
		return r;
	for (char *line = packet, *rest; r == 0 && line; line = rest) {
		rest = cut(line, '\n');
		if (line == packet)
			r = strcmp(line, "records") == 0 ? 0 : -EPROTO;
		else if (*line)
			r = add_record(list, line);
	}
	return r < 0 ? r : (int)(list->count - before);
}

int control_fetch_list(struct control_list *ret_list)
{
	cleanup_fd int fd = connect_to_init(ANSWER_LIMIT_S);
	struct control_list list = { 0 };
	int r = fd < 0 ? fd : 0;

	while (r >= 0 && (r = fetch_more(fd, &list)) > 0)
		;
	if (r < 0)
		control_list_release(&list);
	else
		*ret_list = list;
	return r;
}

void control_list_release(struct control_list *list)
{
	for (size_t i = 0; i < list->packet_count; i++)
		free(list->packets[i]);
	free(list->packets);
	free(list->records);
	*list = (struct control_list){ 0 };
}

const struct control_record *control_list_find(const struct control_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->records[i].name, name) == 0)
			return &list->records[i];
	return NULL;
}

typedef void progress_fn(const char *name, enum service_state state, const char *why);

/* "now STATE NAME": true if it was one. */
static bool take_progress(char *line, const char *why, progress_fn *progress)
{
	char *state_word = cut(line, ' ');
	char *name = state_word ? cut(state_word, ' ') : NULL;
	enum service_state state;

	if (strcmp(line, "now") != 0 || !name || service_state_from_word(state_word, &state) < 0)
		return false;
	if (progress)
		progress(name, state, why);
	return true;
}

static int outcome_of(const char *word)
{
	static const char *const words[] = {
		[CONTROL_DONE] = "done",
		[CONTROL_ALREADY] = "already",
		[CONTROL_FAILED] = "failed",
		[CONTROL_REFUSED] = "refused",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(word, words[i]) == 0)
			return (int)i;
	return -EPROTO;
}

static int wait_outcome(int fd, progress_fn *progress, char **ret_why)
{
	for (;;) {
		cleanup_free char *packet = NULL;
		const char *why;
		int r = receive(fd, &packet);

		if (r < 0 || !packet)
			return r;
		why = cut(packet, '\n');
		if (take_progress(packet, why ? why : "", progress))
			continue;
		*ret_why = strdup(why ? why : "");
		return *ret_why ? outcome_of(packet) : -ENOMEM;
	}
}

int control_define(const char *name, const struct service_source *source, char **ret_why)
{
	const char *conf = source->conf ? source->conf : "";
	cleanup_fd int fd = connect_to_init(ANSWER_LIMIT_S);
	int r = fd < 0 ? fd
		       : ask(fd, format_text("define %s %zu\n%s%s", name, strlen(conf), conf,
					     source->script));

	return r < 0 ? r : wait_outcome(fd, NULL, ret_why);
}

int control_unusable(const char *name, const char *reason, char **ret_why)
{
	cleanup_fd int fd = connect_to_init(ANSWER_LIMIT_S);
	int r = fd < 0 ? fd : ask(fd, format_text("unusable %s\n%s", name, reason));

	return r < 0 ? r : wait_outcome(fd, NULL, ret_why);
}

int control_wish(enum control_verb verb, const char *name, progress_fn *progress, char **ret_why)
{
	cleanup_fd int fd = connect_to_init(0);
	int r = fd < 0 ? fd : ask(fd, format_text("%s %s", control_verb_word(verb), name));

	return r < 0 ? r : wait_outcome(fd, progress, ret_why);
}
