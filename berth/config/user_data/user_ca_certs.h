// SPDX-License-Identifier: Apache-2.0
//
// The key `ca_certs` of user-data: whom else the machine trusts.
//
//   ca_certs:
//     remove_defaults: true      # the image's list does not count
//     trusted:
//       - |
//         -----BEGIN CERTIFICATE-----
//         MIIB...
//         -----END CERTIFICATE-----
//
// Pure.

#ifndef BERTH_USER_CA_CERTS_H
#define BERTH_USER_CA_CERTS_H

#include <stdbool.h>

#include "../../../common/string_list.h"
#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

#define USER_CA_CERTS_MAX 200

struct user_ca_certs {
	struct string_list trusted; /* PEM (RFC 7468), one or more certificates in each */
	bool remove_defaults;
};

/*
 * user_ca_certs_read - read the value of the key.
 * @diags: gets the problems; a text that is no certificate is left out
 * @ret: release with user_ca_certs_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_ca_certs_read(const struct node *value, struct diag_list *diags,
		       struct user_ca_certs *ret);
void user_ca_certs_release(struct user_ca_certs *certs);

/*
 * user_ca_certs_are_valid - true if a text is one certificate in PEM or more, with blank lines
 * between them at most.
 */
bool user_ca_certs_are_valid(const char *text);

/*
 * user_ca_certs_text - the list of all certificates.
 * @image: the list that the image has
 * Returns the text, which the caller frees, or NULL (no memory).
 */
char *user_ca_certs_text(const struct user_ca_certs *certs, const char *image);

#endif
