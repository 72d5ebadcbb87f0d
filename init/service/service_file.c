// SPDX-License-Identifier: Apache-2.0
//
// Parser of declarative service scripts. See service_file.h for the language.

#include "service_file.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../common/cleanup.h"
#include "pid_file.h"
#include "script_word.h"
#include "service_keys.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct parser {
	struct script_text script;
	struct script_text depend; /* behind `depend()`; .at is NULL where there is none */
	struct script_vars vars;
	struct string_list exported; /* names */
	service_note *note;
	void *ctx;
};

static void note(struct parser *p, const char *text)
{
	const struct service_remark ignored = {
		.line = p->script.line,
		.in_conf = p->script.in_conf,
		.text = text,
	};

	if (p->note)
		p->note(p->ctx, &ignored);
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

/* Names that came from a variable may be several. */
static int add_names(struct parser *p, struct service_def *def, struct string_list *list,
		     char *names)
{
	char *name;
	int r = 0;

	while (r == 0 && (name = strsep(&names, " \t\n"))) {
		if (!*name || strcmp(name, def->name) == 0)
			continue;
		if (strpbrk(name, "!*?["))
			note(p, name);
		else
			r = string_list_add(list, name, strlen(name));
	}
	return r;
}

/* One line of depend(): `need net logger`. @def: NULL = it is only looked over. */
static int take_dependency(struct parser *p, struct service_def *def)
{
	cleanup_free char *word = NULL;
	struct service_def unused = { 0 };
	struct string_list *list;
	int r = script_take_word(&p->script, &word);

	if (r < 0)
		return r;
	list = dependency_list(def ? def : &unused, word);
	if (!list && !is_without_meaning(word))
		return script_needs_shell(&p->script,
					  "depend(): a command other than need and its like");
	if (!list && def)
		note(p, word);
	for (;;) {
		cleanup_free char *names = NULL;

		script_skip_blanks(&p->script);
		if (*p->script.at == '\n' || *p->script.at == ';' || *p->script.at == '#')
			return 0;
		if (script_ends_word(*p->script.at))
			return script_needs_shell(&p->script, "depend: names expected");
		r = script_take_word(&p->script, &names);
		if (r == 0 && list && def)
			r = add_names(p, def, list, names);
		if (r < 0)
			return r;
	}
}

/* The body of depend(). @def: as above. */
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
			return script_needs_shell(
				&p->script,
				"depend(): a word such as need, want or after expected");
		r = take_dependency(p, def);
		if (r < 0)
			return r;
	}
}

static bool at_end_of_statement(const struct parser *p)
{
	return strchr(";\n#", *p->script.at) != NULL; /* or of the text */
}

/* NAME=VALUE, wherever that stands. */
static int take_value(struct parser *p, const char *name, size_t name_len)
{
	cleanup_free char *value = NULL;
	unsigned line = p->script.line;
	int r;

	p->script.at = name + name_len + 1;
	r = script_take_word(&p->script, &value);
	if (r < 0)
		return r;
	r = script_vars_set(&p->vars, name, name_len, value, line, p->script.in_conf);
	return r == -E2BIG ? script_fail(&p->script, "too many variables") : r;
}

static int take_assignment(struct parser *p, const char *name, size_t name_len)
{
	int r = take_value(p, name, name_len);

	script_skip_blanks(&p->script);
	if (r == 0 && !at_end_of_statement(p))
		return script_needs_shell(&p->script,
					  "quotes are missing around a value with blanks");
	return r;
}

/* `export a=1 b`: what its program finds in its environment. */
static int take_export(struct parser *p, const char *behind)
{
	p->script.at = behind;
	for (;;) {
		const char *name;
		size_t len;
		int r;

		script_skip_blanks(&p->script);
		if (at_end_of_statement(p))
			return 0;
		name = p->script.at;
		len = script_name_length(name);
		if (len == 0 || (name[len] != '=' && !script_ends_word(name[len])))
			return script_needs_shell(&p->script, "more than names behind export");
		p->script.at = name + len;
		r = *p->script.at == '=' ? take_value(p, name, len) : 0;
		if (r == 0)
			r = string_list_add(&p->exported, name, len);
		if (r < 0)
			return r;
	}
}

/* `: ${a:=b}`: words that are expanded, and that is all. */
static int take_colon(struct parser *p)
{
	p->script.at++;
	for (;;) {
		cleanup_free char *word = NULL;
		int r;

		script_skip_blanks(&p->script);
		if (at_end_of_statement(p))
			return 0;
		if (script_ends_word(*p->script.at))
			return script_needs_shell(&p->script, "more than words behind `:`");
		r = script_take_word(&p->script, &word);
		if (r < 0)
			return r;
	}
}

static int take_function(struct parser *p, const char *name, size_t name_len)
{
	int r;

	p->script.at = name + name_len;
	script_skip_blanks(&p->script);
	if (p->script.at[0] != '(' || p->script.at[1] != ')')
		return script_needs_shell(&p->script, "a command");
	if (name_len != strlen("depend") || strncmp(name, "depend", name_len) != 0)
		return script_needs_shell(&p->script, "a function other than depend()");
	if (p->script.in_conf)
		return script_fail(&p->script, "depend() belongs into the script");
	p->script.at += 2;
	p->depend = p->script;
	p->script.sets_nothing = true;
	r = take_depend(p, NULL);
	p->script.sets_nothing = false;
	return r;
}

