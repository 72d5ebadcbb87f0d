// SPDX-License-Identifier: Apache-2.0
//
// Looking for the volume that carries the root image, one candidate after the other.

#ifndef BERTH_INIT_ROOT_VOLUME_H
#define BERTH_INIT_ROOT_VOLUME_H

#include <stdint.h>

#include "../../common/string_list.h"
#include "../../common/volume_spec.h"

struct root_search {
	const struct volume_spec *spec;
	void (*alive)(void); /* called every few seconds while the search waits */
	int64_t deadline_ms;
	size_t count; /* how many carried the name at the last look */
	struct string_list passed; /* paths of those that turned out not to be it */
};

/* root_search_start - begin to wait. Release with root_search_release(). */
void root_search_start(struct root_search *search, const struct volume_spec *spec,
		       void (*alive)(void));
void root_search_release(struct root_search *search);

/*
 * root_search_next - wait for a volume of that name that was not passed over yet.
 * @ret_path: /dev/NAME; the caller frees it
 * Returns 0, -ENOENT (the time is over) or a negative errno, after saying so on the consoles.
 */
int root_search_next(struct root_search *search, char **ret_path);

/*
 * root_search_pass - this volume is not it: look for another one.
 * Returns 0, or -ENOMEM, with which the search is over.
 */
int root_search_pass(struct root_search *search, const char *path);

/* root_search_say_taken - if others were passed over: say which one is the root's. */
void root_search_say_taken(const struct root_search *search, const char *path);

/* root_volume_say_twins - say that several disks carry the name, and which one is used. */
void root_volume_say_twins(const struct volume_spec *spec, size_t count, const char *used);

#endif
