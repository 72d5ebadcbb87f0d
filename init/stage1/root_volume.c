// SPDX-License-Identifier: Apache-2.0
//
// The volume that carries the root image. See root_volume.h.

#include "root_volume.h"

#include <errno.h>

#include "../../common/console.h"
#include "../../common/log.h"
#include "../../common/monotonic.h"

#define WAIT_MS 30000
#define SIGN_OF_LIFE_MS 5000

static const char *const by_names[] = {
	[VOLUME_BY_PARTLABEL] = "partition named",
	[VOLUME_BY_LABEL] = "volume labelled",
	[VOLUME_BY_UUID] = "volume with the UUID",
	[VOLUME_BY_PATH] = "device named",
};

void root_search_start(struct root_search *search, const struct volume_spec *spec,
		       void (*alive)(void))
{
	*search = (struct root_search){
		.spec = spec,
		.alive = alive,
		.deadline_ms = monotonic_ms() + WAIT_MS,
	};
}

void root_search_release(struct root_search *search)
{
	string_list_release(&search->passed);
}

static void say_not_found(const struct root_search *search)
{
	const struct volume_spec *spec = search->spec;

	if (search->passed.count > 0)
		console_say("berth: no other %s %s appeared within %d s: attach the disk or medium "
			    "that holds this version, or install it again",
			    by_names[spec->by], spec->value, WAIT_MS / 1000);
	else
		console_say("berth: no %s %s appeared within %d s: is the disk or medium attached, "
			    "and is its driver in this kernel?",
			    by_names[spec->by], spec->value, WAIT_MS / 1000);
}

int root_search_next(struct root_search *search, char **ret_path)
{
	const struct volume_spec *spec = search->spec;
	int64_t left;
	int r;

	do {
		search->alive();
		left = search->deadline_ms - monotonic_ms();
		if (left < 0)
			left = 0; /* what is there already is looked at all the same */
		r = volume_wait(spec, &search->passed,
				left < SIGN_OF_LIFE_MS ? (int)left : SIGN_OF_LIFE_MS, ret_path,
				&search->count);
	} while (r == -ENOENT && left > 0);
	if (r == -ENOENT)
		say_not_found(search);
	else if (r < 0)
		log_errno(r, "looking for the %s %s", by_names[spec->by], spec->value);
	return r;
}

int root_search_pass(struct root_search *search, const char *path)
{
	console_say("berth: %s is passed over; waiting for another %s %s", path,
		    by_names[search->spec->by], search->spec->value);
	return string_list_printf(&search->passed, "%s", path);
}

void root_search_say_taken(const struct root_search *search, const char *path)
{
	if (search->passed.count > 0)
		console_say("berth: %s was taken: of the disks that carry the %s %s it is the one "
			    "with the right root image; detach the others",
			    path, by_names[search->spec->by], search->spec->value);
}

void root_volume_say_twins(const struct volume_spec *spec, size_t count, const char *used)
{
	console_say("berth: %zu disks carry the same %s %s; %s was taken: if it is the wrong one, "
		    "detach the others and restart",
		    count, by_names[spec->by], spec->value, used);
}
