// SPDX-License-Identifier: Apache-2.0
//
// The network on the kernel command line. See network_cmdline.h.

#include "network_cmdline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/text.h"
#include "net_links.h"
#include "network_word.h"

#define HEAD "%kernel-command-line\n" /* no YAML begins with that; a line per word behind it */

/* What has a name of its own comes first: what is left is a card. */
static const struct {
	const char *key;
	int (*read)(struct network_words *words, char *value);
} passes[] = {
	{ "bond", network_word_bond },
	{ "vlan", network_word_vlan },
	{ "ip", network_word_ip },
	{ "nameserver", network_word_nameserver },
};
#define PASSES (sizeof(passes) / sizeof(passes[0]))

bool network_cmdline_is_word(const char *key)
{
	for (size_t i = 0; i < PASSES; i++)
		if (strcmp(key, passes[i].key) == 0)
			return true;
	return false;
}

static int print_words(FILE *out, const char *cmdline)
{
	for (;;) {
		cleanup_free char *key = NULL;
		cleanup_free char *value = NULL;
		int r = cmdline_next(&cmdline, &key, &value);

		if (r <= 0)
			return r;
		if (network_cmdline_is_word(key))
			(void)fprintf(out, "%s=%s\n", key, value ? value : "");
	}
}

int network_cmdline_words(const char *cmdline, char **ret)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int r;

	if (!out)
		return -ENOMEM;
	(void)fputs(HEAD, out);
	r = print_words(out, cmdline);
	if (fclose(out) != 0 || r < 0)
		return -ENOMEM;
	if (len == strlen(HEAD))
		return -ENOENT;
	*ret = take_ptr(text);
	return 0;
}

bool network_cmdline_is(const char *text)
{
	return strncmp(text, HEAD, strlen(HEAD)) == 0;
}

/* All words of a kind. */
static int read_pass(struct network_words *words, const char *text, size_t pass)
{
	cleanup_free char *copy = strdup(text);
	char *rest = copy;
	int r = copy ? 0 : -ENOMEM;

	for (char *line; r == 0 && (line = strsep(&rest, "\n"));) {
		char *value = line;
		const char *key = strsep(&value, "=");

		if (value && strcmp(key, passes[pass].key) == 0)
			r = passes[pass].read(words, value);
	}
	return r;
}

/* A name of its own: the plan moves when it grows. */
static int add_part(struct network_words *words, const char *name)
{
	char copy[NET_ID_MAX + 1];
	struct net_link *scrap;

	if (!*name)
		return 0;
	text_copy(copy, sizeof(copy), name);
	return network_word_link(words, copy, &scrap);
}

/* Cards that are a part of something, and have not been named otherwise. */
static int add_parts(struct network_words *words)
{
	const struct net_plan *plan = &words->cmdline->plan;
	size_t count = plan->count;
	int r = 0;

	for (size_t i = 0; i < count && r >= 0; i++) {
		r = add_part(words, plan->links[i].parent);
		for (size_t k = 0; k < plan->links[i].members.count && r >= 0; k++)
			r = add_part(words, plan->links[i].members.items[k]);
	}
	return r < 0 ? r : 0;
}

static bool is_part(const struct net_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++)
		if (strcmp(plan->links[i].parent, name) == 0 ||
		    string_list_has(&plan->links[i].members, name))
			return true;
	return false;
}

/* "ip=dhcp" is for bonds and VLANs as well, unless something is made of them. */
static void ask_everywhere(const struct network_words *words)
{
	const struct net_plan *plan = &words->cmdline->plan;
	const struct net_link *every = net_plan_find(plan, NETWORK_WORD_EVERY);

	for (size_t i = 0; every && i < plan->count; i++) {
		struct net_link *link = &plan->links[i];

		if (link->kind == NET_ETHERNET || is_part(plan, link->name) ||
		    string_list_has(&words->asked, link->name))
			continue;
		link->dhcp4 = every->dhcp4;
		link->dhcp6 = every->dhcp6;
		link->accept_ra = every->accept_ra;
	}
}

/* Of bonds and VLANs without an ip= that is right, unless it is one that says so. */
static int ask_by_default(struct network_words *words)
{
	char everywhere[] = "dhcp";

	if (words->asked.count > 0)
		return 0;
	words->cmdline->plan.disabled = words->off && words->cmdline->plan.count == 0;
	if (words->off || words->cmdline->plan.count == 0)
		return 0;
	return network_word_ip(words, everywhere);
}

static int read_all(struct network_words *words, const char *text)
{
	int r = 0;

	for (size_t pass = 0; pass < PASSES && r == 0; pass++)
		r = read_pass(words, text, pass);
	if (r == 0)
		r = ask_by_default(words);
	if (r == 0)
		r = add_parts(words);
	ask_everywhere(words);
	return r;
}

int network_cmdline_parse(const char *text, struct diag_list *diags, struct network_cmdline *ret)
{
	struct network_cmdline cmdline = { 0 };
	struct network_words words = { .diags = diags, .cmdline = &cmdline };
	int r = read_all(&words, text);

	string_list_release(&words.asked);
	if (r < 0) {
		network_cmdline_release(&cmdline);
		return r;
	}
	cmdline.plan.usable = true;
	net_links_check(&cmdline.plan, diags);
	*ret = cmdline;
	return 0;
}

void network_cmdline_release(struct network_cmdline *cmdline)
{
	net_plan_release(&cmdline->plan);
	free(cmdline->hostname);
	string_list_release(&cmdline->ntp);
	*cmdline = (struct network_cmdline){ 0 };
}
