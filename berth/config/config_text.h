// SPDX-License-Identifier: Apache-2.0
//
// The intent as cloud-config, as it would be written by hand: what `berth config show` shows, and
// what reads back as the same. Pure.

#ifndef BERTH_CONFIG_TEXT_H
#define BERTH_CONFIG_TEXT_H

#include "intent.h"

/*
 * config_text_make - the text.
 * @source: where it came from, for the comment on top
 * @ret_text: freed by the caller
 * Returns 0 or -ENOMEM.
 */
int config_text_make(const struct intent *intent, const char *source, char **ret_text);

#endif
