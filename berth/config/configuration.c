// SPDX-License-Identifier: Apache-2.0
//
// What this machine should be, as it was written. See configuration.h.

#include "configuration.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/text.h"
#include "../network/network_config.h"
#include "config_paths.h"
#include "source/gunzip.h"

#define WAIT_MS 2000 /* for a volume that the kernel is still detecting */
#define UNPACK_MS 2500 /* of each of three; see BOOT_LIMIT_MS in apply/scripts.c */
#define APPLY "berth config apply"

void configuration_init(struct configuration *c)
{
	*c = (struct configuration){ .kept = false };
	diag_init(&c->problems[OF_USER_DATA], "user-data");
	diag_init(&c->problems[OF_META_DATA], "meta-data");
	diag_init(&c->problems[OF_VENDOR_DATA], "vendor-data");
	diag_init(&c->problems[OF_APPLIED], "applied user-data");
	diag_init(&c->problems[OF_NETWORK], "network-config");
	diag_init(&c->problems[OF_CMDLINE], NETWORK_CMDLINE);
	diag_init(&c->problems[OF_SYSTEM], "configuration");
}

void configuration_release(struct configuration *c)
{
	for (int i = 0; i < PROBLEM_LISTS; i++)
		diag_free(&c->problems[i]);
	user_data_release(&c->user);
	meta_data_release(&c->meta);
	net_plan_release(&c->network);
	network_wish_release(&c->words);
	seed_release(&c->seed);
	applied_release(&c->applied);
	free(c->source);
}

static int from_cmdline(struct configuration *c)
{
	cleanup_free char *cmdline = NULL;
	int r = cmdline_read(&cmdline);

	return r < 0 ? r : seed_from_cmdline(cmdline, &c->problems[OF_SYSTEM], &c->seed);
}

/* Whoever comes by with a stick is not the owner of a machine that somebody has configured. */
static enum seed_media media_of(const struct applied *applied)
{
	struct diag_list ignored;
	struct user_data user;
	bool any = !applied_is_any(applied);

	if (!applied->user_data)
		return any ? SEED_ANY : SEED_FIXED;
	diag_init(&ignored, "applied user-data");
	if (user_data_parse(applied->user_data, applied->user_data_len, &ignored, &user) == 0) {
		any = user.berth.removable_media;
		user_data_release(&user);
	}
	diag_free(&ignored);
	return any ? SEED_ANY : SEED_FIXED;
}

/*
 * What is given to this boot comes first: it is how a person changes the configuration. Only a
 * machine that has none at all waits for a volume, because for any other one a missing volume is
 * the normal case.
 */
static int get_seed(struct configuration *c)
{
	struct diag_list *problems = &c->problems[OF_SYSTEM];
	struct seed kept;
	int have, r = from_cmdline(c);

	c->user.ssh_keys_in_doubt = true; /* of a seed that is not there any more */

	if (r == 0)
		return 0;
	have = seed_from_cache(CONFIG_CACHE_DIR, &kept);
	r = seed_from_volume(media_of(&c->applied),
			     have == 0 || applied_is_any(&c->applied) ? 0 : WAIT_MS, problems,
			     &c->seed);
	if (have == 0 && r < 0) {
		c->seed = kept;
		c->kept = true;
		return 0;
	}
	if (have == 0)
		seed_release(&kept);
	/* never was there one: what was applied says all there is to say */
	if (r < 0 && have == -ENOENT && c->applied.user_data)
		c->user.ssh_keys_in_doubt = c->applied.in_doubt;
	return r;
}

/* What is kept stays as it came. */
static int unpack(const char *bytes, size_t len, char **ret_text, size_t *ret_len)
{
	char *text = malloc(len + 1);
	int r;

	if (!text)
		return -ENOMEM;
	memcpy(text, bytes, len + 1);
	*ret_len = len;
	r = gunzip_in_place(&text, ret_len, USER_DATA_MAX, UNPACK_MS);
	if (r < 0)
		free(text);
	else
		*ret_text = text;
	return r;
}

/* On top of what was read before. What that left in doubt, stays in doubt. */
static int add_user_data(struct configuration *c, const char *bytes, size_t len,
			 struct diag_list *problems)
{
	bool in_doubt = c->user.ssh_keys_in_doubt;
	cleanup_free char *text = NULL;
	size_t text_len = 0;
	int r = unpack(bytes, len, &text, &text_len);

	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		diag_add(problems, 0, 0, "it cannot be decompressed: %s", strerror(-r));
		c->user.usable = false;
		in_doubt = true;
	} else {
		r = user_data_add(text, text_len, problems, &c->user);
		if (r < 0)
			return r;
	}
	c->user.ssh_keys_in_doubt = c->user.ssh_keys_in_doubt || in_doubt;
	c->whole = c->whole && c->user.usable;
	return 0;
}

/* What the maker of a cloud or an image has to say. */
static int read_vendor_data(struct configuration *c)
{
	struct diag_list *problems = &c->problems[OF_VENDOR_DATA];
	int r = 0;

	if (!c->seed.vendor_data)
		return 0;
	r = add_user_data(c, c->seed.vendor_data, c->seed.vendor_data_len, problems);
	if (c->user.berth.install.disk) {
		user_install_release(&c->user.berth.install);
		diag_add(problems, 0, 0,
			 "nothing is installed: what erases a disk is for user-data to say");
	}
	return r;
}

