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

void diag_add(struct diag_list *list, unsigned int line, unsigned int column, const char *format,
	      ...)
{
	char text[DIAG_TEXT_MAX]; /* longer texts only quote more of a bad file: cut */
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	make_printable(text);

	if (list->count >= DIAG_MAX) {
		list->dropped++;
		return;
	}
	char *copy = strdup(text);
	struct diag *items = realloc(list->items, (list->count + 1) * sizeof(*items));
	if (items)
		list->items = items;
	if (!copy || !items) {
		free(copy);
		list->dropped++;
		return;
	}
	/* in the order of the file, whatever order the readers go in */
	size_t at = list->count++;
	for (; at > 0 && comes_before(line, column, &items[at - 1]); at--)
		items[at] = items[at - 1];
	items[at] = (struct diag){ .line = line, .column = column, .text = copy };
}

size_t diag_found(const struct diag_list *list)
{
	return list->count + list->dropped;
}

void diag_print(const struct diag_list *list, FILE *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct diag *d = &list->items[i];

		if (d->line)
			(void)fprintf(out, "%s:%u:%u: %s\n", list->file, d->line, d->column,
				      d->text);
		else
			(void)fprintf(out, "%s: %s\n", list->file, d->text);
	}
	if (list->dropped)
		(void)fprintf(out, "%s: %zu more problems not shown\n", list->file, list->dropped);
}

void diag_free(struct diag_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].text);
	free(list->items);
	diag_init(list, list->file);
}
