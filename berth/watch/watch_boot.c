// SPDX-License-Identifier: Apache-2.0
//
// `berth watch boot`: what docker left for the next boot. Containers with --rm that a power cut or
// a shutdown took are removed; containers with --restart always that were stopped by hand are
// started. Without such containers no program is started.

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/run.h"

#include "../command.h"
#include "watch.h"
#include "watch_marks.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"
#define BOOT_ID_MAX 64
#define BATCH 32 /* containers per command: one start of the program for many of them */
#define LIMIT_MS 300000

/* A command that is being put together; the words after @fixed are containers. */
struct batch {
	const char *const *words; /* of the command: up to 2, NULL-terminated */
	char *namespace;
	char *ids[BATCH];
	size_t count;
	int failed; /* commands */
};

static void run_batch(struct batch *batch)
{
	const char *argv[3 + 3 + BATCH + 1] = { WATCH_DOCKER, "--namespace", batch->namespace };
	struct run_options options = { .timeout_ms = LIMIT_MS };
	cleanup_free char *output = NULL;
	size_t used = 3;
	int status = 0;

	for (const char *const *word = batch->words; *word; word++)
		argv[used++] = *word;
	for (size_t i = 0; i < batch->count; i++)
		argv[used++] = batch->ids[i];
	int r = run(argv, &options, &status, &output);
	if (r < 0)
		log_errno(r, "run: " WATCH_DOCKER " %s", batch->words[0]);
	else if (status != 0)
		log_error("docker %s: exit status %d: %s", batch->words[0], status, output);
	batch->failed += r < 0 || status != 0;
}

static void flush(struct batch *batch)
{
	if (batch->count > 0)
		run_batch(batch);
	while (batch->count > 0)
		free(batch->ids[--batch->count]);
	free(batch->namespace);
	batch->namespace = NULL;
}

static int add(void *context, const char *namespace, const char *id)
{
	struct batch *batch = context;

	if (batch->count == BATCH || (batch->namespace && strcmp(batch->namespace, namespace) != 0))
		flush(batch);
	if (!batch->namespace && !(batch->namespace = strdup(namespace)))
		return -ENOMEM;
	if (!(batch->ids[batch->count] = strdup(id)))
		return -ENOMEM;
	batch->count++;
	return 0;
}

static int do_marked(const char *mark, const char *boot_id, const char *const words[])
{
	struct batch batch = { .words = words };
	int r = watch_marks_find(WATCH_STATE_DIR, mark, boot_id, add, &batch);

	flush(&batch);
	if (r < 0)
		log_errno(r, "search: " WATCH_STATE_DIR ": %s", mark);
	return r < 0 || batch.failed > 0 ? -1 : 0;
}

int watch_boot(void)
{
	/* Not by force: somebody may have started such a container in this boot. */
	static const char *const remove_words[] = { "rm", "--volumes", NULL };
	static const char *const start_words[] = { "start", NULL };
	cleanup_free char *boot_id = NULL;

	int r = read_file(BOOT_ID, BOOT_ID_MAX, &boot_id, NULL);
	if (r < 0) {
		log_errno(r, "read: " BOOT_ID);
		return EXIT_PROBLEM;
	}
	int removed = do_marked("remove-at-boot", boot_id, remove_words);
	int started = do_marked("start-at-boot", boot_id, start_words);
	return removed < 0 || started < 0 ? EXIT_PROBLEM : EXIT_OK;
}
