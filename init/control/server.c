// SPDX-License-Identifier: Apache-2.0
//
// The control socket. See server.h.

#include "server.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../pid1/loop.h"
#include "../service/services.h"
#include "message.h"

#define CLIENTS_MAX 16
#define STRANGERS_MAX 8 /* of them may be others than root */
#define SILENCE_MAX_MS 5000
#define ACCEPT_AGAIN_MS 1000
#define ACCEPT_MAX 16 /* in a row: other events wait meanwhile */
#define UNREAD_MAX 65536 /* bytes: behind that, only answers are sent */

struct client {
	struct loop_fd source; /* .fd is -1: the place is free */
	struct loop_timer silence;
	const struct service *awaited; /* the answer comes when it has settled */
	uid_t uid;
	enum services_wish wish; /* what was asked of it */
};

static void look_again(struct loop_timer *timer);

static struct loop_fd listener = { .fd = -1 };
static struct loop_timer again = { .expired = look_again };
static struct client clients[CLIENTS_MAX];

static void hang_up(struct client *client)
{
	loop_clear_timer(&client->silence);
	loop_del_fd(&client->source);
	client->awaited = NULL;
}

static bool send_packet(struct client *client, const char *data, size_t len)
{
	if (send(client->source.fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return true;
	hang_up(client); /* it does not read, or is gone */
	return false;
}

/* "WORD" or "WORD\nWHY"; from here on the client may ask for something else. */
static void answer(struct client *client, const char *word, const char *why)
{
	char text[512];
	int len = snprintf(text, sizeof(text), "%s%s%s", word, why ? "\n" : "", why ? why : "");

	client->awaited = NULL;
	if (len >= (int)sizeof(text))
		len = sizeof(text) - 1;
	if (send_packet(client, text, (size_t)len))
		loop_set_timer(&client->silence, SILENCE_MAX_MS);
}

static struct control_record record_of(const struct service *service)
{
	return (struct control_record){
		.name = service->def.name,
		.state = service->life.state,
		.in_runlevel = service->origin == SERVICE_IN_RUNLEVEL,
		.by_hand = service->origin == SERVICE_BY_HAND,
		.supervised = service->def.supervised,
		.pid = service->main.pid > 0 ? service->main.pid : 0,
		.deaths = service->life.respawn.count,
		.began_ms = service->times.began_ms,
		.settled_ms = service->times.settled_ms,
		.forked_ms = service->times.forked_ms,
		.behind = service->behind ? service->behind : "",
		.log = service->def.output_log ? service->def.output_log : "",
		.reason = service->reason,
	};
}

static void send_list(struct client *client, size_t from)
{
	static const char word[] = "records\n";
	cleanup_free char *text = malloc(CONTROL_ANSWER_MAX);
	const struct service *service;
	size_t len = sizeof(word) - 1;

	if (!text) {
		answer(client, "refused", "no memory");
		return;
	}
	memcpy(text, word, len);
	for (; (service = services_in_order(from)); from++) {
		struct control_record record = record_of(service);
		size_t more = control_record_write(&record, text + len, CONTROL_ANSWER_MAX - len);

		if (more == 0)
			break;
		len += more;
	}
	if (send_packet(client, text, len))
		loop_set_timer(&client->silence, SILENCE_MAX_MS);
}

static void define(struct client *client, const struct control_request *request)
{
	cleanup_free char *why = NULL;
	int r = services_define(request->name, &request->source, &why);

	if (r < 0)
		answer(client, "refused", why ? why : strerror(-r));
	else
		answer(client, "done", NULL);
}

static void unusable(struct client *client, const struct control_request *request)
{
	if (services_refuse_unread(request->name, request->why) < 0)
		answer(client, "refused", "nobody waits for its script");
	else
		answer(client, "done", NULL);
}

/* Progress is for people who watch; one who does not read must still get his answer. */
static bool reads_along(const struct client *client)
{
	int unread = 0;

	return io_control(client->source.fd, TIOCOUTQ, &unread) >= 0 && unread < UNREAD_MAX;
}

static void tell_change(struct client *client, const struct service *service)
{
	char text[512];
	int len = snprintf(text, sizeof(text), "now %s %s\n%s",
			   service_state_word(service->life.state), service->def.name,
			   service->reason);

	(void)send_packet(client, text,
			  (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1);
}

static void wait_for(struct client *client, const struct service *service, enum services_wish wish)
{
	client->awaited = service;
	client->wish = wish;
	loop_clear_timer(&client->silence);
	/* what is under way already will not be told as a change */
	if (service->life.state == SERVICE_STOPPING ||
	    (service->life.state == SERVICE_STARTING && wish == SERVICES_WISH_START))
		tell_change(client, service);
}

static const char *describe(int error)
{
	if (error == -ENOENT)
		return "does not exist";
	return error == -ESHUTDOWN ? "the machine is going down" : strerror(-error);
}

static void wish(struct client *client, const struct control_request *request)
{
	static const enum services_wish wishes[] = {
		[CONTROL_START] = SERVICES_WISH_START,
		[CONTROL_STOP] = SERVICES_WISH_STOP,
		[CONTROL_RESTART] = SERVICES_WISH_RESTART,
	};
	enum services_wish wanted = wishes[request->verb];
	int r = services_wish(request->name, wanted);

	if (r == -EALREADY)
		answer(client, "already", NULL);
	else if (r < 0)
		answer(client, "refused", describe(r));
	else
		wait_for(client, services_find(request->name), wanted);
}

static void serve(struct client *client, char *message, size_t len)
{
	struct control_request request;

	if (client->awaited)
		answer(client, "refused", "one thing at a time");
	else if (control_request_parse(message, len, &request) < 0)
		answer(client, "refused", "not a request that is known here");
	else if (request.verb == CONTROL_LIST)
		send_list(client, request.from);
	else if (client->uid != 0)
		answer(client, "refused", "only root may do this");
	else if (request.verb == CONTROL_DEFINE)
		define(client, &request);
	else if (request.verb == CONTROL_UNUSABLE)
		unusable(client, &request);
	else
		wish(client, &request);
}

static void client_ready(struct loop_fd *self, uint32_t events)
{
	struct client *client = self->ctx;
	/* the length of the packet, however long it is: nothing is taken yet */
	ssize_t len = recv(self->fd, NULL, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
	cleanup_free char *message = NULL;

	(void)events;
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (len > 0 && (size_t)len <= CONTROL_REQUEST_MAX)
		message = malloc((size_t)len + 1);
	if (!message || recv(self->fd, message, (size_t)len, MSG_DONTWAIT) != len) {
		hang_up(client); /* it has left, or sends more than any request has */
		return;
	}
	message[len] = '\0';
	serve(client, message, (size_t)len);
}

static void was_silent(struct loop_timer *timer)
{
	hang_up(timer->ctx);
}

static bool has_left(const struct client *client)
{
	struct pollfd poll_fd = { .fd = client->source.fd };

	return poll_fd.fd >= 0 && poll(&poll_fd, 1, 0) == 1 && poll_fd.revents & POLLHUP;
}

/*
 * Those who have left keep nobody out: a newcomer may be seen before their leaving is. What they
 * asked for is still done; the end of it is that they are hung up on.
 */
static void see_off_the_gone(void)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		while (has_left(&clients[i]))
			client_ready(&clients[i].source, EPOLLHUP);
	}
}

/* A free place for such a one, NULL = none. */
static struct client *free_place(uid_t uid)
{
	struct client *place = NULL;
	size_t strangers = 0;

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].source.fd < 0)
			place = &clients[i];
		else if (clients[i].uid != 0)
			strangers++;
	}
	return uid != 0 && strangers >= STRANGERS_MAX ? NULL : place;
}

