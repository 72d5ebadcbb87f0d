// SPDX-License-Identifier: Apache-2.0
//
// Hosts and URLs in user-data that end up in files of other programs: checked so far that they
// cannot become anything else there, neither another word nor another directory. Pure.

#ifndef BERTH_NET_URL_H
#define BERTH_NET_URL_H

#include <stdbool.h>
#include <stddef.h>

#define NET_URL_MAX 1024 /* bytes */

/* Parts of a URL; they point into it. */
struct net_url {
	size_t scheme_len; /* with its `://` */
	const char *user; /* name, perhaps with `:PASSWORD`; NULL: none */
	size_t user_len;
	const char *host; /* perhaps with `:PORT` */
	size_t host_len;
	const char *path; /* begins with a slash, or is empty */
};

/*
 * net_host_is_valid - true for a host name, an IPv4 address or an IPv6 address in brackets, perhaps
 * with `:PORT`: no slash, no blank, and no part of it is empty.
 * @len: bytes of it
 */
bool net_host_is_valid(const char *host, size_t len);

/*
 * net_url_split - take a URL apart.
 * @schemes: those that it may have, each with its `://`; NULL ends them
 * Returns false if it is none, or has a query, a fragment, `..` in its path, a character that RFC
 * 3986 does not allow, or one that means something between quotes.
 */
bool net_url_split(const char *url, const char *const schemes[], struct net_url *ret);

#endif
