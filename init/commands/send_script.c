// SPDX-License-Identifier: Apache-2.0
//
// Sending scripts to PID 1. See send_script.h.

#include "send_script.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/service_name.h"
#include "../../common/text.h"
#include "../service/service_load.h"
#include "say.h"
#include "script_digest.h"

/* One that runs is not sent once more: it is not started for this. */
static bool is_needed(const struct control_list *list, const char *name)
{
	const struct control_record *record = control_list_find(list, name);

	return !record || record->state == SERVICE_STOPPED || record->state == SERVICE_FAILED ||
	       record->state == SERVICE_CRASHED;
}

/* @must: one that cannot be used is an error; else the others go on without it, as at boot. */
static int send_asked_for(const struct control_list *list, const struct string_list *names,
			  bool must, struct string_list *sent, char **ret_why)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->items[i];
		cleanup_free char *path = format_text(INIT_D "/%s", name);
		cleanup_free char *why = NULL;
		int r;

		if (!path)
			return -ENOMEM;
		if (!service_name_is_valid(name) || string_list_has(sent, name) ||
		    !is_needed(list, name) || access(path, R_OK) < 0)
			continue;
		r = send_script(list, name, path, sent, &why);
		if (r > 0 && !must) {
			say_warning("%s", why);
			continue;
		}
		*ret_why = take_ptr(why);
		if (r != 0)
			return r;
	}
	return 0;
}

/* A line of a digest, of which people have never seen anything: named by the variable in it. */
static char *describe_digest(const char *digest, const struct service_remark *error)
{
	const char *line = digest;

	for (unsigned i = 1; i < error->line && line; i++) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!line || !strchr(line, '=') || strcspn(line, "=") > strcspn(line, " \t\n"))
		return format_text("%s", error->text);
	return format_text("%.*s: %s", (int)strcspn(line, "="), line, error->text);
}

/* Let the shell read it, and read what that says. */
static int parse_digest(const char *name, const char *path, struct service_source *source,
			struct service_def *ret_def, char **ret_why)
{
	struct service_remark error;
	char *digest = NULL;
	int r = script_digest(name, path, &digest, ret_why);

	if (r < 0)
		return r;
	service_source_release(source);
	source->script = digest;
	r = service_parse(name, source, NULL, NULL, ret_def, &error);
	if (r != -EINVAL && r != -ENOEXEC)
		return r;
	*ret_why = describe_digest(digest, &error);
	return *ret_why ? -EINVAL : -ENOMEM;
}

/* Read a script, by a shell if need be: then @source is the digest. -EINVAL: see @ret_why. */
static int parse(const char *name, const char *path, struct service_source *source,
		 struct service_def *ret_def, char **ret_why)
{
	struct service_remark error;
	int r = service_parse(name, source, NULL, NULL, ret_def, &error);

	if (r == -ENOEXEC)
		return parse_digest(name, path, source, ret_def, ret_why);
	if (r == -EINVAL)
		*ret_why = service_remark_text(name, &error);
	return r;
}

static int define(const char *name, const struct service_source *source, char **ret_why)
{
	cleanup_free char *why = NULL;
	int r = control_define(name, source, &why);

	if (r == CONTROL_DONE || r < 0)
		return r;
	*ret_why = format_text("%s: %s", name, why);
	return *ret_why ? 1 : -ENOMEM;
}

/* What it asks for, and then itself. */
static int send_source(const struct control_list *list, const char *name, const char *path,
		       struct service_source *source, struct string_list *sent, char **ret_why)
{
	cleanup_free char *why = NULL;
	struct service_def def;
	int r = parse(name, path, source, &def, &why);

	if (r == -EINVAL && why) {
		*ret_why = format_text("%s: %s", path, why);
		return *ret_why ? 1 : -ENOMEM;
	}
	if (r < 0)
		return r;
	r = string_list_add(sent, name, strlen(name));
	if (r == 0)
		r = send_asked_for(list, &def.need, true, sent, ret_why);
	if (r == 0)
		r = send_asked_for(list, &def.want, false, sent, ret_why);
	service_def_release(&def);
	return r == 0 ? define(name, source, ret_why) : r;
}

int send_script(const struct control_list *list, const char *name, const char *path,
		struct string_list *sent, char **ret_why)
{
	struct service_source source = { 0 };
	int r = service_source_read("", name, path, &source, ret_why);

	if (r < 0)
		return *ret_why ? 1 : r;
	r = send_source(list, name, path, &source, sent, ret_why);
	service_source_release(&source);
	return r;
}
