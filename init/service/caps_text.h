// SPDX-License-Identifier: Apache-2.0
//
// Capabilities as scripts write them: the text form of cap_iab(3). Pure.

#ifndef BERTH_INIT_CAPS_TEXT_H
#define BERTH_INIT_CAPS_TEXT_H

#include <stdint.h>

/* One bit for each capability; see capabilities(7). */
struct caps_iab {
	uint64_t inheritable;
	uint64_t ambient; /* all of them are inheritable, too */
	uint64_t dropped; /* from the bounding set */
};

/*
 * caps_parse - read a list of capabilities.
 * @text: names between commas, each with what it is about: `^cap_net_raw` ambient (and
 * inheritable), `cap_net_raw` or `%cap_net_raw` inheritable, `!cap_net_raw` taken from the bounding
 * set Returns 0, or -EINVAL for anything else; *ret is written on success only.
 */
int caps_parse(const char *text, struct caps_iab *ret);

#endif
