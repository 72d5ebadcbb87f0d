// SPDX-License-Identifier: Apache-2.0
//
// Parameters of the kernel. See user_sysctl.h.

#include "user_sysctl.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/sysctl_path.h"
#include "../../../common/text.h"
#include "../../yaml/node_value.h"

#define KEY "berth.sysctl"
#define NAME_MAX_BYTES 200
#define VALUE_MAX_BYTES 1024

static void release_parameter(struct user_parameter *parameter)
{
	free(parameter->name);
	free(parameter->value);
}

static bool is_name(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._-/:@";
	cleanup_free char *path = NULL;

	return strlen(name) <= NAME_MAX_BYTES && strspn(name, allowed) == strlen(name) &&
	       sysctl_path(name, &path) == 0;
}

/* Numbers need no quotes: whatever YAML takes them for, the kernel gets what stands there. */
static bool is_value(const struct node *value)
{
	return value->kind == NODE_SCALAR && !value->binary &&
	       (value->type == SCALAR_STRING || value->type == SCALAR_NUMBER) &&
	       strlen(value->text) <= VALUE_MAX_BYTES && !strpbrk(value->text, "\r\n");
}

static int add_parameter(struct user_sysctl *sysctl, const struct node *value,
			 struct diag_list *diags)
{
	const struct node *key = value->key;
	struct user_parameter parameter = { .place = { key->line, key->column } };
	bool full = sysctl->count == USER_SYSCTL_MAX;
	int r;

	if (full || !is_name(key->text)) {
		diag_add(diags, key->line, key->column,
			 full ? KEY ": there are too many; '%.60s' is left out"
			      : KEY ": '%.60s' is no name of a parameter, like vm.swappiness",
			 key->text);
		return 0;
	}
	if (!is_value(value)) {
		diag_add(diags, value->line, value->column,
			 KEY ": the value of %s must be a number, or a line of text", key->text);
		return 0;
	}
	r = text_keep(&parameter.name, key->text);
	if (r == 0)
		r = text_keep(&parameter.value, value->text);
	if (r == 0)
		sysctl->items[sysctl->count++] = parameter;
	else
		release_parameter(&parameter);
	return r;
}

int user_sysctl_read(const struct node *value, struct diag_list *diags, struct user_sysctl *ret)
{
	struct user_sysctl sysctl = { 0 };
	int r = 0;

	if (!node_is_mapping(value, KEY, diags))
		return 0;
	sysctl.items = calloc(USER_SYSCTL_MAX, sizeof(*sysctl.items));
	if (!sysctl.items)
		return -ENOMEM;
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = add_parameter(&sysctl, item, diags);
	if (r < 0)
		user_sysctl_release(&sysctl);
	else
		*ret = sysctl;
	return r;
}

void user_sysctl_release(struct user_sysctl *sysctl)
{
	for (size_t i = 0; i < sysctl->count; i++)
		release_parameter(&sysctl->items[i]);
	free(sysctl->items);
	*sysctl = (struct user_sysctl){ 0 };
}
