// SPDX-License-Identifier: Apache-2.0
//
// Words of a script. See script_word.h; POSIX.1-2017, Shell Command Language, 2.2 and 2.6.2.

#include "script_word.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"

#define DEPTH_MAX 8 /* ${a:-${b:-${c}}} */
#define EXPANDED_MAX (256UL * 1024) /* bytes: doubling a value thirty times fills any memory */

/* A word that grows. */
struct word {
	char *text; /* no NUL behind it */
	size_t len, size;
};

/* Where in a word a part stands; what has a meaning there depends on it. */
struct place {
	bool quoted; /* in double quotes */
	bool idle; /* in an alternative that is not taken: nothing is set in there */
	unsigned depth; /* of braces */
};

static int put(struct word *word, const char *bytes, size_t len)
{
	size_t size = word->size ? word->size : 32;
	char *grown;

	while (size - word->len < len)
		size *= 2;
	if (size != word->size) {
		grown = realloc(word->text, size);
		if (!grown)
			return -ENOMEM;
		word->text = grown;
		word->size = size;
	}
	if (len > 0)
		memcpy(word->text + word->len, bytes, len);
	word->len += len;
	return 0;
}

/* The byte at @p as it stands there. */
static int take_literal(struct script_text *p, struct word *word)
{
	if (*p->at == '\n')
		p->line++;
	return put(word, p->at++, 1);
}

static int needs_shell(struct script_text *p)
{
	return script_needs_shell(p,
				  "only variables such as $a and ${a:-b} are understood without a "
				  "shell");
}

static int not_closed(struct script_text *p, unsigned opened_in, const char *text)
{
	p->line = opened_in;
	return script_fail(p, text);
}

static int take_part(struct script_text *p, struct word *word, struct place place);

static int take_single_quoted(struct script_text *p, struct word *word)
{
	unsigned opened_in = p->line;
	int r = 0;

	p->at++;
	while (r == 0 && *p->at != '\'') {
		if (!*p->at)
			return not_closed(p, opened_in, "a quote is not closed");
		r = take_literal(p, word);
	}
	p->at += r == 0;
	return r;
}

static int take_double_quoted(struct script_text *p, struct word *word, struct place place)
{
	unsigned opened_in = p->line;
	int r = 0;

	p->at++;
	place.quoted = true;
	while (r == 0 && *p->at != '"') {
		if (!*p->at)
			return not_closed(p, opened_in, "a quote is not closed");
		r = take_part(p, word, place);
	}
	p->at += r == 0;
	return r;
}

/* In double quotes it is taken away before the special few, elsewhere always. */
static int take_backslash(struct script_text *p, struct word *word, struct place place)
{
	char next = p->at[1];

	if (!next)
		return script_fail(p, "a backslash at the very end");
	if (next == '\n') {
		p->at += 2;
		p->line++;
		return 0;
	}
	if (place.quoted && place.depth > 0 && next == '}') /* shells do not agree */
		return needs_shell(p);
	if (!place.quoted || strchr("$`\"\\", next))
		p->at++;
	return take_literal(p, word);
}

static int put_value(struct script_text *p, struct word *word, const char *value, size_t len)
{
	p->expanded += len;
	if (p->expanded > EXPANDED_MAX)
		return script_fail(p, "variables make more text than a script may have");
	return put(word, value, len);
}

/* The variables that every shell, or OpenRC, has set before a script does. */
static bool is_of_shell(const struct script_text *p, const char *name, size_t name_len)
{
	static const char *const names[] = { "HOME",   "IFS",	 "LINENO", "LOGNAME",
					     "OLDPWD", "OPTIND", "PATH",   "PPID",
					     "PWD",    "SHELL",	 "TERM",   "USER" };

	if (script_vars_use(p->vars, name, name_len))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == name_len && strncmp(name, names[i], name_len) == 0)
			return true;
	return strncmp(name, "RC_", 3) == 0;
}

static int put_variable(struct script_text *p, struct word *word, const char *name, size_t name_len)
{
	const char *value = script_vars_use(p->vars, name, name_len);

	return value ? put_value(p, word, value, strlen(value)) : 0;
}

