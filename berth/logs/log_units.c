// SPDX-License-Identifier: Apache-2.0
//
// Names of logs. See log_units.h.

#include "log_units.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/service_name.h"
#include "../../common/text.h"
#include "../config/config_paths.h"

#define SUFFIX ".log"
#define DOCKER_ROOT "/var/lib/nerdctl"
#define NAMES DOCKER_ROOT "/*/names/default/"
#define ID_MAX 256

static bool ends_with_suffix(const char *name)
{
	size_t len = strlen(name);

	return len > strlen(SUFFIX) && strcmp(name + len - strlen(SUFFIX), SUFFIX) == 0;
}

static bool is_taken(const char *unit)
{
	return strcmp(unit, UNIT_KERNEL) == 0 || strcmp(unit, UNIT_INIT) == 0 ||
	       strcmp(unit, UNIT_CONFIG) == 0;
}

char *log_unit_of_file(const char *file)
{
	cleanup_free char *unit = NULL;

	if (file[0] == '.' || !ends_with_suffix(file))
		return NULL;
	if (strcmp(file, strrchr(SCRIPTS_OUTPUT, '/') + 1) == 0)
		return strdup(UNIT_CONFIG);
	unit = strndup(file, strlen(file) - strlen(SUFFIX));
	if (unit && is_taken(unit))
		return strdup(file);
	return take_ptr(unit);
}

char *log_unit_path(const char *unit)
{
	if (unit[0] == '\0' || unit[0] == '.' || strchr(unit, '/'))
		return NULL;
	if (strcmp(unit, UNIT_CONFIG) == 0)
		return strdup(SCRIPTS_OUTPUT);
	return format_text(LOG_DIR "/%s%s", unit, ends_with_suffix(unit) ? "" : SUFFIX);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What else has the name of a log is none. */
static bool is_plain(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

static int add_files(struct string_list *units)
{
	cleanup_dir DIR *dir = opendir(LOG_DIR);
	struct dirent *entry;
	int r = 0;

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while (r == 0 && (entry = readdir(dir))) {
		cleanup_free char *unit = log_unit_of_file(entry->d_name);

		if (unit && is_plain(dirfd(dir), entry->d_name))
			r = string_list_add_once(units, unit);
	}
	return r;
}

int log_units_list(struct string_list *ret_units)
{
	int r = string_list_add_once(ret_units, UNIT_KERNEL);

	if (r == 0)
		r = string_list_add_once(ret_units, UNIT_INIT);
	if (r == 0)
		r = add_files(ret_units);
	if (ret_units->count > 1)
		qsort(ret_units->items, ret_units->count, sizeof(*ret_units->items), by_name);
	return r;
}

bool log_unit_is_service(const char *unit)
{
	cleanup_free char *path = format_text("/etc/init.d/%s", unit);

	return path && service_name_is_valid(unit) && access(path, F_OK) == 0;
}

/* A name of docker's has none of what is special in a pattern. */
static bool is_container_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.-";

	return name[0] != '\0' && name[0] != '.' && name[strspn(name, letters)] == '\0';
}

/* Its folder has the name of the engine's address, worked out by docker: there is one. */
static int find_one(const char *pattern, char **ret_path)
{
	glob_t found = { 0 };
	int r = glob(pattern, GLOB_NOSORT, NULL, &found) == 0 ? 0 : -ENOENT;

	if (r == 0)
		r = text_keep(ret_path, found.gl_pathv[0]);
	globfree(&found);
	return r;
}

int log_container_path(const char *name, char **ret_path)
{
	cleanup_free char *pattern = format_text(NAMES "%s", name);
	cleanup_free char *record = NULL;
	cleanup_free char *id = NULL;
	int r;

	if (!pattern)
		return -ENOMEM;
	if (!is_container_name(name))
		return -ENOENT;
	if (access(DOCKER_ROOT, R_OK | X_OK) < 0)
		return -errno;
	r = find_one(pattern, &record);
	if (r == 0)
		r = read_file(record, ID_MAX, &id, NULL);
	if (r < 0 || !id)
		return r < 0 ? r : -EIO;
	id[strcspn(id, "\n")] = '\0';
	if (!is_container_name(id))
		return -ENOENT;
	record[strlen(record) - strlen("names/default/") - strlen(name)] = '\0';
	*ret_path = format_text("%scontainers/default/%s/%s-json.log", record, id, id);
	return *ret_path ? 0 : -ENOMEM;
}
