// SPDX-License-Identifier: Apache-2.0
//
// passwd(5) and group(5). See accounts_text.h.

#include "accounts_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/number.h"

#define FIRST 1000 /* of people; below it of the system */
#define FIRST_OF_SYSTEM 100
#define LAST 59999
#define DEFAULT_SHELL "/bin/sh"

struct files {
	const struct user_accounts *accounts;
	struct account_ids *ids;
	const char *passwd, *group; /* of the image */
	struct diag_list *problems;
	FILE *out;
};

/* The line of a name, in a text of lines `NAME:...`; NULL: there is none. */
static const char *find_line(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *line = text; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			return line;
	return NULL;
}

/* The number in the third field. */
static int64_t number_of_line(const char *line)
{
	char number[16];
	size_t len;

	for (int i = 0; i < 2; i++) {
		line += strcspn(line, ":\n");
		if (*line++ != ':')
			return -1;
	}
	len = strcspn(line, ":\n");
	if (len >= sizeof(number))
		return -1;
	memcpy(number, line, len);
	number[len] = '\0';
	return number_parse(number, INT32_MAX);
}

static bool text_has_number(const char *text, int64_t id)
{
	for (const char *line = text; *line;
	     line += strcspn(line, "\n") + (strchr(line, '\n') != NULL))
		if (number_of_line(line) == id)
			return true;
	return false;
}

int64_t account_id_find(const struct account_ids *ids, const char *name, bool group)
{
	for (size_t i = 0; i < ids->count; i++)
		if (ids->items[i].group == group && strcmp(ids->items[i].name, name) == 0)
			return ids->items[i].id;
	return -1;
}

static bool is_taken(const struct files *f, int64_t id, bool group)
{
	for (size_t i = 0; i < f->ids->count; i++)
		if (f->ids->items[i].group == group && f->ids->items[i].id == id)
			return true;
	return text_has_number(group ? f->group : f->passwd, id);
}

static int add_id(struct account_ids *ids, const char *name, size_t len, bool group, int64_t id)
{
	struct account_id *grown;

	if (ids->count == ACCOUNT_IDS_MAX)
		return -ENOSPC;
	grown = realloc(ids->items, (ids->count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	ids->items = grown;
	grown[ids->count] =
		(struct account_id){ .name = strndup(name, len), .group = group, .id = id };
	if (!grown[ids->count].name)
		return -ENOMEM;
	ids->count++;
	return 0;
}

/* The one that it has, or that was asked for, or the first that is free. */
static int64_t id_of(struct files *f, const char *name, bool group, int64_t wanted, bool system)
{
	int64_t id = account_id_find(f->ids, name, group);
	int r;

	if (id >= 0 && (wanted < 0 || wanted == id))
		return id;
	if (id >= 0 || (wanted >= 0 && is_taken(f, wanted, group)))
		return -EEXIST;
	id = wanted >= 0 ? wanted : system ? FIRST_OF_SYSTEM : FIRST;
	while (wanted < 0 && id <= LAST && is_taken(f, id, group))
		id++;
	if (id > LAST)
		return -ENOSPC;
	r = add_id(f->ids, name, strlen(name), group, id);
	return r < 0 ? r : id;
}
