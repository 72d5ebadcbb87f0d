// SPDX-License-Identifier: Apache-2.0
//
// Registries. See apply_registries.h.

#include "apply_registries.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"
#include "../config_paths.h"
#include "registry_hosts.h"
#include "registry_logins.h"

#define DOCKER_DIR "/root/.docker"
#define DOCKER_CONFIG DOCKER_DIR "/config.json"
#define JSON_FILE_MAX 16777216 /* bytes: more than all logins can be */

static bool is_named(const struct user_registries *registries, const char *host)
{
	for (size_t i = 0; i < registries->count; i++)
		if (strcmp(registries->items[i].host, host) == 0)
			return registry_hosts_are_given(&registries->items[i]);
	return false;
}

static bool leads_to(const char *link, const char *dir)
{
	char target[PATH_MAX];
	ssize_t len = readlink(link, target, sizeof(target));

	return len == (ssize_t)strlen(dir) && memcmp(target, dir, (size_t)len) == 0;
}

static int remove_registry(const char *host)
{
	cleanup_free char *dir = format_text(REGISTRY_HOSTS "/%s", host);
	cleanup_free char *link = format_text(REGISTRY_LINKS "/%s", host);

	if (!dir || !link)
		return -ENOMEM;
	if (leads_to(link, dir) && unlink(link) < 0)
		return -errno;
	return remove_flat_dir(dir);
}

/* The links outlive what they lead to, so both directories know of them. */
static int remove_unnamed(const char *path, const struct user_registries *registries)
{
	cleanup_dir DIR *dir = opendir(path);
	struct dirent *item;
	int result = 0;

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((item = readdir(dir))) {
		int r = item->d_name[0] == '.' || is_named(registries, item->d_name)
				? 0
				: remove_registry(item->d_name);

		if (r < 0)
			result = r;
	}
	return result;
}

static int write_hosts(const struct user_registry *registry, const char *dir)
{
	cleanup_free char *hosts = format_text("%s/hosts.toml", dir);
	cleanup_free char *ca = format_text("%s/" REGISTRY_CA, dir);
	cleanup_free char *text = NULL;
	int r = hosts && ca ? make_dirs(dir, 0755) : -ENOMEM;

	if (r == 0 && registry->ca)
		r = write_file_if_changed(ca, registry->ca, 0644);
	if (r == 0)
		r = registry_hosts_text(registry, &text);
	return r < 0 ? r : write_file_if_changed(hosts, text, 0644);
}

/* Returns -EEXIST if a person has something of that name there: it stays. */
static int put_link(const char *host, const char *dir)
{
	cleanup_free char *link = format_text(REGISTRY_LINKS "/%s", host);
	cleanup_free char *other_name = registry_hosts_other_name(host);
	cleanup_free char *other =
		other_name ? format_text(REGISTRY_LINKS "/%s", other_name) : NULL;

	if (!link || !other)
		return -ENOMEM;
	if (strcmp(host, other_name) != 0 && access(other, F_OK) == 0)
		return -EEXIST;
	if (leads_to(link, dir))
		return 0;
	return symlink(dir, link) < 0 ? -errno : fsync_parent(link);
}

static int apply_hosts(const struct user_registry *registry, struct diag_list *problems)
{
	cleanup_free char *dir = format_text(REGISTRY_HOSTS "/%s", registry->host);
	int r = dir ? write_hosts(registry, dir) : -ENOMEM;

	if (r == 0)
		r = put_link(registry->host, dir);
	if (r == -EEXIST)
		diag_add(problems, registry->place.line, registry->place.column,
			 "registry '%s': what is in /etc/containerd/certs.d goes before this",
			 registry->host);
	else if (r < 0)
		diag_add(problems, registry->place.line, registry->place.column,
			 "registry '%s' cannot be told to the container engine: %s", registry->host,
			 strerror(-r));
	return r;
}

static int keep_logins(const struct registry_logins *logins)
{
	int r = 0;

	if (logins->config) {
		r = make_dirs(DOCKER_DIR, 0700);
		if (r == 0)
			r = write_file(DOCKER_CONFIG, logins->config, strlen(logins->config), 0600);
	}
	if (r < 0)
		return r;
	if (logins->record)
		return write_file_if_changed(REGISTRY_LOGINS, logins->record, 0600);
	return unlink(REGISTRY_LOGINS) < 0 && errno != ENOENT ? -errno : 0;
}

/* The record comes last: what it names without being there does no harm. */
static int write_logins(const struct user_registries *registries)
{
	cleanup_free char *config = NULL;
	cleanup_free char *record = NULL;
	struct registry_logins logins;
	int r = read_plain_at(AT_FDCWD, DOCKER_CONFIG, JSON_FILE_MAX, &config, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	r = read_file(REGISTRY_LOGINS, JSON_FILE_MAX, &record, NULL);
	if (r < 0 && r != -ENOENT)
		return r;
	r = registry_logins_make(registries, config, record, &logins);
	if (r < 0)
		return r;
	r = keep_logins(&logins);
	registry_logins_release(&logins);
	return r;
}

static bool has_logins(const struct user_registries *registries)
{
	for (size_t i = 0; i < registries->count; i++)
		if (registries->items[i].username)
			return true;
	return access(REGISTRY_LOGINS, F_OK) == 0;
}

static int apply_logins(const struct user_registries *registries, struct diag_list *problems)
{
	int r = has_logins(registries) ? write_logins(registries) : 0;

	if (r < 0)
		diag_add(problems, 0, 0, "the logins at registries are as they were: %s: %s",
			 DOCKER_CONFIG,
			 r == -EINVAL ? "this is not what docker writes" : strerror(-r));
	return r;
}

int apply_registries(const struct user_registries *registries, struct diag_list *problems)
{
	int result = remove_unnamed(REGISTRY_LINKS, registries);
	int r = remove_unnamed(REGISTRY_HOSTS, registries);

	result = r < 0 ? r : result;
	if (result < 0)
		diag_add(problems, 0, 0, "what an earlier configuration said of registries: %s",
			 strerror(-result));
	for (size_t i = 0; i < registries->count; i++) {
		if (!registry_hosts_are_given(&registries->items[i]))
			continue;
		r = apply_hosts(&registries->items[i], problems);
		result = r < 0 ? r : result;
	}
	r = apply_logins(registries, problems);
	return r < 0 ? r : result;
}
