// SPDX-License-Identifier: Apache-2.0
//
// The proxy as variables of the environment, in small letters and in capitals: programs know one or
// the other. Pure.

#ifndef BERTH_PROXY_TEXT_H
#define BERTH_PROXY_TEXT_H

#include <stdbool.h>

#include "../user_data/user_proxy.h"

#define PROXY_TEXT_MARK \
	"# Made from the configuration (berth: proxy)" /* begins those for a shell */

/*
 * proxy_text_make - lines of all values that are given.
 * @for_shell: true: `export NAME='VALUE'`; false: `NAME=VALUE`
 * Returns 0 or -ENOMEM; the caller frees the text.
 */
int proxy_text_make(const struct user_proxy *proxy, bool for_shell, char **ret_text);

#endif
