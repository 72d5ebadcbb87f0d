// SPDX-License-Identifier: Apache-2.0
//
// Parser of declarative service scripts. See service_file.h for the language.

#include "service_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"

struct parser {
	const char *at;
	unsigned line;
	service_note *note;
	void *ctx;
	struct service_error error;
};

static int fail(struct parser *p, const char *text)
{
	p->error = (struct service_error){ .line = p->line, .text = text };
	return -EINVAL;
}

static void note(struct parser *p, const char *text)
{
	if (p->note)
		p->note(p->ctx, p->line, text);
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Blanks, and a backslash that joins two lines. */
static void skip_blanks(struct parser *p)
{
	for (;;) {
		if (is_blank(*p->at)) {
			p->at++;
		} else if (p->at[0] == '\\' && p->at[1] == '\n') {
			p->at += 2;
			p->line++;
		} else {
			return;
		}
	}
}

static void skip_comment(struct parser *p)
{
	if (*p->at == '#')
		p->at += strcspn(p->at, "\n");
}

/* Everything between statements. */
static void skip_space(struct parser *p)
{
	for (;;) {
		skip_blanks(p);
		skip_comment(p);
		if (*p->at == '\n')
			p->line++;
		else if (*p->at != ';')
			return;
		p->at++;
	}
}

static bool ends_word(char c)
{
	return !c || isspace((unsigned char)c) || strchr(";&|()<>", c);
}

/* One character of a double-quoted part; a backslash is taken away before the special few. */
static int take_quoted_char(struct parser *p, char **to)
{
	if (*p->at == '$' || *p->at == '`')
		return fail(p, "variables and commands are not expanded here");
	if (*p->at == '\\' && p->at[1] && strchr("$`\"\\\n", p->at[1])) {
		p->at++;
		if (*p->at == '\n') {
			p->line++;
			p->at++;
			return 0;
		}
	}
	if (*p->at == '\n')
		p->line++;
	*(*to)++ = *p->at++;
	return 0;
}

static int take_quoted(struct parser *p, char **to)
{
	unsigned opened_in = p->line;
	char quote = *p->at++;

	while (*p->at != quote) {
		int r = 0;

		if (!*p->at) {
			p->line = opened_in;
			return fail(p, "a quote is not closed");
		}
		if (quote == '"') {
			r = take_quoted_char(p, to);
		} else {
			if (*p->at == '\n')
				p->line++;
			*(*to)++ = *p->at++;
		}
		if (r < 0)
			return r;
	}
	p->at++;
	return 0;
}

/* A word of plain and quoted parts. Returns 0, -EINVAL or -ENOMEM; the caller frees *ret. */
static int take_word(struct parser *p, char **ret)
{
	/* quotes and backslashes only shrink: the rest of the text is room enough for any word */
	cleanup_free char *word = malloc(strlen(p->at) + 1);
	char *to = word;
	int r = 0;

	if (!word)
		return -ENOMEM;
	while (r == 0 && !ends_word(*p->at)) {
		if (*p->at == '"' || *p->at == '\'')
			r = take_quoted(p, &to);
		else if (*p->at == '$' || *p->at == '`')
			r = fail(p, "variables and commands are not expanded here");
		else if (p->at[0] == '\\' && p->at[1] && p->at[1] != '\n')
			p->at++, *to++ = *p->at++;
		else if (p->at[0] == '\\')
			break;
		else
			*to++ = *p->at++;
	}
	if (r < 0)
		return r;
	*to = '\0';
	*ret = take_ptr(word);
	return 0;
}

/* command_args is a command line of its own: split it by the same rules of quoting. */
static int split_args(struct parser *outer, const char *text, struct string_list *ret)
{
	struct parser p = { .at = text, .line = outer->line };
	int r;

	string_list_release(ret);
	for (;;) {
		cleanup_free char *word = NULL;

		while (isspace((unsigned char)*p.at))
			p.at++;
		if (!*p.at)
			return 0;
		if (ends_word(*p.at) || *p.at == '\\')
			return fail(outer, "command_args: shell operators are not supported");
		r = take_word(&p, &word);
		if (r == -EINVAL)
			return fail(outer, p.error.text);
		if (r == 0)
			r = string_list_add(ret, word, strlen(word));
		if (r < 0)
			return r;
	}
}

static int take_number(struct parser *p, const char *value, long low, long high, long *ret)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(value, &end, 10);
	if (errno || end == value || *end || number < low || number > high)
		return fail(p, "not a number that makes sense here");
	*ret = number;
	return 0;
}

