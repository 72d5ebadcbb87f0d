// SPDX-License-Identifier: Apache-2.0
//
// `berth config diff`: the configuration that is in force, beside the one that would be.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/run.h"
#include "../../common/text.h"

#include "../command.h"
#include "config_check.h"
#include "config_commands.h"
#include "config_paths.h"
#include "config_text.h"
#include "configuration.h"

#define TEXT_MAX 16777216
#define DIFF_LIMIT_MS 60000

/* The comment on top says where it is from, which is no difference. */
static const char *without_comment(const char *text)
{
	while (*text == '#')
		text += strcspn(text, "\n") + (strchr(text, '\n') != NULL);
	return text;
}

/* The one in force; none is as good as an empty one. */
static int text_before(char **ret_text)
{
	cleanup_free char *text = NULL;
	int r = read_file(CONFIG_IN_FORCE, TEXT_MAX, &text, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	*ret_text = strdup(text ? without_comment(text) : "");
	return *ret_text ? 0 : -ENOMEM;
}

static int text_of(const struct configuration *c, char **ret_text)
{
	struct intent intent = configuration_intent(c);
	cleanup_free char *text = NULL;
	int r = config_text_make(&intent, "", &text);

	if (r < 0)
		return r;
	*ret_text = strdup(without_comment(text));
	return *ret_text ? 0 : -ENOMEM;
}

/* Puts what would be applied in the place of what was. A file with problems counts as it stands. */
static int replace_applied(struct configuration *c, const char *path)
{
	struct checked_file file;
	int r = config_check(path, false, stderr, &file);

	if (r < 0)
		return r;
	free(c->applied.user_data);
	c->applied.user_data = file.bytes;
	c->applied.user_data_len = file.len;
	file.bytes = NULL;
	checked_file_release(&file);
	return 0;
}

static int text_after(const char *path, char **ret_text)
{
	struct configuration c;
	int r;

	configuration_init(&c);
	r = applied_load(&c.applied);
	if (r == 0 && path)
		r = replace_applied(&c, path);
	if (r == 0)
		r = configuration_read(&c);
	if (r == 0)
		r = text_of(&c, ret_text);
	configuration_release(&c);
	return r;
}

/* Both are secret: in memory, under names that this process and its child have. */
static int put_aside(const char *text, char **ret_path)
{
	int fd = memfd_create("configuration", 0);
	int r = fd < 0 ? -errno : write_all(fd, text, strlen(text));

	if (r < 0)
		return r;
	*ret_path = format_text("/proc/self/fd/%d", fd);
	return *ret_path ? 0 : -ENOMEM;
}

static int print_difference(const char *before, const char *after, const char *name)
{
	cleanup_free char *old = NULL;
	cleanup_free char *new = NULL;
	const struct run_options options = { .timeout_ms = DIFF_LIMIT_MS };
	int status = 2;
	int r = put_aside(before, &old);

	if (r == 0)
		r = put_aside(after, &new);
	if (r < 0)
		return r;
	const char *const argv[] = { "diff", "-u", "-L", "in force", "-L", name, old, new, NULL };
	r = run(argv, &options, &status, NULL);
	return r < 0 ? r : status;
}

int config_diff(const char *path)
{
	cleanup_free char *before = NULL;
	cleanup_free char *after = NULL;
	cleanup_fd int lock = lock_file(CONFIG_LOCK, false); /* it mounts what apply mounts */
	int r = lock < 0 ? lock : text_before(&before);

	if (r == 0)
		r = text_after(path, &after);
	if (r == 0)
		r = print_difference(before, after, path ? path : "next boot");
	if (r < 0)
		log_errno(r, "no difference can be told");
	return r < 0 ? EXIT_USAGE : r;
}
