// SPDX-License-Identifier: Apache-2.0
//
// First names. See first_names.h.

#include "first_names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"

#define NAMES_MAX 1048576

/* What is none changes nothing. */
static void take_name(const char *line, char first_name[NET_NAME_MAX + 1])
{
	size_t len = strcspn(line, "\n");

	if (len == 0 || len > NET_NAME_MAX)
		return;
	memcpy(first_name, line, len);
	first_name[len] = '\0';
}

static void take_line(const char *line, struct kernel_links *links)
{
	char *rest;
	long index = strtol(line, &rest, 10);
	unsigned long mtu = strtoul(rest, &rest, 10);

	for (size_t i = 0; i < links->count && *rest == ' '; i++) {
		if (links->items[i].index != index)
			continue;
		links->items[i].first_mtu = (uint32_t)mtu;
		take_name(rest + 1, links->items[i].first_name);
	}
}

void first_names_parse(const char *text, struct kernel_links *links)
{
	for (const char *line = text; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
		take_line(line, links);
}

void first_names_read(struct kernel_links *links)
{
	cleanup_free char *text = NULL;

	if (read_file(FIRST_NAMES, NAMES_MAX, &text, NULL) == 0)
		first_names_parse(text, links);
}

int first_names_write(const struct kernel_links *links)
{
	cleanup_free char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < links->count; i++)
		if (links->items[i].wired)
			(void)fprintf(out, "%d %u %s\n", links->items[i].index,
				      links->items[i].first_mtu, links->items[i].first_name);
	if (fclose(out) != 0)
		return -ENOMEM;
	return write_file_if_changed(FIRST_NAMES, text, 0644);
}