static int take_statement(struct parser *p)
{
	const char *word = p->script.at;
	size_t len = 0;

	if (word[0] == ':' && script_ends_word(word[1]))
		return take_colon(p);
	len = script_name_length(word);
	if (len == 0)
		return script_needs_shell(&p->script,
					  "something other than a variable or a function");
	if (len == strlen("export") && strncmp(word, "export", len) == 0 &&
	    isblank((unsigned char)word[len]))
		return take_export(p, word + len);
	return word[len] == '=' ? take_assignment(p, word, len) : take_function(p, word, len);
}

static int take_text(struct parser *p, const char *text, bool in_conf)
{
	p->script.at = text;
	p->script.line = 1;
	p->script.in_conf = in_conf;
	for (;;) {
		int r;

		script_skip_space(&p->script);
		if (!*p->script.at)
			return 0;
		r = take_statement(p);
		if (r < 0)
			return r;
	}
}

/* What scripts find set, as openrc-run(8) has it. */
static int set_what_is_known(struct parser *p, const char *name)
{
	static const char *const names[] = { "RC_SVCNAME", "SVCNAME" };
	int r = 0;

	for (size_t i = 0; r == 0 && i < COUNT(names); i++) {
		r = script_vars_set(&p->vars, names[i], strlen(names[i]), name, 0, false);
		if (r == 0)
			(void)script_vars_use(&p->vars, names[i], strlen(names[i]));
	}
	return r;
}

/* An empty value is as good as none: scripts have many of the form x="${x:-}". */
static int take_values(struct parser *p, struct service_def *def)
{
	for (size_t i = 0; i < p->vars.count; i++) {
		const struct script_var *var = &p->vars.items[i];
		int r;

		if (!*var->value)
			continue;
		p->script.line = var->line;
		p->script.in_conf = var->in_conf;
		r = service_key_set(&p->script, def, var->name, var->value);
		if (r < 0)
			return r;
		if (r > 0 && !var->used)
			note(p, var->name);
	}
	return 0;
}

/* What a shell has for itself, and what each service is given anyway. */
static bool is_exported_anyway(const char *name)
{
	static const char *const names[] = { "OLDPWD", "PWD", "SHLVL", "SVCNAME", "_" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return strncasecmp(name, "RC_", 3) == 0;
}

/* With the value that counts in the end. */
static int take_environment(struct parser *p, struct service_def *def)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < p->exported.count; i++) {
		const char *name = p->exported.items[i];
		const char *value = script_vars_use(&p->vars, name, strlen(name));

		if (value && !is_exported_anyway(name))
			r = string_list_printf(&def->environment, "%s=%s", name, value);
	}
	return r;
}

static int call_depend(struct parser *p, struct service_def *def)
{
	p->script.at = p->depend.at;
	p->script.sets_nothing = true;
	p->script.line = p->depend.line;
	p->script.in_conf = false;
	return p->depend.at ? take_depend(p, def) : 0;
}

/* Messages are about the line that has set a variable. */
static void go_to(struct parser *p, const char *name)
{
	for (size_t i = 0; i < p->vars.count; i++) {
		if (strcmp(p->vars.items[i].name, name) == 0) {
			p->script.line = p->vars.items[i].line;
			p->script.in_conf = p->vars.items[i].in_conf;
		}
	}
}

/* What can be told when all is known. */
static int check(struct parser *p, const struct service_def *def)
{
	if (!def->command && def->functions.count == 0)
		return script_fail(&p->script, "command= is missing");
	if (service_is_script(def))
		return def->supervised ? script_fail(&p->script, "a start() of its own is not "
								 "supported beside a supervisor")
				       : 0;
	go_to(p, "command");
	if (def->command && def->command[0] != '/' && strchr(def->command, '/'))
		return script_fail(&p->script, "command= must be an absolute path or a name");
	go_to(p, "pidfile");
	if (service_pid_file(def) && !pid_file_is_allowed(def->pidfile))
		return script_fail(&p->script, "pidfile= must be a file below /run");
	return 0;
}

static int parse_all(struct parser *p, const struct service_source *source, struct service_def *def)
{
	unsigned last_line;
	int r = set_what_is_known(p, def->name);

	if (r == 0 && source->conf)
		r = take_text(p, source->conf, true);
	if (r == 0)
		r = take_text(p, source->script, false);
	last_line = p->script.line;
	if (r == 0)
		r = call_depend(p, def);
	if (r == 0)
		r = take_environment(p, def);
	if (r == 0)
		r = take_values(p, def);
	if (r < 0)
		return r;
	p->script.line = last_line;
	p->script.in_conf = false;
	return check(p, def);
}

int service_parse(const char *name, const struct service_source *source, service_note *note_fn,
		  void *ctx, struct service_def *ret_def, struct service_remark *ret_error)
{
	struct parser p = { .note = note_fn, .ctx = ctx };
	/* the defaults of supervise-daemon(8), but for the time to stop, which it leaves open */
	struct service_def def = {
		.name = strdup(name),
		.respawn = { .step_ms = 128, .cap_ms = 30000, .period_ms = 12000, .max = 10 },
		.stop_signal = SIGTERM,
		.stop_limit_ms = 10000,
		.umask = 022,
	};
	int r = -ENOMEM;

	p.script.vars = &p.vars;
	if (def.name)
		r = parse_all(&p, source, &def);
	if (r == 0)
		r = service_def_keep_source(&def, source);
	script_vars_release(&p.vars);
	string_list_release(&p.exported);
	if (r < 0) {
		if (r == -EINVAL || r == -ENOEXEC)
			*ret_error = p.script.error;
		service_def_release(&def);
		return r;
	}
	*ret_def = def;
	return 0;
}
