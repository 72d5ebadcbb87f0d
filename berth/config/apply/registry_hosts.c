// SPDX-License-Identifier: Apache-2.0
//
// hosts.toml. See registry_hosts.h. Hosts and URLs hold nothing that means something between
// quotes (net_url.h).

#include "registry_hosts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../../common/text.h"

#define API                                                                                   \
	"/v2/" /* what begins with it is a place in the API of a registry, and taken as it is \
		*/

bool registry_hosts_are_given(const struct user_registry *registry)
{
	return registry->mirrors.count > 0 || registry->insecure || registry->ca;
}

static void print_trust(FILE *out, const struct user_registry *registry, const char *indent)
{
	if (registry->insecure)
		(void)fprintf(out, "%sskip_verify = true\n", indent);
	if (registry->ca)
		(void)fprintf(out, "%sca = \"" REGISTRY_CA "\"\n", indent);
}

static void print_mirror(FILE *out, const struct user_registry *registry, const char *url)
{
	const char *path = strchr(strstr(url, "://") + strlen("://"), '/');

	(void)fprintf(out, "\n[host.\"%s\"]\n  capabilities = [\"pull\", \"resolve\"]\n", url);
	if (path && strncmp(path, API, strlen(API)) == 0 && path[strlen(API)])
		(void)fputs("  override_path = true\n", out);
	if (strncmp(url, "https:", strlen("https:")) == 0) /* others would be asked for TLS first */
		print_trust(out, registry, "  ");
}

/* Behind the mirrors containerd asks the registry itself; by https unless it is told otherwise. */
static void print_server(FILE *out, const struct user_registry *registry)
{
	bool hub = strcmp(registry->host, "docker.io") == 0;

	if (registry->insecure)
		(void)fprintf(out, "server = \"http://%s\"\n",
			      hub ? "registry-1.docker.io" : registry->host);
	print_trust(out, registry, "");
}

int registry_hosts_text(const struct user_registry *registry, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	(void)fputs("# Made from the configuration (berth: registries); changes made here are "
		    "lost.\n",
		    out);
	print_server(out, registry);
	for (size_t i = 0; i < registry->mirrors.count; i++)
		print_mirror(out, registry, registry->mirrors.items[i]);
	return text_end(out, &text, ret_text);
}

char *registry_hosts_other_name(const char *host)
{
	const char *colon = strrchr(host, ':');

	return colon ? format_text("%.*s_%s_", (int)(colon - host), host, colon + 1) : strdup(host);
}
