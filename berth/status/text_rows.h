// SPDX-License-Identifier: Apache-2.0
//
// Rows of a label and a text for people, wrapped at 80 columns; sizes and times as people read
// them. Texts of others (names of containers, reasons) are made safe for a terminal. Pure, apart
// from the stream.

#ifndef BERTH_TEXT_ROWS_H
#define BERTH_TEXT_ROWS_H

#include <stdint.h>
#include <stdio.h>

#define TEXT_SIZE_MAX 32

/*
 * text_row - print a label and a text beside it. What does not fit into 80 columns goes on in
 * further lines below the text, broken at blanks; a single word that is longer stays whole.
 * @label: "" = none, the text stands where that of the row above stands
 */
void text_row(FILE *out, const char *label, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* text_size - bytes as "985 MiB", "1.2 GiB". Returns @buffer. */
const char *text_size(uint64_t bytes, char buffer[TEXT_SIZE_MAX]);

/* text_duration - seconds as "42 s", "2 h 5 min", "12 d 3 h". Returns @buffer. */
const char *text_duration(int64_t seconds, char buffer[TEXT_SIZE_MAX]);

/* text_printable - replace each byte that a terminal could act on, or that is not ASCII, by `?`. */
void text_printable(char *text);

#endif
