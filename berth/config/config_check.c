// SPDX-License-Identifier: Apache-2.0
//
// Checking a file. See config_check.h.

#include "config_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../common/log.h"
#include "../network/network_config.h"
#include "../yaml/diag.h"
#include "source/gunzip.h"

#define UNPACK_MS 20000
#define INPUT_MAX USER_DATA_MAX /* of a network-config, too */

static int read_input(const char *path, bool network, struct checked_file *file)
{
	int r;

	if (strcmp(path, "-") == 0)
		r = read_fd(STDIN_FILENO, INPUT_MAX, &file->bytes, &file->len);
	else
		r = read_file(path, INPUT_MAX, &file->bytes, &file->len);
	return r < 0 || network
		       ? r
		       : gunzip_in_place(&file->bytes, &file->len, USER_DATA_MAX, UNPACK_MS);
}

static int check_network(const struct checked_file *file, struct diag_list *problems)
{
	struct net_plan plan;
	int r = network_config_parse(file->bytes, file->len, problems, &plan);

	if (r == 0)
		net_plan_release(&plan);
	return r;
}

static int check_bytes(bool network, struct diag_list *problems, struct checked_file *file)
{
	if (network)
		return check_network(file, problems);
	return user_data_parse(file->bytes, file->len, problems, &file->user);
}

int config_check(const char *path, bool network, FILE *out, struct checked_file *ret)
{
	struct checked_file file = { .bytes = NULL };
	struct diag_list problems;
	int r = read_input(path, network, &file);

	if (r < 0) {
		checked_file_release(&file);
		return log_errno(r, "read: %s", path);
	}
	diag_init(&problems, path);
	r = check_bytes(network, &problems, &file);
	diag_print(&problems, out);
	file.problems = diag_found(&problems);
	diag_free(&problems);
	if (r < 0) {
		checked_file_release(&file);
		return log_errno(r, "check: %s", path);
	}
	*ret = file;
	return 0;
}

void checked_file_release(struct checked_file *file)
{
	free(file->bytes);
	user_data_release(&file->user);
	*file = (struct checked_file){ .bytes = NULL };
}
