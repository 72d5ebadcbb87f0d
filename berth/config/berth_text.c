// SPDX-License-Identifier: Apache-2.0
//
// The key `berth:` as text. See berth_text.h. What is secret becomes a comment that says so.

#include "berth_text.h"

#include <stdlib.h>

#include "../../common/cleanup.h"
#include "../yaml/yaml_quote.h"

static void print_install(FILE *out, const struct user_install *install)
{
	if (!install->disk)
		return;
	(void)fputs("  install:\n", out);
	yaml_print_string(out, "    disk", install->disk);
	yaml_print_string(out, "    args", install->args);
	(void)fprintf(out, "    force: %s\n    then: %s\n", install->force ? "true" : "false",
		      install->reboot ? "reboot" : "poweroff");
}

/* One of which only the login was given is there all the same. */
static void print_registry(FILE *out, const struct user_registry *registry)
{
	bool empty = registry->mirrors.count == 0 && !registry->insecure && !registry->ca;

	(void)fprintf(out, "    \"%s\":%s\n", registry->host, empty ? " {}" : "");
	if (registry->username)
		(void)fprintf(out, "      # username: %s, password: (not shown)\n",
			      registry->username);
	yaml_print_list(out, "      mirrors", "        ", &registry->mirrors);
	if (registry->insecure)
		(void)fputs("      insecure: true\n", out);
	yaml_print_string(out, "      ca", registry->ca);
}

static void print_registries(FILE *out, const struct user_registries *registries)
{
	if (registries->count > 0)
		(void)fputs("  registries:\n", out);
	for (size_t i = 0; i < registries->count; i++)
		print_registry(out, &registries->items[i]);
}

static void print_proxy(FILE *out, const struct user_proxy *proxy)
{
	if (!user_proxy_is_given(proxy))
		return;
	(void)fputs("  proxy:\n", out);
	if (user_proxy_is_secret(proxy))
		(void)fputs("    # name and password of its user: (not shown)\n", out);
	for (size_t i = 0; i < USER_PROXY_NAMES; i++) {
		cleanup_free char *value =
			proxy->values[i] ? user_proxy_without_user(proxy->values[i]) : NULL;

		if (value)
			(void)fprintf(out, "    %s: \"%s\"\n", user_proxy_names[i], value);
	}
}

static void print_sysctl(FILE *out, const struct user_sysctl *sysctl)
{
	if (sysctl->count > 0)
		(void)fputs("  sysctl:\n", out);
	for (size_t i = 0; i < sysctl->count; i++) {
		(void)fprintf(out, "    \"%s\": ", sysctl->items[i].name);
		yaml_print_quoted(out, sysctl->items[i].value);
	}
}

static void print_names(FILE *out, const struct user_services *services, bool enabled)
{
	const char *key = enabled ? "    enabled:\n" : "    disabled:\n";

	for (size_t i = 0; i < services->count; i++) {
		if (services->items[i].enabled != enabled)
			continue;
		(void)fprintf(out, "%s      - \"%s\"\n", key, services->items[i].name);
		key = "";
	}
}

static void print_services(FILE *out, const struct user_services *services)
{
	if (services->count == 0)
		return;
	(void)fputs("  services:\n", out);
	print_names(out, services, true);
	print_names(out, services, false);
}

void berth_text_print(FILE *out, const struct user_berth *berth)
{
	if (!berth->install.disk && berth->registries.count == 0 &&
	    !user_proxy_is_given(&berth->proxy) && berth->sysctl.count == 0 &&
	    berth->services.count == 0 && !berth->removable_media)
		return;
	(void)fputs("berth:\n", out);
	print_install(out, &berth->install);
	print_registries(out, &berth->registries);
	print_proxy(out, &berth->proxy);
	if (berth->removable_media)
		(void)fputs("  removable_media: true\n", out);
	print_sysctl(out, &berth->sysctl);
	print_services(out, &berth->services);
}
