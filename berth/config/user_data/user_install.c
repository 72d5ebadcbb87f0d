// SPDX-License-Identifier: Apache-2.0
//
// What a live system installs. See user_install.h.

#include "user_install.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/text.h"
#include "../../install/machine_args.h"
#include "../../yaml/node_value.h"

#define DISK_NAME_MAX 255

struct reader {
	struct user_install *install;
	struct diag_list *diags;
};

static bool is_disk_name(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._:-/";
	size_t len = strlen(name);

	return len > 0 && len <= DISK_NAME_MAX && strspn(name, allowed) == len;
}

static int read_disk(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, "berth.install.disk", r->diags);

	if (!text)
		return 0;
	if (is_disk_name(text))
		return text_keep(&r->install->disk, text);
	diag_add(r->diags, value->line, value->column,
		 "berth.install.disk: '%.80s' is no name of a disk, like sda or /dev/sda, and not "
		 "auto",
		 text);
	return 0;
}

static int read_args(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, "berth.install.args", r->diags);
	const char *problem = text ? machine_args_problem(text) : NULL;

	if (!text)
		return 0;
	if (!problem)
		return text_keep(&r->install->args, text);
	diag_add(r->diags, value->line, value->column, "berth.install.args: %s", problem);
	return 0;
}

static int read_force(struct reader *r, const struct node *value)
{
	node_bool(value, "berth.install.force", r->diags, &r->install->force);
	return 0;
}

static int read_then(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, "berth.install.then", r->diags);

	if (!text)
		return 0;
	r->install->reboot = strcmp(text, "reboot") == 0;
	if (!r->install->reboot && strcmp(text, "poweroff") != 0)
		diag_add(r->diags, value->line, value->column,
			 "berth.install.then is poweroff or reboot, not '%.80s'", text);
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, const struct node *value);
} keys[] = {
	{ "disk", read_disk },
	{ "args", read_args },
	{ "force", read_force },
	{ "then", read_then },
};

static int read_key(struct reader *r, const struct node *value)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(value->key->text, keys[i].name) == 0)
			return keys[i].read(r, value);
	diag_add(r->diags, value->key->line, value->key->column,
		 "unknown key 'berth.install.%.60s'", value->key->text);
	return 0;
}

static int read_install(struct reader *r, const struct node *value)
{
	size_t before = diag_found(r->diags);
	int ret = 0;

	for (const struct node *item =
		     node_is_mapping(value, "berth.install", r->diags) ? value->first : NULL;
	     item && ret == 0; item = item->next)
		ret = read_key(r, item);
	if (ret < 0)
		return ret;
	if (!r->install->disk && diag_found(r->diags) == before)
		diag_add(r->diags, value->key->line, value->key->column,
			 "berth.install needs a disk: a name, or auto");
	if (diag_found(r->diags) == before)
		return 0;
	user_install_release(r->install);
	diag_add(r->diags, value->key->line, value->key->column,
		 "nothing is installed: berth.install is taken as a whole or not at all");
	return 0;
}

int user_install_read(const struct node *value, struct diag_list *diags, struct user_install *ret)
{
	struct user_install install = { 0 };
	struct reader r = { .install = &install, .diags = diags };
	int result = read_install(&r, value);

	if (result < 0) {
		user_install_release(&install);
		return result;
	}
	*ret = install;
	return 0;
}

void user_install_release(struct user_install *install)
{
	free(install->disk);
	free(install->args);
	*install = (struct user_install){ 0 };
}
