// SPDX-License-Identifier: Apache-2.0
//
// A list of problems found in a file that somebody else wrote.
//
// Reading a configuration never stops at the first mistake: each reader adds what it found here,
// with the place, and goes on with what is right. The caller prints the list. Pure: no system
// calls.

#ifndef BERTH_DIAG_H
#define BERTH_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A hostile file must not fill consoles and memory with complaints; beyond this they are only
 * counted. */
#define DIAG_MAX 100
#define DIAG_NOTE "note: "

struct diag {
	unsigned int line; /* from 1; 0 = the file as a whole */
	unsigned int column; /* from 1, in characters */
	bool note; /* nothing is wrong: it is done in another way, or not needed here */
	char *text; /* printable ASCII, one line, safe for a terminal */
};

struct diag_list {
	const char *file; /* name shown in front of each problem; borrowed from the caller */
	struct diag *items;
	size_t count;
	size_t notes; /* of these */
	size_t dropped; /* problems found, but not kept */
};

/*
 * diag_init - make an empty list
 * @list: to fill
 * @file: name of the file that the problems are in; must outlive the list
 */
void diag_init(struct diag_list *list, const char *file);

/*
 * diag_add - remember a problem
 * @list: where; owns the text
 * @line: line from 1, or 0 for the file as a whole
 * @column: column from 1
 * @format: printf format; bytes of the result that a terminal could act on become '?'
 *
 * Never fails: what cannot be kept is counted in @dropped.
 */
void diag_add(struct diag_list *list, unsigned int line, unsigned int column, const char *format,
	      ...) __attribute__((format(printf, 4, 5)));

/* diag_note - the same for what is worth a word, but is no problem. */
void diag_note(struct diag_list *list, unsigned int line, unsigned int column, const char *format,
	       ...) __attribute__((format(printf, 4, 5)));

/* diag_found - number of problems found, kept or not; notes are none. */
size_t diag_found(const struct diag_list *list);

/*
 * diag_print - all problems as text, "FILE:LINE:COLUMN: TEXT" on a line each; the text of a note
 * begins with DIAG_NOTE.
 * @list: problems
 * @out: where to
 */
void diag_print(const struct diag_list *list, FILE *out);

/* diag_line_is_note - true if this line of what diag_print() has printed is no problem. */
bool diag_line_is_note(const char *line);

/* diag_free - release what the list owns and make it empty. */
void diag_free(struct diag_list *list);

#endif
