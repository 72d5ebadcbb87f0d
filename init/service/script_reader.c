// SPDX-License-Identifier: Apache-2.0
//
// The process that reads scripts. See script_reader.h.

#include "script_reader.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../common/log.h"
#include "../pid1/child.h"

#define EACH_MS 12000 /* the reader itself gives a shell ten seconds */
#define OTHERS_MS 60000 /* for those that these need or want */
#define FORK_AGAIN_MS 1000

static void fork_again(struct loop_timer *timer);
static void takes_too_long(struct loop_timer *timer);
static void reader_ended(struct loop_child *self, int wait_status);

static struct loop_child reader = { .ended = reader_ended };
static struct loop_timer again = { .expired = fork_again };
static struct loop_timer limit = { .expired = takes_too_long };
static const struct string_list *to_read;
static void (*on_end)(void);

static void reader_ended(struct loop_child *self, int wait_status)
{
	char how[64];

	(void)self;
	loop_clear_timer(&limit);
	if (wait_status != 0)
		log_error("services: the reader of their scripts ended with %s",
			  child_describe(wait_status, how, sizeof(how)));
	on_end();
}

/* Its shell ends with it. It may hang in the kernel itself: nobody waits for its end. */
static void takes_too_long(struct loop_timer *timer)
{
	(void)timer;
	log_error("services: reading their scripts takes too long, going on without");
	(void)kill(reader.pid, SIGKILL);
	loop_del_child(&reader);
	on_end();
}

/* In the child. This program, under another name. */
static _Noreturn void become_reader(void)
{
	char **argv = calloc(to_read->count + 2, sizeof(*argv));

	if (argv) {
		argv[0] = (char *)"rc-read";
		for (size_t i = 0; i < to_read->count; i++)
			argv[i + 1] = to_read->items[i];
		(void)execv("/proc/self/exe", argv);
	}
	_exit(127);
}

static void fork_again(struct loop_timer *timer)
{
	pid_t pid = child_fork(&reader);

	(void)timer;
	if (pid == 0)
		become_reader();
	if (pid < 0) {
		log_errno(pid, "services: making a process to read scripts (trying again)");
		loop_set_timer(&again, FORK_AGAIN_MS);
		return;
	}
	loop_set_timer(&limit, OTHERS_MS + (int64_t)to_read->count * EACH_MS);
}

void script_reader_start(const struct string_list *names, void (*ended)(void))
{
	to_read = names;
	on_end = ended;
	fork_again(&again);
}
