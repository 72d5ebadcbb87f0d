// SPDX-License-Identifier: Apache-2.0
//
// What the network is to be. See network_wish.h.

#include "network_wish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/io.h"
#include "config_paths.h"

void network_wish_read(struct diag_list *problems, struct network_words_given *ret)
{
	cleanup_free char *cmdline = NULL;
	int r = cmdline_read(&cmdline);

	if (r == 0)
		r = network_cmdline_words(cmdline, &ret->text);
	if (r == 0)
		r = network_cmdline_parse(ret->text, problems, &ret->cmdline);
	if (r < 0 && r != -ENOENT)
		diag_add(problems, 0, 0, "it cannot be read: %s", strerror(-r));
}

void network_wish_release(struct network_words_given *words)
{
	free(words->text);
	network_cmdline_release(&words->cmdline);
	words->text = NULL;
}

static bool says_something(const struct net_plan *plan)
{
	return plan->count > 0 || plan->disabled;
}

int network_wish_write(const struct network_words_given *words,
		       const struct network_config_given *config, struct diag_list *problems)
{
	if (says_something(&words->cmdline.plan)) {
		if (config->bytes)
			diag_note(config->problems, 0, 0,
				  "not used: the kernel command line says what the network is");
		return write_file(NETWORK_WISH, words->text, strlen(words->text), 0600);
	}
	if (words->text)
		diag_add(problems, 0, 0, "no interface can be had from it: it does not count");
	if (says_something(config->plan))
		return write_file(NETWORK_WISH, config->bytes, config->len, 0600);
	if (config->bytes)
		diag_add(config->problems, 0, 0,
			 "no interface can be had from it: DHCP on all wired ones");
	return unlink(NETWORK_WISH) < 0 && errno != ENOENT ? -errno : 0;
}
