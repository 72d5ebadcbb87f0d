// SPDX-License-Identifier: Apache-2.0
//
// The network on the kernel command line: `ip=` (ip_word.h), and
//
//   nameserver=IP
//   vlan=NAME:PARENT                          the id is the number at the end of the name
//   bond=NAME[:MEMBERS[:OPTIONS[:MTU]]]       options as the kernel's bonding has them
//
// each as often as it is needed. Without `ip=` it is as with `ip=dhcp`. Pure.

#ifndef BERTH_NETWORK_CMDLINE_H
#define BERTH_NETWORK_CMDLINE_H

#include <stdbool.h>

#include "../../common/string_list.h"
#include "../yaml/diag.h"
#include "net_plan.h"

#define NETWORK_CMDLINE "kernel command line" /* what it is called in messages */

struct network_cmdline {
	struct net_plan plan;
	char *hostname; /* valid; NULL: not given */
	struct string_list ntp; /* addresses */
};

/* network_cmdline_is_word - whether a word `KEY=...` of a kernel command line is about the network.
 */
bool network_cmdline_is_word(const char *key);

/*
 * network_cmdline_words - what a kernel command line says of the network, in a form that stands for
 * a network-config and cannot be taken for one.
 * @ret: the caller frees
 * Returns 0, -ENOENT if that is nothing, or -ENOMEM.
 */
int network_cmdline_words(const char *cmdline, char **ret);

/* network_cmdline_is - true if the text came from network_cmdline_words(). */
bool network_cmdline_is(const char *text);

/*
 * network_cmdline_parse - read such a text.
 * @diags: gets the problems, each with its word
 * @ret: what is right; release with network_cmdline_release()
 * Returns 0, also for bad words, or -ENOMEM.
 */
int network_cmdline_parse(const char *text, struct diag_list *diags, struct network_cmdline *ret);
void network_cmdline_release(struct network_cmdline *cmdline);

#endif
