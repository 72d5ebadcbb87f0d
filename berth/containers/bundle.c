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

#include "../../common/number.h"
#include "../../common/signal_name.h"

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

/* Of `/default/ID` or, with systemd's notation, `system.slice:nerdctl:ID`. */
static const char *last_component(const char *path)
{
	const char *last = path;

	for (const char *at = path; at && *at; at++)
		if (*at == '/' || *at == ':')
			last = at + 1;
	return last;
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
	copied = copy(last_component(cgroup), &bundle.cgroup) && copied;
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