static struct client *place_for(uid_t uid)
{
	struct client *place = free_place(uid);

	if (place)
		return place;
	see_off_the_gone();
	return free_place(uid);
}

/* Takes over @fd. */
static void welcome(int fd)
{
	struct ucred peer = { .uid = (uid_t)-1 };
	socklen_t len = sizeof(peer);
	struct client *client = NULL;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0)
		client = place_for(peer.uid);
	if (!client) {
		(void)close(fd);
		return;
	}
	*client = (struct client){
		.source = { .fd = fd, .ready = client_ready, .ctx = client },
		.silence = { .expired = was_silent, .ctx = client },
		.uid = peer.uid,
	};
	if (loop_add_fd(&client->source, EPOLLIN) < 0)
		hang_up(client);
	else
		loop_set_timer(&client->silence, SILENCE_MAX_MS);
}

static void listener_ready(struct loop_fd *self, uint32_t events)
{
	(void)events;
	for (int i = 0; i < ACCEPT_MAX; i++) {
		int fd = accept4(self->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0) {
			/* descriptors or memory are short: an edge does not come twice */
			if (errno != EAGAIN)
				loop_set_timer(&again, ACCEPT_AGAIN_MS);
			return;
		}
		welcome(fd);
	}
	loop_set_timer(&again, 0);
}