struct number_key {
	const char *name;
	size_t offset;
	long low, high;
};

struct text_key {
	const char *name;
	size_t offset;
};

static const struct text_key text_keys[] = {
	{ "command", offsetof(struct service_def, command) },
	{ "output_log", offsetof(struct service_def, output_log) },
	{ "error_log", offsetof(struct service_def, error_log) },
	{ "directory", offsetof(struct service_def, directory) },
	{ "ready_socket", offsetof(struct service_def, ready_socket) },
	{ "rc_ulimit", offsetof(struct service_def, ulimits) },
	{ "rc_cgroup_settings", offsetof(struct service_def, cgroup_settings) },
};

static const struct number_key number_keys[] = {
	{ "respawn_delay", offsetof(struct service_def, respawn_delay), 0, 86400 },
	{ "respawn_max", offsetof(struct service_def, respawn_max), 0, 1000000 },
	{ "respawn_period", offsetof(struct service_def, respawn_period), 0, 86400 },
	{ "rc_timeout_stopsec", offsetof(struct service_def, stop_timeout), 0, 86400 },
	{ "rc_oom_score_adj", offsetof(struct service_def, oom_score_adj), -1000, 1000 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int set_supervisor(struct parser *p, struct service_def *def, const char *value)
{
	if (*value && strcmp(value, "supervise-daemon") != 0)
		return fail(p, "supervisor: only supervise-daemon is supported");
	def->supervised = *value != '\0';
	return 0;
}

/* Takes over @value. */
static int assign(struct parser *p, struct service_def *def, const char *key, char *value)
{
	cleanup_free char *owned = value;

	for (size_t i = 0; i < COUNT(text_keys); i++) {
		if (strcmp(key, text_keys[i].name) == 0) {
			char **field = (char **)(void *)((char *)def + text_keys[i].offset);

			free(*field);
			*field = take_ptr(owned);
			return 0;
		}
	}
	for (size_t i = 0; i < COUNT(number_keys); i++)
		if (strcmp(key, number_keys[i].name) == 0)
			return take_number(p, value, number_keys[i].low, number_keys[i].high,
					   (long *)(void *)((char *)def + number_keys[i].offset));
	if (strcmp(key, "command_args") == 0)
		return split_args(p, value, &def->args);
	if (strcmp(key, "supervisor") == 0)
		return set_supervisor(p, def, value);
	if (strcmp(key, "name") != 0 && strncmp(key, "description", 11) != 0)
		note(p, key);
	return 0;
}

static struct string_list *dependency_list(struct service_def *def, const char *word)
{
	const struct {
		const char *word;
		struct string_list *list;
	} lists[] = {
		{ "need", &def->need },	  { "want", &def->want },     { "use", &def->use },
		{ "after", &def->after }, { "before", &def->before }, { "provide", &def->provide },
	};

	for (size_t i = 0; i < COUNT(lists); i++)
		if (strcmp(word, lists[i].word) == 0)
			return lists[i].list;
	return NULL;
}

/* One line of depend(): `need net logger`. */
static int take_dependency(struct parser *p, struct service_def *def)
{
	cleanup_free char *word = NULL;
	struct string_list *list;
	int r = take_word(p, &word);

	if (r < 0)
		return r;
	list = dependency_list(def, word);
	if (!list)
		note(p, word);
	for (;;) {
		cleanup_free char *name = NULL;

		skip_blanks(p);
		if (*p->at == '\n' || *p->at == ';' || *p->at == '#')
			return 0;
		if (ends_word(*p->at))
			return fail(p, "depend: names expected");
		r = take_word(p, &name);
		if (r < 0)
			return r;
		if (list && strpbrk(name, "!*?["))
			note(p, name);
		else if (list && strcmp(name, def->name) != 0)
			r = string_list_add(list, name, strlen(name));
		if (r < 0)
			return r;
	}
}

static int take_depend(struct parser *p, struct service_def *def)
{
	skip_space(p);
	if (*p->at++ != '{')
		return fail(p, "depend(): { expected");
	for (;;) {
		int r;

		skip_space(p);
		if (*p->at == '}') {
			p->at++;
			return 0;
		}
		if (!is_name_char(*p->at))
			return fail(p, "depend(): a word such as need, want or after expected");
		r = take_dependency(p, def);
		if (r < 0)
			return r;
	}
}

static int take_statement(struct parser *p, struct service_def *def)
{
	size_t len = 0;
	cleanup_free char *key = NULL;
	char *value;
	int r;

	while (is_name_char(p->at[len]))
		len++;
	if (len == 0 || isdigit((unsigned char)*p->at))
		return fail(p, "neither an assignment nor depend()");
	key = strndup(p->at, len);
	if (!key)
		return -ENOMEM;
	p->at += len;
	if (*p->at == '=') {
		p->at++;
		r = take_word(p, &value);
		if (r < 0)
			return r;
		r = assign(p, def, key, value);
		skip_blanks(p);
		if (r == 0 && !strchr(";\n#", *p->at))
			return fail(p, "quotes are missing around a value with blanks");
		return r;
	}
	skip_blanks(p);
	if (p->at[0] != '(' || p->at[1] != ')')
		return fail(p, "commands are not supported: this script needs a shell");
	if (strcmp(key, "depend") != 0)
		return fail(p, "functions other than depend() are not supported");
	p->at += 2;
	return take_depend(p, def);
}

static int parse_all(struct parser *p, struct service_def *def)
{
	for (;;) {
		int r;

		skip_space(p);
		if (!*p->at)
			break;
		r = take_statement(p, def);
		if (r < 0)
			return r;
	}
	if (!def->command || !*def->command)
		return fail(p, "command= is missing");
	if (def->command[0] != '/')
		return fail(p, "command= must be an absolute path");
	return 0;
}

int service_parse(const char *name, const char *text, service_note *note_fn, void *ctx,
		  struct service_def *ret_def, struct service_error *ret_error)
{
	struct parser p = { .at = text, .line = 1, .note = note_fn, .ctx = ctx };
	/* the defaults of supervise-daemon, except for the time to stop, which OpenRC leaves open
	 */
	struct service_def def = {
		.name = strdup(name), .respawn_max = 10, .respawn_period = 5, .stop_timeout = 10
	};
	int r = def.name ? parse_all(&p, &def) : -ENOMEM;

	if (r < 0) {
		if (r == -EINVAL)
			*ret_error = p.error;
		service_def_release(&def);
		return r;
	}
	*ret_def = def;
	return 0;
}

void service_def_release(struct service_def *def)
{
	char *const texts[] = { def->name,	def->command,	     def->output_log,
				def->error_log, def->directory,	     def->ready_socket,
				def->ulimits,	def->cgroup_settings };
	struct string_list *const lists[] = { &def->args,  &def->need,	 &def->want,   &def->use,
					      &def->after, &def->before, &def->provide };

	for (size_t i = 0; i < COUNT(texts); i++)
		free(texts[i]);
	for (size_t i = 0; i < COUNT(lists); i++)
		string_list_release(lists[i]);
	*def = (struct service_def){ 0 };
}
