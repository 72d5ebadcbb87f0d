// SPDX-License-Identifier: Apache-2.0
//
// Progress of the installation. See install_progress.h. Bytes are counted when they are written and
// once more when they have been read back.

#include "install_progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "voice.h"

#define BAR 20 /* characters */
#define NOTHING_YET 101
#define MB 1000000

unsigned install_progress_percent(uint64_t done, uint64_t total)
{
	return total ? (unsigned)(done * 100 / total) : 0;
}

const char *install_progress_verb(uint64_t done, uint64_t total)
{
	return done * 2 > total ? "checking" : "writing";
}

void install_progress_bar(const char *what, uint64_t done, uint64_t total, char *ret_text,
			  size_t size)
{
	unsigned percent = install_progress_percent(done, total);
	char bar[BAR + 1];

	memset(bar, ' ', BAR);
	memset(bar, '#', percent * BAR / 100);
	bar[BAR] = '\0';
	(void)snprintf(ret_text, size, "[%s] %3u %%  %llu of %llu MB  %s %s", bar, percent,
		       (unsigned long long)(done / MB), (unsigned long long)(total / MB),
		       install_progress_verb(done, total), what);
}

static void show_bar(const char *what, uint64_t done, uint64_t total)
{
	char text[128];

	install_progress_bar(what, done, total, text, sizeof(text));
	/* what was longer before is wiped out */
	(void)printf("\r%s\033[K", text);
	(void)fflush(stdout);
}

static void report(void *ctx, const char *what, uint64_t done, uint64_t total)
{
	struct install_progress *progress = ctx;
	unsigned percent = install_progress_percent(done, total);
	unsigned step = progress->bar ? 1 : 10;

	percent -= percent % step;
	if (percent == progress->shown && (!progress->bar || what == progress->what))
		return;
	progress->shown = percent;
	progress->what = what;
	if (progress->bar)
		show_bar(what, done, total);
	else
		voice_say("%u %%: %s %s", percent, install_progress_verb(done, total), what);
}

void install_progress_begin(struct install_progress *progress, struct write_progress *ret_progress)
{
	*progress = (struct install_progress){
		.bar = !voice_is_on_consoles() && isatty(STDOUT_FILENO) == 1,
		.shown = NOTHING_YET,
	};
	*ret_progress = (struct write_progress){ .report = report, .ctx = progress };
}

void install_progress_end(const struct install_progress *progress)
{
	if (progress->bar && progress->shown != NOTHING_YET)
		(void)printf("\n");
}
