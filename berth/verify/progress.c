// SPDX-License-Identifier: Apache-2.0
//
// A bar that shows how far something is. See progress.h.

#include "progress.h"

#include <string.h>
#include <unistd.h>

#define BAR 40
#define WHAT 24

void progress_begin(struct progress *p, const char *what, FILE *out)
{
	*p = (struct progress){ .what = what,
				.out = isatty(fileno(out)) ? out : NULL,
				.shown = -1 };
}

const char *progress_line(const char *what, int percent, char line[PROGRESS_LINE_MAX])
{
	char bar[BAR + 1];
	size_t full = (size_t)percent * BAR / 100;

	memset(bar, '#', full);
	memset(bar + full, ' ', BAR - full);
	bar[BAR] = '\0';
	(void)snprintf(line, PROGRESS_LINE_MAX, "%-*.*s [%s] %3d %%", WHAT, WHAT, what, bar,
		       percent);
	return line;
}

void progress_show(struct progress *p, uint64_t done, uint64_t total)
{
	char line[PROGRESS_LINE_MAX];
	int percent = total ? (int)(done / (total / 100 + 1)) : 100;

	if (done >= total)
		percent = 100;
	if (!p->out || percent == p->shown)
		return;
	p->shown = percent;
	(void)fprintf(p->out, "\r%s", progress_line(p->what, percent, line));
	(void)fflush(p->out);
}

void progress_end(struct progress *p)
{
	/* back, and erase to the end of the line */
	if (p->out && p->shown >= 0)
		(void)fputs("\r\033[K", p->out);
	p->shown = -1;
}
