// SPDX-License-Identifier: Apache-2.0
//
// Kernel arguments of a machine. See machine_args.h.

#include "machine_args.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/text.h"
#include "../network/network_cmdline.h"

const char *machine_args_problem(const char *args)
{
	if (strlen(args) > MACHINE_ARGS_MAX)
		return "longer than 1024 bytes";
	for (const char *c = args; *c; c++) {
		if (strchr("\"'\\$`", *c))
			return "quotes, backslashes and dollar signs are not possible";
		if (*c < ' ' || *c > '~')
			return "only printable ASCII characters are possible";
	}
	return NULL;
}

void machine_cfg_format(const char *args, char ret_file[MACHINE_CFG_BYTES])
{
	int len = snprintf(ret_file, MACHINE_CFG_BYTES, "set machine_cmdline=\"%s\"\n", args);

	memset(ret_file + len, '\n', MACHINE_CFG_BYTES - (size_t)len);
}

/* Does @words have `key=value`? */
static int has_word(const char *words, const char *key, const char *value)
{
	for (;;) {
		cleanup_free char *k = NULL;
		cleanup_free char *v = NULL;
		int r = cmdline_next(&words, &k, &v);

		if (r <= 0)
			return r;
		if (strcmp(k, key) == 0 && v && strcmp(v, value) == 0)
			return 1;
	}
}

static int is_kept(const char *key, const char *value, const char *slot_console)
{
	int r;

	if (!value)
		return 0;
	if (network_cmdline_is_word(key))
		return 1;
	if (strcmp(key, "console") != 0)
		return 0;
	r = slot_console ? has_word(slot_console, key, value) : 0;
	return r < 0 ? r : r == 0;
}

static int append_word(char **args, const char *key, const char *value)
{
	char *longer = format_text("%s%s%s=%s", *args, **args ? " " : "", key, value);

	if (!longer)
		return -ENOMEM;
	free(*args);
	*args = longer;
	return 0;
}

int machine_args_default(const char *cmdline, const char *slot_console, char **ret_args)
{
	cleanup_free char *args = strdup("");

	if (!args)
		return -ENOMEM;
	for (;;) {
		cleanup_free char *key = NULL;
		cleanup_free char *value = NULL;
		int r = cmdline_next(&cmdline, &key, &value);

		if (r == 0)
			break;
		if (r > 0)
			r = is_kept(key, value, slot_console);
		if (r > 0)
			r = append_word(&args, key, value);
		if (r < 0)
			return r;
	}
	*ret_args = take_ptr(args);
	return 0;
}
