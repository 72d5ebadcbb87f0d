// SPDX-License-Identifier: Apache-2.0
//
// A list of problems found in a file that somebody else wrote.
//
// The texts quote parts of that file and go to consoles and logs. So every text is made harmless in
// one place, diag_add(), instead of by each of its callers. Pure: no system calls.

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

#define DIAG_TEXT_MAX 400

void diag_init(struct diag_list *list, const char *file)
{
	*list = (struct diag_list){ .file = file };
}

static void make_printable(char *text)
{
	for (char *c = text; *c; c++)
		if (*c < 0x20 || *c > 0x7e)
			*c = '?';
}

static bool comes_before(unsigned int line, unsigned int column, const struct diag *d)
{
	return line < d->line || (line == d->line && column < d->column);
}

/* In the order of the file, whatever order the readers go in. Returns whether there is room. */
static bool insert(struct diag_list *list, const struct diag *new)
{
	struct diag *items = realloc(list->items, (list->count + 1) * sizeof(*items));
	size_t at;

	if (!items)
		return false;
	list->items = items;
	for (at = list->count++; at > 0 && comes_before(new->line, new->column, &items[at - 1]);
	     at--)
		items[at] = items[at - 1];
	items[at] = *new;
	return true;
}

/* A longer text only quotes more of a bad file: it is cut. */
static __attribute__((format(printf, 3, 0))) void add(struct diag_list *list, struct diag new,
						      const char *format, va_list args)
{
	char text[DIAG_TEXT_MAX];

	(void)vsnprintf(text, sizeof(text), format, args);
	make_printable(text);
	new.text = list->count < DIAG_MAX ? strdup(text) : NULL;
	if (new.text && insert(list, &new)) {
		list->notes += new.note;
		return;
	}
	free(new.text);
	list->dropped += !new.note;
}

void diag_add(struct diag_list *list, unsigned int line, unsigned int column, const char *format,
	      ...)
{
	va_list args;

	va_start(args, format);
	add(list, (struct diag){ .line = line, .column = column }, format, args);
	va_end(args);
}

void diag_note(struct diag_list *list, unsigned int line, unsigned int column, const char *format,
	       ...)
{
	va_list args;

	va_start(args, format);
	add(list, (struct diag){ .line = line, .column = column, .note = true }, format, args);
	va_end(args);
}

size_t diag_found(const struct diag_list *list)
{
	return list->count - list->notes + list->dropped;
}

void diag_print(const struct diag_list *list, FILE *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct diag *d = &list->items[i];
		const char *note = d->note ? DIAG_NOTE : "";

		if (d->line)
			(void)fprintf(out, "%s:%u:%u: %s%s\n", list->file, d->line, d->column, note,
				      d->text);
		else
			(void)fprintf(out, "%s: %s%s\n", list->file, note, d->text);
	}
	if (list->dropped)
		(void)fprintf(out, "%s: %zu more problems not shown\n", list->file, list->dropped);
}

bool diag_line_is_note(const char *line)
{
	const char *text = strstr(line, ": "); /* behind the file's name and the place */

	return text && strncmp(text + 2, DIAG_NOTE, strlen(DIAG_NOTE)) == 0;
}

void diag_free(struct diag_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].text);
	free(list->items);
	diag_init(list, list->file);
}
