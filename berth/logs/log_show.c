// SPDX-License-Identifier: Apache-2.0
//
// Showing lines. See log_show.h. The last of several logs are found by counting them first, so that
// never more than a line of each is in memory.

#include "log_show.h"

#include <errno.h>

#include "../../common/log.h"
#include "file_source.h"

#define TOLD 1 /* in place of the error */

static int tell_errors(struct log_sources *sources)
{
	int r = 0;

	for (size_t i = 0; i < sources->count; i++) {
		struct log_source *source = sources->items[i];

		if (source->error < 0) {
			(void)log_errno(source->error, "reading the log of %s", source->unit);
			source->error = TOLD;
			r = -EIO;
		}
	}
	return r;
}

static int64_t count_lines(struct log_sources *sources)
{
	int64_t lines = 0;

	while (log_sources_next(sources))
		lines++;
	return lines;
}

static int show_from(struct log_sources *sources, const struct log_style *style, int64_t skip)
{
	struct log_source *source;

	while (!ferror(stdout) && (source = log_sources_next(sources)))
		if (skip-- <= 0)
			log_print(style, source->unit, &source->head, stdout);
	if (fflush(stdout) != 0 || ferror(stdout))
		return -EPIPE;
	return tell_errors(sources);
}

int log_show_last(struct log_sources *sources, const struct log_style *style, int64_t lines,
		  bool go_on)
{
	int64_t skip = 0;
	int r = 0;

	if (lines != FILE_SOURCE_ALL) {
		skip = count_lines(sources) - lines;
		r = log_sources_rewind(sources);
	}
	for (size_t i = 0; i < sources->count && go_on; i++)
		sources->items[i]->go_on(sources->items[i]);
	return r < 0 ? r : show_from(sources, style, skip);
}

int log_show_coming(struct log_sources *sources, const struct log_style *style)
{
	log_sources_wake(sources);
	return show_from(sources, style, 0);
}
