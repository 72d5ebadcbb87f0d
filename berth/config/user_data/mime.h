// SPDX-License-Identifier: Apache-2.0
//
// User-data of several parts: MIME multipart (RFC 2046) as cloud-init and its tools write it. Pure.
//
//   Content-Type: multipart/mixed; boundary="=="
//   MIME-Version: 1.0
//
//   --==
//   Content-Type: text/cloud-config; charset="us-ascii"
//
//   #cloud-config
//   hostname: web-1
//   --==--

#ifndef BERTH_MIME_H
#define BERTH_MIME_H

#include <stdbool.h>
#include <stddef.h>

#include "../../yaml/diag.h"

#define MIME_PARTS_MAX 100

struct mime_part {
	char *type; /* lower case, without parameters: text/cloud-config */
	char *content; /* decoded; @len bytes and a NUL */
	size_t len;
	unsigned line; /* of the file, where the content begins */
	bool encoded; /* its lines are not those of the file */
	bool cut; /* the file ended before the part did */
};

struct mime {
	struct mime_part *parts;
	size_t count;
	bool damaged; /* a part was left out */
};

/* mime_is - true if a file begins like one: with headers, and those of MIME among them. */
bool mime_is(const char *bytes, size_t len);

/*
 * mime_parse - take a file apart.
 * @diags: gets the problems; a part with one is left out
 * @ret: release with mime_release()
 * Returns 0, also for a bad file, or -ENOMEM.
 */
int mime_parse(const char *bytes, size_t len, struct diag_list *diags, struct mime *ret);
void mime_release(struct mime *mime);

#endif
