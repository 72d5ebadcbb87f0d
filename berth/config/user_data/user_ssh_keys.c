// SPDX-License-Identifier: Apache-2.0
//
// Lists of ssh keys. See user_ssh_keys.h.

#include "user_ssh_keys.h"

#include <errno.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../yaml/node_value.h"
#include "ssh_key.h"

struct reader {
	const char *name;
	struct diag_list *diags;
	struct string_list *keys;
	bool *in_doubt;
};

static int add_key(struct reader *r, const struct node *item)
{
	const char *text = node_string(item, r->name, r->diags);
	const char *why = NULL;
	cleanup_free char *line = NULL;
	int ret = text ? ssh_key_normalize(text, &line, &why) : -EINVAL;

	if (ret == 0)
		return string_list_add(r->keys, line, strlen(line));
	if (ret != -EINVAL)
		return ret;
	if (text)
		diag_add(r->diags, item->line, item->column, "this ssh key %s", why);
	*r->in_doubt = true;
	return 0;
}

int user_ssh_keys_read(const struct node *value, const char *name, size_t max,
		       struct diag_list *diags, struct string_list *keys, bool *in_doubt)
{
	struct reader r = { .name = name, .diags = diags, .keys = keys, .in_doubt = in_doubt };
	size_t count = 0;
	int ret = 0;

	if (value->kind != NODE_LIST) {
		diag_add(diags, value->line, value->column,
			 "%s must be a list (one '- KEY' line per key)", name);
		*in_doubt = true;
		return 0;
	}
	string_list_release(keys);
	for (const struct node *item = value->first; item && ret == 0; item = item->next) {
		if (++count > max) {
			diag_add(diags, item->line, item->column,
				 "more than %zu ssh keys; the rest is not used", max);
			break;
		}
		ret = add_key(&r, item);
	}
	return ret;
}
