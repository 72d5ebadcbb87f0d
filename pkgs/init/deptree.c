// SPDX-License-Identifier: Apache-2.0
//
// deptree: writes what init/service/deptree.h reads. Runs on the machine that builds the image:
//
//   deptree ROOT >FILE    ROOT: the tree of the image, with /etc/init.d and the runlevel
//
// Fails, and says why on standard error, if a service could not start as it is: its script cannot
// be used, it needs one that does not exist, it is part of a cycle, or its name is none. Of a
// script that a shell has to read, nothing is known here but its name.

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../../init/reexec/saved_service.h"
#include "../../init/service/deptree.h"
#include "../../init/service/order.h"
#include "../../init/service/service_load.h"

#define SERVICES_MAX 4096

struct found {
	struct service **services;
	size_t count;
	bool all_read; /* no script waits for a shell, which might say what others need */
};

static bool has(const struct found *found, const char *name)
{
	for (size_t i = 0; i < found->count; i++)
		if (strcmp(found->services[i]->def.name, name) == 0)
			return true;
	return false;
}

/* What services_load() leaves out it has told; an image that lacks it is not what was meant. */
static bool is_complete(const char *root, const struct found *found)
{
	cleanup_free char *runlevel = format_text("%s" RUNLEVEL, root);
	cleanup_dir DIR *dir = runlevel ? opendir(runlevel) : NULL;
	const struct dirent *entry;
	bool complete = dir;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && !has(found, entry->d_name))
			complete = false;
	return complete;
}

static void refuse_cycle(void *ctx, const char *text)
{
	bool *good = ctx;

	log_error("%s", text);
	*good = false;
}

/* What a script that cannot be used is lacking has been told when it was read. */
static bool is_usable(const struct service *service, const char *broken, bool all_read)
{
	if (broken && all_read)
		log_error("service %s: %s", service->def.name, broken);
	return !service->unusable && !(broken && all_read);
}

static bool can_start(const struct found *found)
{
	static const struct service_def *defs[SERVICES_MAX];
	struct order order;
	bool good = true;
	int r = 0;

	for (size_t i = 0; i < found->count; i++)
		defs[i] = &found->services[i]->def;
	r = order_services(defs, found->count, refuse_cycle, &good, &order);
	if (r < 0) {
		log_errno(r, "ordering the services");
		return false;
	}
	for (size_t i = 0; i < found->count; i++)
		if (!is_usable(found->services[i], order.nodes[i].broken, found->all_read))
			good = false;
	order_release(&order);
	return good;
}

static int find(const char *root, struct found *found)
{
	int r = services_load(root, &found->services, &found->count);

	if (r == 0 && found->count > SERVICES_MAX)
		r = -E2BIG;
	if (r < 0)
		return log_errno(r, "reading the services of %s", root);
	found->all_read = true;
	for (size_t i = 0; i < found->count; i++)
		if (found->services[i]->unread)
			found->all_read = false;
	return 0;
}

static int write_table(const struct found *found)
{
	static struct saver saver = { .fd = STDOUT_FILENO };

	saver_number(&saver, DEPTREE_COUNT, (int64_t)found->count);
	for (size_t i = 0; i < found->count; i++)
		saved_service_write_new(&saver, found->services[i]);
	return saver.error < 0 ? log_errno(saver.error, "writing the services") : 0;
}

int main(int argc, char *argv[])
{
	struct found found = { 0 };

	log_init("deptree", LOG_TO_STDERR);
	if (argc != 2) {
		(void)fprintf(stderr, "usage: deptree ROOT >FILE\n");
		return 2;
	}
	if (find(argv[1], &found) < 0 || !is_complete(argv[1], &found) || !can_start(&found))
		return 1;
	return write_table(&found) < 0;
}
