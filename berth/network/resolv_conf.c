// SPDX-License-Identifier: Apache-2.0
//
// Name servers. See resolv_conf.h.

#include "resolv_conf.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define PART_MAX 65536
#define FIXED "0-" /* in front of names of interfaces, so that these parts are the first ones */

char *resolv_conf_part(const struct net_link *link)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (link->search.count > 0)
		(void)fputs("search", out);
	for (size_t i = 0; i < link->search.count; i++)
		(void)fprintf(out, " %s", link->search.items[i]);
	if (link->search.count > 0)
		(void)fputc('\n', out);
	for (size_t i = 0; i < link->dns.count; i++)
		(void)fprintf(out, "nameserver %s\n", link->dns.items[i]);
	return fclose(out) == 0 ? text : NULL;
}

static int write_part(const struct net_bound *bound)
{
	cleanup_free char *path = format_text(RESOLV_PARTS "/" FIXED "%s", bound->name);
	cleanup_free char *text = resolv_conf_part(bound->link);

	return path && text ? write_file_if_changed(path, text, 0644) : -ENOMEM;
}

static int is_part(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void add_part(FILE *out, const char *name)
{
	cleanup_free char *path = format_text(RESOLV_PARTS "/%s", name);
	cleanup_free char *text = NULL;

	if (path && read_file(path, PART_MAX, &text, NULL) == 0)
		(void)fputs(text, out);
}

static int write_sum(void)
{
	struct dirent **entries = NULL;
	cleanup_free char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int count = out ? scandir(RESOLV_PARTS, &entries, is_part, alphasort) : 0;

	if (!out)
		return -ENOMEM;
	for (int i = 0; i < count; i++) {
		add_part(out, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (fclose(out) != 0)
		return -ENOMEM;
	return write_file_if_changed("/etc/resolv.conf", text, 0644);
}

static bool has_any(const struct net_bounds *bounds)
{
	for (size_t i = 0; i < bounds->count; i++)
		if (bounds->items[i].link->dns.count > 0 || bounds->items[i].link->search.count > 0)
			return true;
	return false;
}

int resolv_conf_apply(const struct net_bounds *bounds)
{
	int r;

	if (!has_any(bounds))
		return 0;
	r = make_dirs(RESOLV_PARTS, 0755);
	for (size_t i = 0; i < bounds->count && r == 0; i++)
		if (bounds->items[i].link->dns.count > 0 || bounds->items[i].link->search.count > 0)
			r = write_part(&bounds->items[i]);
	return r < 0 ? r : write_sum();
}
