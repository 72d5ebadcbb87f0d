// SPDX-License-Identifier: Apache-2.0
//
// What the consoles tell people about reaching the machine. Pure.

#ifndef BERTH_ANNOUNCEMENT_H
#define BERTH_ANNOUNCEMENT_H

#include <stdbool.h>

#include "../../common/string_list.h"

#include "net_address.h"

struct announcement {
	const char *hostname;
	const char *version; /* of Berth */
	const struct net_address_list *addresses;
	const char *user; /* who can log in by ssh; NULL: nobody */
	const char *aftermath; /* why a slot was left before this boot; NULL: none was */
};

/*
 * announcement_lines - the lines for the console, without newlines.
 * @ret_lines: release with string_list_release()
 * Returns 0 or -ENOMEM.
 */
int announcement_lines(const struct announcement *announcement, struct string_list *ret_lines);

/* authorized_keys_any - does the text of an authorized_keys file hold a key? */
bool authorized_keys_any(const char *text);

#endif