static int read_meta_data(struct configuration *c)
{
	int r = 0;

	if (!c->seed.meta_data)
		return 0;
	r = meta_data_parse(c->seed.meta_data, c->seed.meta_data_len, &c->problems[OF_META_DATA],
			    &c->meta);
	c->whole = c->whole && c->meta.usable;
	return r;
}

/* Those that the maker of the machine has given it count as well. */
static int add_keys_of_cloud(struct configuration *c)
{
	int r = 0;

	for (size_t i = 0; i < c->meta.ssh_keys.count && r == 0; i++)
		r = string_list_add_once(&c->user.ssh_keys, c->meta.ssh_keys.items[i]);
	c->user.ssh_keys_in_doubt = c->user.ssh_keys_in_doubt || c->meta.ssh_keys_in_doubt;
	return r;
}

/* Keys may have been meant by any of them, or by what could not be read. */
static int read_seed(struct configuration *c)
{
	int r;

	c->whole = !c->seed.incomplete;
	c->user.ssh_keys_in_doubt = c->seed.incomplete || c->applied.in_doubt;
	r = read_vendor_data(c);
	if (r == 0)
		r = add_user_data(c, c->seed.user_data, c->seed.user_data_len,
				  &c->problems[OF_USER_DATA]);
	if (r == 0)
		r = read_meta_data(c);
	return r < 0 ? r : add_keys_of_cloud(c);
}

/* Where nobody else has said it. */
static int add_words_of_cmdline(struct configuration *c)
{
	const struct network_cmdline *cmdline = &c->words.cmdline;
	bool has_ntp = c->user.ntp_servers.count > 0;
	int r = 0;

	if (cmdline->hostname && !c->meta.local_hostname)
		r = text_keep(&c->meta.local_hostname, cmdline->hostname);
	for (size_t i = 0; i < cmdline->ntp.count && r == 0 && !has_ntp; i++)
		r = string_list_add_once(&c->user.ntp_servers, cmdline->ntp.items[i]);
	return r;
}

/* A list of files is taken as a whole, like every other key. */
static int read_applied(struct configuration *c)
{
	struct user_files of_seed = c->user.files;
	bool whole = c->whole;
	int r;

	if (!c->applied.user_data)
		return 0;
	c->user.files = (struct user_files){ .items = NULL };
	r = add_user_data(c, c->applied.user_data, c->applied.user_data_len,
			  &c->problems[OF_APPLIED]);
	c->whole = whole; /* says nothing about the seed */
	c->files_applied = c->user.files.count > 0;
	if (c->files_applied)
		user_files_release(&of_seed);
	else
		c->user.files = of_seed;
	return r;
}

/* That of the seed is to be kept only if it is, whether it counts or not. */
static int look_whether_whole(struct configuration *c)
{
	struct diag_list ignored;
	struct net_plan plan;
	int r;

	if (!c->seed.network_config)
		return 0;
	diag_init(&ignored, "network-config");
	r = network_config_parse(c->seed.network_config, c->seed.network_config_len, &ignored,
				 &plan);
	diag_free(&ignored);
	if (r < 0)
		return r;
	c->whole = c->whole && plan.usable;
	net_plan_release(&plan);
	return 0;
}

static int read_network(struct configuration *c)
{
	bool applied = c->applied.network_config != NULL;
	int r = 0;

	c->network_text = applied ? c->applied.network_config : c->seed.network_config;
	c->network_len = applied ? c->applied.network_config_len : c->seed.network_config_len;
	if (c->network_text)
		r = network_config_parse(c->network_text, c->network_len, &c->problems[OF_NETWORK],
					 &c->network);
	if (r == 0)
		r = look_whether_whole(c);
	return r;
}

static int name_source(struct configuration *c)
{
	const char *seed = c->seed.source;

	if (seed && applied_is_any(&c->applied))
		c->source = format_text("%s, and " APPLY, seed);
	else
		c->source = strdup(seed ? seed : configuration_is_any(c) ? APPLY : "no source");
	return c->source ? 0 : -ENOMEM;
}

int configuration_read(struct configuration *c)
{
	int r = get_seed(c);

	if (r == -ENOMEM)
		return r;
	network_wish_read(&c->problems[OF_CMDLINE], &c->words);
	r = c->seed.source ? read_seed(c) : 0;
	if (r == 0)
		r = read_applied(c);
	if (r == 0)
		r = add_words_of_cmdline(c);
	if (r == 0)
		r = read_network(c);
	return name_source(c) < 0 ? -ENOMEM : r;
}

struct intent configuration_intent(const struct configuration *c)
{
	return intent_make(&c->user, &c->meta);
}

bool configuration_is_any(const struct configuration *c)
{
	return c->seed.source || applied_is_any(&c->applied);
}

void configuration_print_problems(const struct configuration *c, FILE *out)
{
	for (int i = 0; i < PROBLEM_LISTS; i++)
		diag_print(&c->problems[i], out);
}

size_t configuration_found(const struct configuration *c)
{
	size_t found = 0;

	for (int i = 0; i < PROBLEM_LISTS; i++)
		found += diag_found(&c->problems[i]);
	return found;
}
