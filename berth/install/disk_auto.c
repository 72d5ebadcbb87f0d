// SPDX-License-Identifier: Apache-2.0
//
// Choosing the only disk. See disk_auto.h.

#include "disk_auto.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"
#include "disk_list.h"
#include "disk_look.h"
#include "disk_settling.h"
#include "voice.h"

#define PATIENCE 30 /* seconds, for the first disk that is possible */
#define LIMIT 120 /* seconds, for disks that come and go */

char *disk_auto_problem(const struct string_list *disks, const struct string_list *possible,
			bool force)
{
	if (disks->count == 0)
		return format_text("this machine has no disks");
	if (possible->count > 1)
		return format_text("more than one disk is possible (%s, %s): say which with "
				   "berth.install=NAME, or in the seed with 'disk'",
				   possible->items[0], possible->items[1]);
	return format_text("no disk is possible: each is too small, in use%s. 'berth install' "
			   "lists them",
			   force ? ""
				 : ", or not empty (berth.install.force, or 'force' in the seed, "
				   "erases it)");
}

static void wait_a_second(void)
{
	struct timespec second = { .tv_sec = 1 };

	(void)nanosleep(&second, NULL);
}

/* Returns 1 once the disks do not change any more, 0 before, or a negative errno. */
static int look(struct disk_settling *settling)
{
	struct string_list names = { 0 };
	int r = disk_names(&names);

	if (r == 0)
		r = disk_settling_look(settling, &names);
	string_list_release(&names);
	return r;
}

/* Returns 0, -ETIMEDOUT (they come and go) or a negative errno. */
static int wait_for_disks(bool force, struct disk_settling *settling, struct string_list *possible)
{
	for (int second = 0; second < LIMIT; second++) {
		int r = look(settling);

		if (r > 0) {
			string_list_release(possible);
			r = disk_list_possible(force, possible);
			if (r < 0 || possible->count || second >= PATIENCE)
				return r;
		}
		if (r < 0)
			return r;
		wait_a_second();
	}
	return -ETIMEDOUT;
}

/* @ret_name: NULL before */
static int choose(bool force, struct disk_settling *settling, struct string_list *possible,
		  char **ret_name)
{
	cleanup_free char *problem = NULL;
	int r = wait_for_disks(force, settling, possible);

	if (r == -ETIMEDOUT) {
		voice_error("the disks of this machine come and go: say which one is meant with "
			    "berth.install=NAME, or in the seed with 'disk'");
		return -EINVAL;
	}
	if (r < 0) {
		voice_error("looking at the disks: %s", strerror(-r));
		return r;
	}
	if (possible->count == 1)
		*ret_name = strdup(possible->items[0]);
	else
		problem = disk_auto_problem(&settling->seen, possible, force);
	if (*ret_name)
		return 0;
	voice_error("%s", problem ? problem : "memory is short");
	return -EINVAL;
}

int disk_auto_choose(bool force, char **ret_name)
{
	struct disk_settling settling = { 0 };
	struct string_list possible = { 0 };
	int r;

	voice_say("looking for the only disk: waiting until none has come or gone for %d s",
		  DISK_SETTLING_SECONDS);
	*ret_name = NULL;
	r = choose(force, &settling, &possible, ret_name);
	string_list_release(&possible);
	disk_settling_release(&settling);
	return r;
}
