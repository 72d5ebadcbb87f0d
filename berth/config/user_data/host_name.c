// SPDX-License-Identifier: Apache-2.0
//
// Host names: which are valid, how a full name falls apart, and the line in /etc/hosts. Pure.

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../yaml/node_value.h"
#include "host_name.h"

/* isalnum() would follow the locale */
static bool is_label_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-';
}

static const char *label_check(const char *label, size_t len)
{
	if (len == 0)
		return "has an empty part (two dots, or a dot at its begin or end)";
	if (len > HOST_NAME_LABEL_MAX)
		return "has a part longer than 63 characters";
	if (label[0] == '-' || label[len - 1] == '-')
		return "has a part that begins or ends with '-'";
	for (size_t i = 0; i < len; i++)
		if (!is_label_char(label[i]))
			return "has a character other than letters, digits, '-' and '.'";
	return NULL;
}

const char *host_name_check(const char *name)
{
	if (!*name)
		return "is empty";
	if (strlen(name) > HOST_NAME_FULL_MAX)
		return "is longer than 253 characters";
	const char *label = name;
	for (;;) {
		size_t len = strcspn(label, ".");
		const char *why = label_check(label, len);

		if (why)
			return why;
		if (label[len] == '\0')
			break;
		label += len + 1;
	}
	/* RFC 1123 2.1: a name whose last part is a number could not be told from an address */
	if (label != name && label[strspn(label, "0123456789")] == '\0')
		return "ends in a number, like an address";
	return NULL;
}

size_t host_name_short_len(const char *name)
{
	return strcspn(name, ".");
}

static bool is_own_line(const char *line)
{
	static const char address[] = "127.0.1.1";
	size_t len = sizeof(address) - 1;

	return strncmp(line, address, len) == 0 && (line[len] == ' ' || line[len] == '\t');
}

int hosts_with_name(const char *old, const char *full, const char *name, char **ret_text)
{
	char *text = NULL;
	size_t size = 0, len = host_name_short_len(name);
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (const char *line = old; *line;) {
		size_t line_len = strcspn(line, "\n");

		if (!is_own_line(line))
			(void)fprintf(out, "%.*s\n", (int)line_len, line);
		line += line_len + (line[line_len] == '\n');
	}
	(void)fprintf(out, "127.0.1.1 %s", full);
	if (strlen(full) != len || memcmp(full, name, len) != 0)
		(void)fprintf(out, " %.*s", (int)len, name);
	(void)fputc('\n', out);
	int failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	return 0;
}

int node_host_name(const struct node *node, const char *name, struct diag_list *diags,
		   char **ret_name)
{
	const char *text = node_string(node, name, diags);
	if (!text)
		return 0;
	const char *why = host_name_check(text);
	if (why) {
		diag_add(diags, node->line, node->column, "%s: '%.80s' %s", name, text, why);
		return 0;
	}
	char *copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	free(*ret_name);
	*ret_name = copy;
	return 0;
}
