// SPDX-License-Identifier: Apache-2.0
//
// Merging. See log_source.h.

#include "log_source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void release(struct log_source *source)
{
	free(source->unit);
	source->release(source);
}

int log_sources_add(struct log_sources *sources, struct log_source *source)
{
	struct log_source **grown =
		realloc(sources->items, (sources->count + 1) * sizeof(struct log_source *));

	if (!grown) {
		release(source);
		return -ENOMEM;
	}
	sources->items = grown;
	grown[sources->count++] = source;
	return 0;
}

struct log_source *log_sources_find(const struct log_sources *sources, const char *unit)
{
	for (size_t i = 0; i < sources->count; i++)
		if (strcmp(sources->items[i]->unit, unit) == 0)
			return sources->items[i];
	return NULL;
}

static void look_for_head(struct log_source *source)
{
	int r;

	if (source->has_head || source->is_dry || source->error)
		return;
	r = source->next(source, &source->head);
	source->has_head = r > 0;
	source->is_dry = r == 0;
	source->error = r < 0 ? r : 0;
	if (source->has_head && source->head.time_us != LOG_TIME_NONE)
		source->at_us = source->head.time_us;
}

struct log_source *log_sources_next(struct log_sources *sources)
{
	struct log_source *earliest = NULL;

	for (size_t i = 0; i < sources->count; i++) {
		struct log_source *source = sources->items[i];

		look_for_head(source);
		if (source->has_head && (!earliest || source->at_us < earliest->at_us))
			earliest = source;
	}
	if (earliest)
		earliest->has_head = false;
	return earliest;
}

void log_sources_wake(struct log_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		sources->items[i]->is_dry = false;
}

int log_sources_rewind(struct log_sources *sources)
{
	int r = 0;

	log_sources_wake(sources);
	for (size_t i = 0; i < sources->count && r == 0; i++) {
		sources->items[i]->has_head = false;
		r = sources->items[i]->rewind(sources->items[i]);
	}
	return r;
}

void log_sources_release(struct log_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		release(sources->items[i]);
	free(sources->items);
	*sources = (struct log_sources){ 0 };
}
