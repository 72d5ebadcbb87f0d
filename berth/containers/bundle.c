// SPDX-License-Identifier: Apache-2.0
//
// The config.json of a container. See bundle.h.

#include "bundle.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../../common/cleanup.h"
#include "../../common/number.h"
#include "../../common/signal_name.h"
#include "../../common/text.h"

#define NAME "nerdctl/name"
#define STOP_SIGNAL "io.containerd.image.config.stop-signal"
#define STOP_TIMEOUT "nerdctl/stop-timeout"

#define GRACE_S 10 /* what docker stop gives */
#define GRACE_MAX_S 300 /* the machine goes down; it does not wait for an hour */
#define SIGNAL_NAME_MAX 16

/* As docker takes it: also in small letters. */
static int parse_signal(const char *text)
{
	char name[SIGNAL_NAME_MAX] = "";
	int number;

	if (!text || strlen(text) >= sizeof(name))
		return SIGTERM;
	for (size_t i = 0; text[i]; i++)
		name[i] = (char)toupper((unsigned char)text[i]);
	number = signal_number(name);
	return number > 0 ? number : SIGTERM;
}

/* Below zero is docker's word for as long as it takes. */
static int parse_grace(const char *text)
{
	int64_t seconds = text ? number_parse(text, INT32_MAX) : -1;

	if (text && text[0] == '-' && number_parse(text + 1, INT32_MAX) > 0)
		return GRACE_MAX_S;
	if (seconds < 0)
		return GRACE_S;
	return seconds < GRACE_MAX_S ? (int)seconds : GRACE_MAX_S;
}

static bool copy(const char *text, char **ret_copy)
{
	*ret_copy = text && *text ? strdup(text) : NULL;
	return *ret_copy || !text || !*text;
}

static const char *annotation(const json_t *config, const char *name)
{
	return json_string_value(json_object_get(json_object_get(config, "annotations"), name));
}

int bundle_parse(const char *text, size_t len, struct bundle *ret_bundle)
{
	json_t *config = json_loadb(text, len, 0, NULL);
	struct bundle bundle = { 0 };
	const char *cgroup;
	bool copied;

	if (!json_is_object(config)) {
		json_decref(config);
		return -EINVAL;
	}
	cgroup =
		json_string_value(json_object_get(json_object_get(config, "linux"), "cgroupsPath"));
	bundle.stop_signal = parse_signal(annotation(config, STOP_SIGNAL));
	bundle.grace_s = parse_grace(annotation(config, STOP_TIMEOUT));
	copied = copy(annotation(config, NAME), &bundle.name);
	copied = copy(cgroup, &bundle.cgroup) && copied;
	json_decref(config);
	if (!copied) {
		bundle_release(&bundle);
		return -ENOMEM;
	}
	*ret_bundle = bundle;
	return 0;
}

void bundle_release(struct bundle *bundle)
{
	free(bundle->name);
	free(bundle->cgroup);
	*bundle = (struct bundle){ 0 };
}

/* The length of @path in @own, if that is it or below it. */
static size_t match(const char *own, const char *path)
{
	size_t len = strlen(path);

	if (len < 2 || strncmp(own, path, len) != 0)
		return 0;
	return own[len] == '\0' || own[len] == '/' ? len : 0;
}

/* `SLICE:PREFIX:NAME` is somewhere in SLICE, as PREFIX-NAME.scope. */
static size_t match_scope(const char *own, const char *cgroup)
{
	const char *prefix = strchr(cgroup, ':');
	const char *name = prefix ? strchr(prefix + 1, ':') : NULL;
	cleanup_free char *scope =
		name ? format_text("/%.*s-%s.scope", (int)(name - prefix - 1), prefix + 1, name + 1)
		     : NULL;
	const char *at = scope ? strstr(own, scope) : NULL;

	return at && match(at, scope) ? (size_t)(at - own) + strlen(scope) : 0;
}

size_t bundle_cgroup(const char *own, const char *cgroup, const char *id)
{
	cleanup_free char *by_id = cgroup ? NULL : format_text("/%s", id);

	if (!cgroup)
		return by_id ? match(own, by_id) : 0;
	return cgroup[0] == '/' ? match(own, cgroup) : match_scope(own, cgroup);
}
