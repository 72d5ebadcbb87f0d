// SPDX-License-Identifier: Apache-2.0
//
// What the machine does at the end. See user_power.h.

#include "user_power.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/number.h"
#include "../../yaml/node_value.h"
#include "user_commands.h"

#define DELAY_MAX 43200 /* minutes: 30 days */

struct power {
	const char *mode, *message;
	int64_t delay_minutes;
	const struct node *condition; /* NULL: always */
};

struct reader {
	struct power *power;
	struct diag_list *diags;
};

static void read_mode(struct reader *r, const struct node *value)
{
	static const char *const modes[] = { "reboot", "poweroff", "halt" };
	const char *text = node_string(value, "power_state: mode", r->diags);

	for (size_t i = 0; text && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(text, modes[i]) == 0)
			r->power->mode = modes[i];
	if (text && !r->power->mode)
		diag_add(r->diags, value->line, value->column,
			 "power_state: mode must be reboot, poweroff or halt");
}

static void read_delay(struct reader *r, const struct node *value)
{
	const char *text = value->kind == NODE_SCALAR ? value->text : "";
	int64_t minutes =
		strcmp(text, "now") == 0 ? 0 : number_parse(text + (*text == '+'), DELAY_MAX);

	if (minutes >= 0)
		r->power->delay_minutes = minutes;
	else
		diag_add(r->diags, value->line, value->column,
			 "power_state: delay must be 'now', or minutes up to %d", DELAY_MAX);
}

static void read_message(struct reader *r, const struct node *value)
{
	const char *text = node_string(value, "power_state: message", r->diags);

	if (text && strpbrk(text, "\r\n"))
		diag_add(r->diags, value->line, value->column,
			 "power_state: message must be one line");
	else if (text)
		r->power->message = text;
}

static void read_condition(struct reader *r, const struct node *value)
{
	r->power->condition = value;
}

/* How long cloud-init waits for itself to end; here that is waited for in any case. */
static void read_timeout(struct reader *r, const struct node *value)
{
	int64_t seconds = 0;

	node_number(value, "power_state: timeout", 0, INT64_MAX, r->diags, &seconds);
}

static const struct {
	const char *name;
	void (*read)(struct reader *r, const struct node *value);
} keys[] = {
	{ "condition", read_condition }, { "delay", read_delay },     { "message", read_message },
	{ "mode", read_mode },		 { "timeout", read_timeout },
};

static void read_key(struct reader *r, const struct node *value)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(value->key->text, keys[i].name) == 0) {
			keys[i].read(r, value);
			return;
		}
	diag_add(r->diags, value->key->line, value->key->column, "unknown key 'power_state: %.60s'",
		 value->key->text);
}

static bool is_bool(const struct node *node)
{
	return node->kind == NODE_SCALAR && node->type == SCALAR_BOOL;
}

/* Returns whether the machine is to do anything at all. */
static bool print_condition(FILE *out, const struct node *condition, struct diag_list *diags)
{
	bool always = false;

	if (is_bool(condition)) {
		node_bool(condition, "power_state: condition", diags, &always);
		return always;
	}
	(void)fputs("(\n", out); /* which may exit */
	if (!user_command_print(out, condition, "power_state: condition", diags))
		return false;
	(void)fputs(") || exit 0\n", out);
	return true;
}

static bool print_script(FILE *out, const struct power *power, struct diag_list *diags)
{
	(void)fputs("#!/bin/sh\n", out);
	if (power->condition && !print_condition(out, power->condition, diags))
		return false;
	if (power->message) {
		(void)fputs("printf '<3>berth: %s\\n' ", out); /* 3: on every console */
		shell_print_word(out, power->message);
		(void)fputs(" >/dev/kmsg\n", out);
	}
	if (power->delay_minutes > 0)
		(void)fprintf(out, "sleep %lld\n", (long long)power->delay_minutes * 60);
	(void)fprintf(out, "exec %s\n", power->mode);
	return true;
}

static int make_script(const struct power *power, struct diag_list *diags, char **ret_script)
{
	char *script = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&script, &size);
	bool any;
	int failed;

	if (!out)
		return -ENOMEM;
	any = print_script(out, power, diags);
	failed = ferror(out);
	if (fclose(out) || failed) {
		free(script);
		return -ENOMEM;
	}
	if (any)
		*ret_script = script;
	else
		free(script);
	return 0;
}

int user_power_read(const struct node *value, struct diag_list *diags, char **ret_script)
{
	struct power power = { .mode = NULL };
	struct reader r = { .power = &power, .diags = diags };
	size_t before = diag_found(diags);

	*ret_script = NULL;
	if (value->kind != NODE_MAP || !value->complete) {
		diag_add(diags, value->line, value->column,
			 "power_state must be a mapping with a 'mode'");
		return 0;
	}
	for (const struct node *item = value->first; item; item = item->next)
		read_key(&r, item);
	if (!power.mode && diag_found(diags) == before)
		diag_add(diags, value->line, value->column, "power_state needs a 'mode'");
	return diag_found(diags) > before ? 0 : make_script(&power, diags, ret_script);
}
