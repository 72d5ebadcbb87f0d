// SPDX-License-Identifier: Apache-2.0
//
// A configuration on the kernel command line: see seed.h.

#include "seed.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../../common/cleanup.h"
#include "../../../common/cmdline.h"
#include "../../yaml/yaml_quote.h"

static int decode(const char *text, struct diag_list *problems, struct seed *seed)
{
	size_t room = strlen(text) / 4 * 3 + 3;

	if (strstr(text, "://")) {
		diag_add(problems, 0, 0,
			 "berth.config= with an address is not supported by this version; it takes "
			 "user-data in base64");
		return -EINVAL;
	}
	seed->user_data = malloc(room + 1);
	if (!seed->user_data)
		return -ENOMEM;
	if (sodium_base642bin((unsigned char *)seed->user_data, room, text, strlen(text), NULL,
			      &seed->user_data_len, NULL, sodium_base64_VARIANT_ORIGINAL) < 0) {
		diag_add(problems, 0, 0, "berth.config= on the kernel command line is no base64");
		return -EINVAL;
	}
	seed->user_data[seed->user_data_len] = '\0';
	return 0;
}

static const char *key_of(const char *field)
{
	if (strncmp(field, "i=", 2) == 0 || strncmp(field, "instance-id=", 12) == 0)
		return "instance-id";
	if (strncmp(field, "h=", 2) == 0 || strncmp(field, "local-hostname=", 15) == 0)
		return "local-hostname";
	return NULL;
}

/* "nocloud;i=web-1;h=web" */
static void print_meta_data(FILE *out, char *fields, struct diag_list *problems)
{
	for (char *field; (field = strsep(&fields, ";"));) {
		const char *key = key_of(field);

		if (strcasecmp(field, "nocloud") == 0 || !*field)
			continue;
		if (!key) {
			diag_add(problems, 0, 0, "'%.60s' of ds= is not supported by this version",
				 field);
			continue;
		}
		(void)fprintf(out, "%s: ", key);
		yaml_print_quoted(out, strchr(field, '=') + 1);
	}
}

static int make_meta_data(const char *cmdline, struct diag_list *problems, struct seed *seed)
{
	cleanup_free char *fields = NULL;
	int r = cmdline_get(cmdline, "ds", &fields);
	FILE *out;

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	out = open_memstream(&seed->meta_data, &seed->meta_data_len);
	if (!out)
		return -ENOMEM;
	print_meta_data(out, fields, problems);
	return fclose(out) == 0 ? 0 : -ENOMEM;
}

int seed_from_cmdline(const char *cmdline, struct diag_list *problems, struct seed *ret_seed)
{
	struct seed seed = { .source = NULL };
	cleanup_free char *text = NULL;
	int r = cmdline_get(cmdline, "berth.config", &text);

	if (r == 0 && !*text)
		r = -ENOENT; /* as a boot menu may have it where there is nothing to say */
	if (r == 0)
		r = decode(text, problems, &seed);
	if (r == 0)
		r = make_meta_data(cmdline, problems, &seed);
	if (r == 0 && !(seed.source = strdup("kernel command line")))
		r = -ENOMEM;
	if (r < 0)
		seed_release(&seed);
	else
		*ret_seed = seed;
	return r;
}
