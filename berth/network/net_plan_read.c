// SPDX-License-Identifier: Apache-2.0
//
// Texts of all forms. See net_plan_read.h.

#include "net_plan_read.h"

#include <string.h>

#include "network_cmdline.h"
#include "network_config.h"

static int parse_cmdline(const char *words, struct diag_list *problems, struct net_plan *plan)
{
	struct network_cmdline cmdline;
	int r = network_cmdline_parse(words, problems, &cmdline);

	if (r < 0)
		return r;
	*plan = cmdline.plan;
	cmdline.plan = (struct net_plan){ 0 };
	network_cmdline_release(&cmdline);
	return 0;
}

int net_plan_read(const char *text, struct diag_list *problems, struct net_plan *ret)
{
	if (!*text)
		return net_plan_default(ret);
	if (network_cmdline_is(text))
		return parse_cmdline(text, problems, ret);
	return network_config_parse(text, strlen(text), problems, ret);
}
