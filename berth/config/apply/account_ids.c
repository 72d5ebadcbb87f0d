// SPDX-License-Identifier: Apache-2.0
//
// Numbers that names keep. See account_ids.h.

#include "account_ids.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/number.h"
#include "../user_data/account_name.h"

int account_ids_add(struct account_ids *ids, const char *name, bool group, int64_t id)
{
	struct account_id *grown;

	if (ids->count == ACCOUNT_IDS_MAX)
		return -ENOSPC;
	grown = realloc(ids->items, (ids->count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	ids->items = grown;
	grown[ids->count] = (struct account_id){ .name = strdup(name), .group = group, .id = id };
	if (!grown[ids->count].name)
		return -ENOMEM;
	ids->count++;
	return 0;
}

/* "user web 1000" */
static int parse_line(char *line, struct account_ids *ids)
{
	const char *kind = strtok_r(line, " ", &line);
	const char *name = strtok_r(NULL, " ", &line);
	const char *number = strtok_r(NULL, " ", &line);
	bool group = kind && strcmp(kind, "group") == 0;
	int64_t id = number ? number_parse(number, ACCOUNT_ID_LAST) : -1;
	int r;

	if (!kind || (!group && strcmp(kind, "user") != 0) || id < 0 ||
	    !account_name_is_valid(name) || account_ids_find(ids, name, group) >= 0)
		return 0;
	r = account_ids_add(ids, name, group, id);
	return r == -ENOSPC ? 0 : r;
}

int account_ids_parse(const char *text, struct account_ids *ret)
{
	struct account_ids ids = { 0 };
	cleanup_free char *lines = strdup(text);
	char *rest = lines;
	int r = lines ? 0 : -ENOMEM;

	for (char *line = r == 0 ? strtok_r(rest, "\n", &rest) : NULL; line && r == 0;
	     line = strtok_r(NULL, "\n", &rest))
		r = parse_line(line, &ids);
	if (r < 0)
		account_ids_release(&ids);
	else
		*ret = ids;
	return r;
}

int account_ids_text(const struct account_ids *ids, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < ids->count; i++)
		(void)fprintf(out, "%s %s %lld\n", ids->items[i].group ? "group" : "user",
			      ids->items[i].name, (long long)ids->items[i].id);
	int failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	return 0;
}

void account_ids_release(struct account_ids *ids)
{
	for (size_t i = 0; i < ids->count; i++)
		free(ids->items[i].name);
	free(ids->items);
	*ids = (struct account_ids){ 0 };
}

int64_t account_ids_find(const struct account_ids *ids, const char *name, bool group)
{
	for (size_t i = 0; i < ids->count; i++)
		if (ids->items[i].group == group && strcmp(ids->items[i].name, name) == 0)
			return ids->items[i].id;
	return -1;
}

bool account_ids_has(const struct account_ids *ids, int64_t id, bool group)
{
	for (size_t i = 0; i < ids->count; i++)
		if (ids->items[i].group == group && ids->items[i].id == id)
			return true;
	return false;
}
