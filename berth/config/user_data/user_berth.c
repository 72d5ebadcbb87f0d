// SPDX-License-Identifier: Apache-2.0
//
// Berth's own keys. See user_berth.h.

#include "user_berth.h"

#include <string.h>

#include "../../yaml/node_value.h"

static int read_install(const struct node *value, struct diag_list *diags, struct user_berth *berth)
{
	user_install_release(&berth->install);
	return user_install_read(value, diags, &berth->install);
}

static int read_proxy(const struct node *value, struct diag_list *diags, struct user_berth *berth)
{
	user_proxy_release(&berth->proxy);
	return user_proxy_read(value, diags, &berth->proxy);
}

static int read_registries(const struct node *value, struct diag_list *diags,
			   struct user_berth *berth)
{
	user_registries_release(&berth->registries);
	return user_registries_read(value, diags, &berth->registries);
}

static int read_removable_media(const struct node *value, struct diag_list *diags,
				struct user_berth *berth)
{
	node_bool(value, "berth.removable_media", diags, &berth->removable_media);
	return 0;
}

static int read_services(const struct node *value, struct diag_list *diags,
			 struct user_berth *berth)
{
	user_services_release(&berth->services);
	return user_services_read(value, diags, &berth->services);
}

static int read_sysctl(const struct node *value, struct diag_list *diags, struct user_berth *berth)
{
	user_sysctl_release(&berth->sysctl);
	return user_sysctl_read(value, diags, &berth->sysctl);
}

static const struct {
	const char *name;
	int (*read)(const struct node *value, struct diag_list *diags, struct user_berth *berth);
} keys[] = {
	{ "install", read_install },	   { "proxy", read_proxy },
	{ "registries", read_registries }, { "removable_media", read_removable_media },
	{ "services", read_services },	   { "sysctl", read_sysctl },
};

static int read_key(const struct node *value, struct diag_list *diags, struct user_berth *berth)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(value->key->text, keys[i].name) == 0)
			return keys[i].read(value, diags, berth);
	diag_add(diags, value->key->line, value->key->column, "unknown key 'berth.%.60s'",
		 value->key->text);
	return 0;
}

int user_berth_read(const struct node *value, struct diag_list *diags, struct user_berth *ret)
{
	int r = 0;

	if (!node_is_mapping(value, "berth", diags))
		return 0;
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = read_key(item, diags, ret);
	return r;
}

void user_berth_move(struct user_berth *berth, unsigned line, bool encoded)
{
	for (size_t i = 0; i < berth->registries.count; i++)
		place_move(&berth->registries.items[i].place, line, encoded);
	for (size_t i = 0; i < berth->services.count; i++)
		place_move(&berth->services.items[i].place, line, encoded);
	for (size_t i = 0; i < berth->sysctl.count; i++)
		place_move(&berth->sysctl.items[i].place, line, encoded);
}

void user_berth_release(struct user_berth *berth)
{
	user_install_release(&berth->install);
	user_registries_release(&berth->registries);
	user_proxy_release(&berth->proxy);
	user_sysctl_release(&berth->sysctl);
	user_services_release(&berth->services);
	berth->removable_media = false;
}
