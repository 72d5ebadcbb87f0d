// SPDX-License-Identifier: Apache-2.0
//
// Further certificate authorities. See user_ca_certs.h.

#include "user_ca_certs.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../yaml/node_value.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"
#define DER_SEQUENCE 0x30 /* what every certificate begins with (X.690, RFC 5280) */

/* Whether the text between the two lines is a certificate as far as that can be told here. */
static bool is_body(const char *text, size_t len)
{
	size_t room = len / 4 * 3 + 3, found = 0;
	cleanup_free unsigned char *der = malloc(room);

	return der &&
	       sodium_base642bin(der, room, text, len, " \t\r\n", &found, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       found > 1 && der[0] == DER_SEQUENCE;
}

bool user_ca_certs_are_valid(const char *text)
{
	size_t count = 0;

	for (text += strspn(text, " \t\r\n"); *text; text += strspn(text, " \t\r\n"), count++) {
		bool begins = strncmp(text, BEGIN, strlen(BEGIN)) == 0;
		const char *end = begins ? strstr(text + strlen(BEGIN), END) : NULL;

		if (!end || !is_body(text + strlen(BEGIN), (size_t)(end - text) - strlen(BEGIN)))
			return false;
		text = end + strlen(END);
	}
	return count > 0;
}

static int add(struct user_ca_certs *certs, const struct node *item, struct diag_list *diags)
{
	const char *text = node_string(item, "ca_certs: trusted", diags);

	if (!text)
		return 0;
	if (!user_ca_certs_are_valid(text)) {
		diag_add(diags, item->line, item->column,
			 "ca_certs: trusted: this is no certificate in PEM (" BEGIN ")");
		return 0;
	}
	if (certs->trusted.count < USER_CA_CERTS_MAX)
		return string_list_add(&certs->trusted, text, strlen(text));
	diag_add(diags, item->line, item->column, "more than %d certificates; this one is left out",
		 USER_CA_CERTS_MAX);
	return 0;
}

static int add_all(struct user_ca_certs *certs, const struct node *value, struct diag_list *diags)
{
	int r = 0;

	if (value->kind == NODE_SCALAR)
		return add(certs, value, diags);
	if (value->kind != NODE_LIST)
		diag_add(diags, value->line, value->column, "ca_certs: trusted must be a list");
	for (const struct node *item = value->kind == NODE_LIST ? value->first : NULL;
	     item && r == 0; item = item->next)
		r = add(certs, item, diags);
	return r;
}

static int read_key(struct user_ca_certs *certs, const struct node *value, struct diag_list *diags)
{
	const char *key = value->key->text;

	if (strcmp(key, "trusted") == 0)
		return add_all(certs, value, diags);
	if (strcmp(key, "remove_defaults") == 0 || strcmp(key, "remove-defaults") == 0)
		node_bool(value, "ca_certs: remove_defaults", diags, &certs->remove_defaults);
	else
		diag_add(diags, value->key->line, value->key->column,
			 "unknown key 'ca_certs: %.60s'", key);
	return 0;
}

int user_ca_certs_read(const struct node *value, struct diag_list *diags, struct user_ca_certs *ret)
{
	struct user_ca_certs certs = { .remove_defaults = false };
	int r = 0;

	if (value->kind != NODE_MAP) {
		diag_add(diags, value->line, value->column,
			 "ca_certs must be a mapping with a list 'trusted'");
		return 0;
	}
	for (const struct node *item = value->first; item && r == 0; item = item->next)
		r = read_key(&certs, item, diags);
	if (r < 0)
		user_ca_certs_release(&certs);
	else
		*ret = certs;
	return r;
}

void user_ca_certs_release(struct user_ca_certs *certs)
{
	string_list_release(&certs->trusted);
	*certs = (struct user_ca_certs){ .remove_defaults = false };
}

char *user_ca_certs_text(const struct user_ca_certs *certs, const char *image)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int failed;

	if (!out)
		return NULL;
	if (!certs->remove_defaults)
		(void)fputs(image, out);
	for (size_t i = 0; i < certs->trusted.count; i++)
		(void)fprintf(out, "%s\n", certs->trusted.items[i]);
	failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return NULL;
	}
	return text;
}
