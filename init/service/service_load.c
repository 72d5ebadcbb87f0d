// SPDX-License-Identifier: Apache-2.0
//
// Reading a runlevel. See service_load.h.

#include "service_load.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/service_name.h"
#include "../../common/text.h"

struct loader {
	const char *root;
	struct service **services;
	size_t count;
};

static void note_ignored(void *ctx, const struct service_remark *ignored)
{
	const char *name = ctx;
	cleanup_free char *what = service_remark_text(name, ignored);

	log_warning("service %s: %s has no meaning here (ignored)", name,
		    what ? what : ignored->text);
}

static bool is_loaded(const struct loader *loader, const char *name)
{
	for (size_t i = 0; i < loader->count; i++)
		if (strcmp(loader->services[i]->def.name, name) == 0 ||
		    string_list_has(&loader->services[i]->def.provide, name))
			return true;
	return false;
}

/* Takes a service that could be made, or NULL. */
static int append(struct loader *loader, struct service *service)
{
	struct service **grown;

	if (!service)
		return -ENOMEM;
	grown = realloc(loader->services, (loader->count + 1) * sizeof(struct service *));
	if (!grown)
		return -ENOMEM; /* the boot fails: the service is not worth the code to free it */
	loader->services = grown;
	loader->services[loader->count++] = service;
	return 0;
}

/* Takes over @def. */
static int add(struct loader *loader, struct service_def *def, enum service_origin origin)
{
	struct service *service = service_new(def, origin);

	if (!service)
		service_def_release(def);
	return append(loader, service);
}

char *service_remark_text(const char *name, const struct service_remark *remark)
{
	return remark->in_conf
		       ? format_text(CONF_D "/%s, line %u: %s", name, remark->line, remark->text)
		       : format_text("line %u: %s", remark->line, remark->text);
}

int service_load_source(const char *name, const struct service_source *source,
			struct service_def *ret_def, char **ret_why)
{
	struct service_remark error;
	int r = service_parse(name, source, note_ignored, (void *)name, ret_def, &error);

	if (r != -EINVAL) /* of -ENOEXEC the shell will know better what is wrong */
		return r;
	*ret_why = service_remark_text(name, &error);
	return *ret_why ? r : -ENOMEM;
}

/* A NUL, as a power cut leaves them, would be the end of the text, and what is behind it lost. */
static int read_text(const char *path, size_t max, char **ret_text, char **ret_why)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	int r = read_file(path, max, &text, &len);

	if (r < 0 && r != -ENOMEM) {
		*ret_why = format_text("%s: %s", path, strerror(-r));
		return r;
	}
	if (r == 0 && strlen(text) != len) {
		*ret_why = format_text("%s: it is no text, there is a NUL in it", path);
		return -EINVAL;
	}
	if (r == 0)
		*ret_text = take_ptr(text);
	return r;
}

static int read_conf(const char *root, const char *name, char **ret_text, char **ret_why)
{
	cleanup_free char *path = format_text("%s" CONF_D "/%s", root, name);

	if (!path)
		return -ENOMEM;
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	return read_text(path, SERVICE_CONF_MAX, ret_text, ret_why);
}

char *service_script_path(const char *root, const char *name)
{
	char *path = format_text("%s" INIT_D "/%s", root, name);

	if (!path || access(path, R_OK) == 0)
		return path;
	free(path);
	return format_text("%s" RUNLEVEL "/%s", root, name);
}

int service_source_read(const char *root, const char *name, const char *path,
			struct service_source *ret_source, char **ret_why)
{
	struct service_source source = { 0 };
	int r = read_text(path, SERVICE_SCRIPT_MAX, &source.script, ret_why);

	if (r == 0)
		r = read_conf(root, name, &source.conf, ret_why);
	if (r < 0) {
		service_source_release(&source);
		return r == -ENOMEM || *ret_why ? r : -ENOMEM;
	}
	*ret_source = source;
	return 0;
}

void service_source_release(struct service_source *source)
{
	free(source->conf);
	free(source->script);
	*source = (struct service_source){ 0 };
}

static int load_one(struct loader *loader, const char *name, enum service_origin origin)
{
	cleanup_free char *path = service_script_path(loader->root, name);
	cleanup_free char *why = NULL;
	struct service_source source = { 0 };
	struct service_def def;
	int r;

	if (!path)
		return -ENOMEM;
	if (!service_name_is_valid(name)) {
		log_error("service %s: its name is not one that a service may have (ignored)",
			  name);
		return 0;
	}
	r = service_source_read(loader->root, name, path, &source, &why);
	if (r == 0)
		r = service_load_source(name, &source, &def, &why);
	service_source_release(&source);
	if (why)
		return append(loader, service_new_unusable(name, why, origin));
	if (r == -ENOEXEC)
		return append(loader, service_new_unread(name, origin));
	return r < 0 ? r : add(loader, &def, origin);
}

/* Scripts outside of the runlevel that somebody asks for; a missing one is left to order.c. */
static int load_named(struct loader *loader, const struct string_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		cleanup_free char *path =
			format_text("%s" INIT_D "/%s", loader->root, names->items[i]);
		int r;

		if (!path)
			return -ENOMEM;
		if (is_loaded(loader, names->items[i]) || !service_name_is_valid(names->items[i]) ||
		    access(path, R_OK) < 0)
			continue;
		r = load_one(loader, names->items[i], SERVICE_ASKED_FOR);
		if (r < 0)
			return r;
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct service *const *left = a, *const *right = b;

	return strcmp((*left)->def.name, (*right)->def.name);
}

/* Also before others are added, so that nothing depends on how a file system sorts. */
static void sort(struct loader *loader)
{
	if (loader->count > 1)
		qsort(loader->services, loader->count, sizeof(struct service *), by_name);
}

/* NULL with errno 0 at the end, NULL with another one where the directory cannot be read. */
static const struct dirent *next_entry(DIR *dir)
{
	errno = 0;
	return readdir(dir);
}

static int load_all(struct loader *loader)
{
	cleanup_free char *runlevel = format_text("%s" RUNLEVEL, loader->root);
	cleanup_dir DIR *dir = runlevel ? opendir(runlevel) : NULL;
	const struct dirent *entry;
	int r = 0;

	if (!dir)
		return runlevel ? -errno : -ENOMEM;
	while (r == 0 && (entry = next_entry(dir)))
		if (entry->d_name[0] != '.')
			r = load_one(loader, entry->d_name, SERVICE_IN_RUNLEVEL);
	if (r == 0 && errno)
		r = -errno; /* not the end: a machine without its services would look well */
	sort(loader);
	/* the list grows while it is walked: what is asked for may ask for more */
	for (size_t i = 0; r == 0 && i < loader->count; i++) {
		r = load_named(loader, &loader->services[i]->def.need);
		if (r == 0)
			r = load_named(loader, &loader->services[i]->def.want);
	}
	sort(loader);
	return r;
}

int services_load(const char *root, struct service ***ret_services, size_t *ret_count)
{
	struct loader loader = { .root = root };
	int r = load_all(&loader);

	/* on failure the few services loaded so far are not worth the code to free them */
	if (r < 0)
		return r;
	*ret_services = loader.services;
	*ret_count = loader.count;
	return 0;
}
