// SPDX-License-Identifier: Apache-2.0
//
// The proxy as variables. See proxy_text.h. No value has a quote in it (net_url.h).

#include "proxy_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "../../../common/text.h"

static void print_name(FILE *out, const char *name, bool capitals)
{
	for (; *name; name++)
		(void)fputc(capitals ? toupper((unsigned char)*name) : *name, out);
}

static void print_variable(FILE *out, const char *name, const char *value, bool for_shell)
{
	for (int capitals = 0; capitals < 2; capitals++) {
		(void)fputs(for_shell ? "export " : "", out);
		print_name(out, name, capitals);
		(void)fprintf(out, for_shell ? "='%s'\n" : "=%s\n", value);
	}
}

int proxy_text_make(const struct user_proxy *proxy, bool for_shell, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	if (for_shell)
		(void)fputs(PROXY_TEXT_MARK "; changes made here are lost.\n", out);
	for (size_t i = 0; i < USER_PROXY_NAMES; i++)
		if (proxy->values[i])
			print_variable(out, user_proxy_names[i], proxy->values[i], for_shell);
	return text_end(out, &text, ret_text);
}
