// SPDX-License-Identifier: Apache-2.0
//
// `berth stop-containers`: the end of all containers when the machine goes down. The container
// daemon has ended before, so that nobody takes this for a wish and no restart policy answers it:
// after the restart those that have one come back.

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"

#include "../command.h"
#include "running.h"
#include "stop_order.h"

#define TELL_MS 10000 /* whoever waits in front of the machine is told for what */

static const char help[] =
	"Usage: berth stop-containers\n"
	"\n"
	"Run by init when the machine goes down, after the container daemon has ended. Sends each\n"
	"container its stop signal, the one that started last first, and kills those that do not end\n"
	"in their time. When its standard input ends, so does the patience with them.\n";

struct stop {
	struct running_list running;
	struct stop_item *items; /* of the same index */
	int64_t hurried_ms; /* when, < 0: it has not */
	int64_t told_ms;
};

static const char *name_of(const struct running *container)
{
	return container->bundle.name ? container->bundle.name : container->id;
}

/* One descriptor for each container, which may be more than PID 1 needs itself. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		log_errno(errno, "raising the limit of descriptors (ignored)");
}

static int prepare(struct stop *stop)
{
	int r = running_find(&stop->running);

	if (r < 0)
		return r;
	stop->items = calloc(stop->running.count + 1, sizeof(*stop->items));
	if (!stop->items)
		return -ENOMEM;
	for (size_t i = 0; i < stop->running.count; i++)
		stop->items[i] = (struct stop_item){
			.grace_ms = (int64_t)stop->running.items[i].bundle.grace_s * 1000,
			.asked_ms = -1,
			.killed_ms = -1,
		};
	stop->told_ms = monotonic_ms();
	return 0;
}

/* Ended meanwhile is no error: the descriptor tells it next. */
static void ask(struct stop *stop, size_t index)
{
	const struct running *container = &stop->running.items[index];
	int r = running_ask(container);

	if (r < 0 && r != -ESRCH)
		log_errno(r, "container %s: sending its signal", name_of(container));
	stop->items[index].asked_ms = monotonic_ms();
}

static void kill_it(struct stop *stop, size_t index)
{
	const struct running *container = &stop->running.items[index];
	int r;

	/* an error, so that the console shows it: what it had not written is lost */
	log_error("container %s did not end on signal %d (%s) in %lld s: killed",
		  name_of(container), container->bundle.stop_signal,
		  strsignal(container->bundle.stop_signal),
		  (long long)(monotonic_ms() - stop->items[index].asked_ms + 500) / 1000);
	r = running_kill(container);
	if (r < 0 && r != -ESRCH)
		log_errno(r, "container %s: killing it", name_of(container));
	stop->items[index].killed_ms = monotonic_ms();
}

static void give_up(struct stop *stop, size_t index)
{
	log_error("container %s does not die: going on without",
		  name_of(&stop->running.items[index]));
	stop->items[index].given_up = true;
}

static size_t still_there(const struct stop *stop)
{
	size_t count = 0;

	for (size_t i = 0; i < stop->running.count; i++)
		count += !stop->items[i].ended;
	return count;
}

/* The first that has been asked and not ended, with its limit, every ten seconds. */
static void tell(struct stop *stop)
{
	if (monotonic_ms() - stop->told_ms < TELL_MS)
		return;
	stop->told_ms = monotonic_ms();
	for (size_t i = 0; i < stop->running.count; i++) {
		const struct running *container = &stop->running.items[i];

		if (stop->items[i].ended || stop->items[i].asked_ms < 0)
			continue;
		console_say(
			"berth: waiting for %zu container%s: %s has %d s to end, %lld of them gone",
			still_there(stop), still_there(stop) == 1 ? "" : "s", name_of(container),
			container->bundle.grace_s,
			(long long)(stop->told_ms - stop->items[i].asked_ms) / 1000);
		return;
	}
}

static void look_at(struct stop *stop, const struct pollfd *fds)
{
	for (size_t i = 0; i < stop->running.count; i++)
		if (fds[i].revents)
			stop->items[i].ended = true;
	/* nobody writes to it: it has ended */
	if (fds[stop->running.count].revents && stop->hurried_ms < 0)
		stop->hurried_ms = monotonic_ms();
}

/* Wait until something happens, but not longer than that. */
static int wait_for(struct stop *stop, int64_t wait_ms)
{
	cleanup_free struct pollfd *fds = calloc(stop->running.count + 1, sizeof(*fds));

	if (!fds)
		return -ENOMEM;
	for (size_t i = 0; i < stop->running.count; i++) /* poll(2) leaves out those below zero */
		fds[i] = (struct pollfd){ .fd = stop->items[i].ended ? -1
								     : stop->running.items[i].fd,
					  .events = POLLIN };
	fds[stop->running.count] = (struct pollfd){
		.fd = stop->hurried_ms < 0 ? STDIN_FILENO : -1,
		.events = POLLIN,
	};
	if (poll(fds, stop->running.count + 1, (int)(wait_ms < TELL_MS ? wait_ms : TELL_MS)) < 0)
		return errno == EINTR ? 0 : -errno;
	look_at(stop, fds);
	tell(stop);
	return 0;
}

static int work(struct stop *stop)
{
	int64_t wait_ms;
	size_t index;
	int r = wait_for(stop, 0); /* some may have ended since they were found */

	while (r == 0)
		switch (stop_order_step(stop->items, stop->running.count, monotonic_ms(),
					stop->hurried_ms, &index, &wait_ms)) {
		case STOP_ASK:
			ask(stop, index);
			break;
		case STOP_KILL:
			kill_it(stop, index);
			break;
		case STOP_GIVE_UP:
			give_up(stop, index);
			break;
		case STOP_WAIT:
			r = wait_for(stop, wait_ms);
			break;
		case STOP_OVER:
			return 0;
		}
	return r;
}

static int stop_all(void)
{
	struct stop stop = { .hurried_ms = -1 };
	int r;

	log_init("berth", LOG_TO_KMSG);
	raise_limit();
	r = prepare(&stop);
	if (r == 0 && stop.running.count > 0) {
		console_say("berth: stopping %zu container%s", stop.running.count,
			    stop.running.count == 1 ? "" : "s");
		r = work(&stop);
	}
	if (r < 0)
		log_errno(r, "stopping the containers (init kills what is left)");
	free(stop.items);
	running_release(&stop.running);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}

int command_stop_containers(int argc, char **argv)
{
	if (argc == 1)
		return stop_all();
	int asked = command_wants_help(argc, argv);
	(void)fputs(help, asked ? stdout : stderr);
	return asked ? EXIT_OK : EXIT_USAGE;
}
