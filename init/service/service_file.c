// SPDX-License-Identifier: Apache-2.0
//
// Parser of declarative service scripts. See service_file.h for the language.

#include "service_file.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "script_text.h"
#include "service_keys.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct parser {
	struct script_text script;
	service_note *note;
	void *ctx;
};

static void note(struct parser *p, const char *text)
{
	if (p->note)
		p->note(p->ctx, p->script.line, text);
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

/* Words that OpenRC knows, for things that there are not here. */
static bool is_without_meaning(const char *word)
{
	static const char *const words[] = { "keyword", "config", "reexport" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* One line of depend(): `need net logger`. */
static int take_dependency(struct parser *p, struct service_def *def)
{
	cleanup_free char *word = NULL;
	struct string_list *list;
	int r = script_take_word(&p->script, &word);

	if (r < 0)
		return r;
	list = dependency_list(def, word);
	if (!list && !is_without_meaning(word))
		return script_fail(&p->script, "depend(): only words such as need and after are "
					       "understood; for more a shell is needed");
	if (!list)
		note(p, word);
	for (;;) {
		cleanup_free char *name = NULL;

		script_skip_blanks(&p->script);
		if (*p->script.at == '\n' || *p->script.at == ';' || *p->script.at == '#')
			return 0;
		if (script_ends_word(*p->script.at))
			return script_fail(&p->script, "depend: names expected");
		r = script_take_word(&p->script, &name);
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
	script_skip_space(&p->script);
	if (*p->script.at++ != '{')
		return script_fail(&p->script, "depend(): { expected");
	for (;;) {
		int r;

		script_skip_space(&p->script);
		if (*p->script.at == '}') {
			p->script.at++;
			return 0;
		}
		if (!script_is_name_char(*p->script.at))
			return script_fail(&p->script,
					   "depend(): a word such as need, want or after expected");
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

	while (script_is_name_char(p->script.at[len]))
		len++;
	if (len == 0 || isdigit((unsigned char)*p->script.at))
		return script_fail(&p->script, "neither an assignment nor depend()");
	key = strndup(p->script.at, len);
	if (!key)
		return -ENOMEM;
	p->script.at += len;
	if (*p->script.at == '=') {
		p->script.at++;
		r = script_take_word(&p->script, &value);
		if (r < 0)
			return r;
		r = service_key_set(&p->script, def, key, value);
		free(value);
		if (r > 0)
			note(p, key);
		script_skip_blanks(&p->script);
		if (r >= 0 && !strchr(";\n#", *p->script.at))
			return script_fail(&p->script,
					   "quotes are missing around a value with blanks");
		return r < 0 ? r : 0;
	}
	script_skip_blanks(&p->script);
	if (p->script.at[0] != '(' || p->script.at[1] != ')')
		return script_fail(&p->script,
				   "commands are not supported: this script needs a shell");
	if (strcmp(key, "depend") != 0)
		return script_fail(&p->script, "functions other than depend() are not supported");
	p->script.at += 2;
	return take_depend(p, def);
}

static int parse_all(struct parser *p, struct service_def *def)
{
	for (;;) {
		int r;

		script_skip_space(&p->script);
		if (!*p->script.at)
			break;
		r = take_statement(p, def);
		if (r < 0)
			return r;
	}
	if (!def->command || !*def->command)
		return script_fail(&p->script, "command= is missing");
	if (def->command[0] != '/')
		return script_fail(&p->script, "command= must be an absolute path");
	return 0;
}

int service_parse(const char *name, const char *text, service_note *note_fn, void *ctx,
		  struct service_def *ret_def, struct service_error *ret_error)
{
	struct parser p = { .script = { .at = text, .line = 1 }, .note = note_fn, .ctx = ctx };
	/* the defaults of supervise-daemon(8), but for the time to stop, which it leaves open */
	struct service_def def = {
		.name = strdup(name),
		.respawn = { .step_ms = 128, .cap_ms = 30000, .period_ms = 12000, .max = 10 },
		.stop_signal = SIGTERM,
		.stop_limit_ms = 10000,
		.umask = 022,
	};
	int r = def.name ? parse_all(&p, &def) : -ENOMEM;

	if (r < 0) {
		if (r == -EINVAL)
			*ret_error = p.script.error;
		service_def_release(&def);
		return r;
	}
	*ret_def = def;
	return 0;
}

void service_def_release(struct service_def *def)
{
	char *const texts[] = { def->name,	     def->command,   def->output_log,
				def->error_log,	     def->directory, def->readiness.path,
				def->retry,	     def->user,	     def->ulimits,
				def->cgroup_settings };
	struct string_list *const lists[] = { &def->args,  &def->need,	 &def->want,   &def->use,
					      &def->after, &def->before, &def->provide };

	for (size_t i = 0; i < COUNT(texts); i++)
		free(texts[i]);
	for (size_t i = 0; i < COUNT(lists); i++)
		string_list_release(lists[i]);
	*def = (struct service_def){ 0 };
}
