// SPDX-License-Identifier: Apache-2.0
//
// Publishing the states of services. See service_state.h. All of it is on a tmpfs: nothing here can
// hang PID 1.

#include "service_state.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"

#define RUNLEVEL "default"

static const char *root; /* NULL = nothing is published */

static const char *const dirs[] = { "starting", "started", "stopping",	  "failed",
				    "inactive", "options", "wasinactive", "hotplugged" };

static const char *const state_dirs[] = {
	[SERVICE_WAITING] = NULL,      [SERVICE_STARTING] = "starting",
	[SERVICE_STARTED] = "started", [SERVICE_FAILED] = "failed",
	[SERVICE_CRASHED] = "failed",  [SERVICE_STOPPING] = "stopping",
	[SERVICE_STOPPED] = NULL,
};

static const char *const words[] = {
	[SERVICE_WAITING] = "waiting", [SERVICE_STARTING] = "starting",
	[SERVICE_STARTED] = "started", [SERVICE_FAILED] = "failed",
	[SERVICE_CRASHED] = "crashed", [SERVICE_STOPPING] = "stopping",
	[SERVICE_STOPPED] = "stopped",
};

const char *service_state_word(enum service_state state)
{
	return words[state];
}

int service_state_from_word(const char *word, enum service_state *ret_state)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i]) == 0) {
			*ret_state = (enum service_state)i;
			return 0;
		}
	}
	return -EINVAL;
}

static int make_dir(const char *dir, const char *name)
{
	cleanup_free char *path = format_text("%s/%s", dir, name);

	return path ? make_dirs(path, 0755) : -ENOMEM;
}

int service_state_setup(const char *dir)
{
	cleanup_free char *level = format_text("%s/softlevel", dir);
	int r = level ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < sizeof(dirs) / sizeof(dirs[0]); i++)
		r = make_dir(dir, dirs[i]);
	if (r == 0)
		r = write_file(level, RUNLEVEL, strlen(RUNLEVEL), 0644);
	if (r < 0)
		return log_errno(r, "making %s (the states of services are not shown)", dir);
	root = dir;
	return 0;
}

static int remove_file(const char *path)
{
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

static int write_reason(const char *name, const char *reason)
{
	cleanup_free char *dir = format_text("%s/options/%s", root, name);
	cleanup_free char *path = format_text("%s/options/%s/reason", root, name);
	int r;

	if (!dir || !path)
		return -ENOMEM;
	if (!reason || !*reason)
		return remove_file(path);
	r = make_dirs(dir, 0755);
	return r < 0 ? r : write_file(path, reason, strlen(reason), 0644);
}

/* One link: made if the service is in this state, else removed. */
static int set_link(const char *name, enum service_state state, bool here)
{
	cleanup_free char *path = format_text("%s/%s/%s", root, state_dirs[state], name);
	cleanup_free char *script = format_text("/etc/init.d/%s", name);

	if (!path || !script)
		return -ENOMEM;
	if (!here)
		return remove_file(path);
	return symlink(script, path) < 0 && errno != EEXIST ? -errno : 0;
}

/* Two states may share a directory. */
static bool is_shown_as(enum service_state state, const char *dir)
{
	return state_dirs[state] && strcmp(state_dirs[state], dir) == 0;
}

static int set_links(const char *name, enum service_state state)
{
	int r = state_dirs[state] ? set_link(name, state, true) : 0;

	for (size_t i = 0; r == 0 && i < sizeof(state_dirs) / sizeof(state_dirs[0]); i++)
		if (state_dirs[i] && !is_shown_as(state, state_dirs[i]))
			r = set_link(name, (enum service_state)i, false);
	return r;
}

void service_state_publish(const char *name, enum service_state state, const char *reason)
{
	int r;

	if (!root)
		return;
	r = write_reason(name, reason);
	if (r == 0)
		r = set_links(name, state);
	if (r < 0)
		log_errno(r, "service %s: showing its state in %s (ignored)", name, root);
}