static void look_again(struct loop_timer *timer)
{
	(void)timer;
	listener_ready(&listener, EPOLLIN);
}

static bool is_as_asked(const struct service *service, enum services_wish wish)
{
	const struct lifecycle *life = &service->life;

	switch (wish) {
	case SERVICES_WISH_STOP:
		/* one that has stopped for a reason is one that does not die */
		return life->state == SERVICE_STOPPED && !life->undying;
	case SERVICES_WISH_RESTART:
		return life->state == SERVICE_STARTED && !services_gave_up(service);
	case SERVICES_WISH_START:
		break;
	}
	return life->state == SERVICE_STARTED;
}

/* It has settled: as was asked? */
static void tell_end(struct client *client)
{
	const struct service *service = client->awaited;
	bool down = client->wish == SERVICES_WISH_STOP || services_gave_up(service);

	if (is_as_asked(service, client->wish))
		answer(client, "done", NULL);
	else if (service->reason[0])
		answer(client, "failed", service->reason);
	else
		answer(client, "failed",
		       down ? "what needs it has not stopped, or something else has started it"
			    : "something else has stopped it");
}

/* All that is sent may be the last thing that a client gets to see, so each is looked at anew. */
static void services_changed(const struct service *service)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &clients[i];

		if (client->source.fd < 0 || !client->awaited)
			continue;
		if (service && service->requested && reads_along(client))
			tell_change(client, service);
		else if (!service && services_have_settled(client->awaited, client->wish))
			tell_end(client);
	}
}

static int listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	cleanup_fd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (unlink(path) < 0 && errno != ENOENT)
		return -errno;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chmod(path, 0666) < 0 || listen(fd, SOMAXCONN) < 0)
		return -errno;
	return take_fd(&fd);
}

void control_save_socket(struct saver *saver)
{
	saver_fd(saver, CONTROL_SAVED_SOCKET, listener.fd);
}

void control_resume_socket(int fd)
{
	listener.fd = fd;
}

int control_open_socket(void)
{
	int fd = listener.fd;
	int r = make_dirs("/run/openrc", 0755);

	for (size_t i = 0; i < CLIENTS_MAX; i++)
		clients[i].source.fd = -1;
	if (fd < 0)
		fd = r < 0 ? r : listen_on(CONTROL_SOCKET);
	if (fd < 0)
		return log_errno(fd, "opening %s (services cannot be asked for)", CONTROL_SOCKET);
	listener = (struct loop_fd){ .fd = fd, .ready = listener_ready };
	r = loop_add_fd(&listener, EPOLLIN | EPOLLET);
	if (r < 0)
		return log_errno(r, "watching %s (services cannot be asked for)", CONTROL_SOCKET);
	services_watch(services_changed);
	return 0;
}
