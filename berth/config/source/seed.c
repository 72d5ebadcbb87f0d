// SPDX-License-Identifier: Apache-2.0
//
// The raw files of a seed: reading them from a directory that a stranger made, within bounds.

#include "seed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"

#include "../../network/network_config.h"
#include "../user_data/meta_data.h"
#include "../user_data/user_data.h"

#define EMPTY_CONFIG "#cloud-config\n"

void seed_release(struct seed *seed)
{
	free(seed->source);
	free(seed->user_data);
	free(seed->meta_data);
	free(seed->vendor_data);
	free(seed->network_config);
	*seed = (struct seed){ .source = NULL };
}

/* The volume may hold links, pipes and devices under the names we look for. */
static int read_one(int dir, const char *name, size_t max, struct diag_list *problems,
		    char **ret_data, size_t *ret_len)
{
	int r = read_plain_at(dir, name, max, ret_data, ret_len);

	if (r == -ENOENT)
		diag_add(problems, 0, 0, "has no file '%s'", name);
	else if (r == -EFBIG)
		diag_add(problems, 0, 0, "file '%s' is larger than %zu bytes", name, max);
	else if (r == -EINVAL || r == -ELOOP)
		diag_add(problems, 0, 0, "'%s' is not a plain file", name);
	else if (r < 0)
		diag_add(problems, 0, 0, "cannot read '%s': %s", name, strerror(-r));
	return r;
}

static int read_if_there(int dir, const char *name, size_t max, struct diag_list *problems,
			 char **ret_data, size_t *ret_len)
{
	if (faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	return read_one(dir, name, max, problems, ret_data, ret_len);
}

static int open_dir(const char *dir, struct diag_list *problems)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	diag_add(problems, 0, 0, "cannot open it: %s", strerror(errno));
	return -errno;
}

int seed_read_dir(const char *dir, struct diag_list *problems, struct seed *seed)
{
	cleanup_fd int fd = open_dir(dir, problems);

	if (fd < 0)
		return fd;
	int r = read_one(fd, "user-data", USER_DATA_MAX, problems, &seed->user_data,
			 &seed->user_data_len);
	int meta = read_one(fd, "meta-data", META_DATA_MAX, problems, &seed->meta_data,
			    &seed->meta_data_len);

	if ((meta < 0 && meta != -ENOENT) ||
	    read_if_there(fd, "vendor-data", USER_DATA_MAX, problems, &seed->vendor_data,
			  &seed->vendor_data_len) < 0 ||
	    read_if_there(fd, "network-config", NETWORK_CONFIG_MAX, problems, &seed->network_config,
			  &seed->network_config_len) < 0)
		seed->incomplete = true;
	return r < 0 ? -ENOENT : 0;
}

/* OpenStack's own forms, which others than cloud-init hardly read. */
static void tell_unread(int dir, struct diag_list *problems)
{
	static const char *const names[] = { "network_data.json", "vendor_data.json",
					     "vendor_data2.json" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (faccessat(dir, names[i], F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			diag_note(problems, 0, 0, "'%s' is not read by this version", names[i]);
}

int seed_read_config_drive(const char *dir, struct diag_list *problems, struct seed *seed)
{
	cleanup_free char *latest = format_text("%s/openstack/latest", dir);
	cleanup_fd int fd = latest ? open_dir(latest, problems) : -ENOMEM;
	int r;

	if (fd < 0)
		return fd;
	r = read_one(fd, "meta_data.json", META_DATA_MAX, problems, &seed->meta_data,
		     &seed->meta_data_len);
	if (r == 0)
		r = read_if_there(fd, "user_data", USER_DATA_MAX, problems, &seed->user_data,
				  &seed->user_data_len);
	if (r == 0 && !seed->user_data) {
		seed->user_data = strdup(EMPTY_CONFIG);
		seed->user_data_len = strlen(EMPTY_CONFIG);
		r = seed->user_data ? 0 : -ENOMEM;
	}
	tell_unread(fd, problems);
	return r < 0 ? -ENOENT : 0;
}