/* What stands in ${a:-HERE}, up to the brace. */
static int take_alternative(struct script_text *p, struct word *word, struct place place)
{
	unsigned opened_in = p->line;
	int r = 0;

	if (++place.depth > DEPTH_MAX)
		return needs_shell(p);
	while (r == 0 && *p->at != '}') {
		if (!*p->at)
			return not_closed(p, opened_in, "a brace is not closed");
		/* shells do not agree about this one */
		if (place.quoted && *p->at == '"')
			return needs_shell(p);
		r = take_part(p, word, place);
	}
	p->at += r == 0;
	return r;
}

static int set(struct script_text *p, const char *name, size_t name_len, const struct word *value)
{
	cleanup_free char *text = strndup(value->len ? value->text : "", value->len);
	int r = text ? script_vars_set(p->vars, name, name_len, text, p->line, p->in_conf)
		     : -ENOMEM;

	return r == -E2BIG ? script_fail(p, "too many variables") : r;
}

/* ${a:-b} and its like, behind the name: the operator, the alternative and the closing brace. */
static int take_conditional(struct script_text *p, struct word *word, struct place place,
			    const char *name, size_t name_len)
{
	struct word alternative = { 0 };
	const char *value = script_vars_use(p->vars, name, name_len);
	bool colon = *p->at == ':';
	bool is_set = value && (!colon || *value);
	char sign = p->at[colon];
	bool wanted = is_set == (sign == '+');
	int r;

	if (!sign || !strchr("-=+", sign))
		return needs_shell(p);
	if (sign == '=' && p->sets_nothing)
		return script_needs_shell(p, "depend() sets a variable");
	p->at += colon + 1;
	place.idle |= !wanted;
	r = take_alternative(p, &alternative, place);
	if (r == 0 && sign == '=' && !place.idle)
		r = set(p, name, name_len, &alternative);
	if (r == 0 && wanted)
		r = put_value(p, word, alternative.text, alternative.len);
	else if (r == 0 && is_set)
		r = put_value(p, word, value, strlen(value));
	free(alternative.text);
	return r;
}

/* ${ ... } */
static int take_braced(struct script_text *p, struct word *word, struct place place)
{
	const char *name = p->at + 2;
	size_t len = script_name_length(name);

	if (len == 0)
		return needs_shell(p);
	p->at = name + len;
	if (is_of_shell(p, name, len))
		return needs_shell(p);
	if (*p->at != '}')
		return take_conditional(p, word, place, name, len);
	p->at++;
	return put_variable(p, word, name, len);
}

static int take_dollar(struct script_text *p, struct word *word, struct place place)
{
	const char *name = p->at + 1;
	size_t len = script_name_length(name);

	if (!p->vars)
		return script_needs_shell(p, "variables are not expanded once more");
	if (*name == '{')
		return take_braced(p, word, place);
	if (len == 0) /* a command, a parameter, or a dollar that is meant as one */
		return needs_shell(p);
	p->at = name + len;
	if (is_of_shell(p, name, len))
		return needs_shell(p);
	if (p->at[0] == '\\' && p->at[1] == '\n') /* the name may go on in the next line */
		return needs_shell(p);
	return put_variable(p, word, name, len);
}

/* A home directory, for a shell: at the beginning, and behind each colon of an assignment. */
static bool is_tilde_prefix(const struct word *word)
{
	return word->len == 0 || word->text[word->len - 1] == ':';
}

/* The next piece of a word, one byte at least. */
static int take_part(struct script_text *p, struct word *word, struct place place)
{
	switch (*p->at) {
	case '$':
		return take_dollar(p, word, place);
	case '`':
		return needs_shell(p);
	case '\\':
		return take_backslash(p, word, place);
	case '"':
		return take_double_quoted(p, word, place);
	case '\'':
		return place.quoted ? take_literal(p, word) : take_single_quoted(p, word);
	case '~':
		if (!place.quoted && is_tilde_prefix(word))
			return needs_shell(p);
		return take_literal(p, word);
	case '*':
	case '?':
	case '[':
		if (p->of_command && !place.quoted)
			return script_needs_shell(p, "a pattern");
		return take_literal(p, word);
	default:
		return take_literal(p, word);
	}
}

int script_take_word(struct script_text *p, char **ret)
{
	struct word word = { 0 };
	struct place place = { 0 };
	int r = 0;

	while (r == 0 && !script_ends_word(*p->at))
		r = take_part(p, &word, place);
	if (r == 0)
		r = put(&word, "", 1);
	if (r < 0) {
		free(word.text);
		return r;
	}
	*ret = word.text;
	return 0;
}
