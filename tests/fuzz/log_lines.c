// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: what services and containers say, as `berth logs` takes it apart. No byte is lost on
// the way into lines, and nothing reaches a terminal that it would obey.

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/logs/kmsg_record.h"
#include "../../berth/logs/line_buffer.h"
#include "../../berth/logs/log_line.h"
#include "../../berth/logs/log_print.h"

#define PIECE 7U /* lines come in several */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

static void show(const struct log_line *line)
{
	static const struct log_style style = { .unit_width = 8, .harmless = true };
	char *shown = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&shown, &len);

	require(out != NULL);
	log_print(&style, "fuzz", line, out);
	require(fclose(out) == 0 && len > 0 && shown[len - 1] == '\n');
	for (size_t i = 0; i + 1 < len; i++)
		require((unsigned char)shown[i] >= 0x20 && shown[i] != 0x7f);
	free(shown);
}

static void take_line(const char *text, size_t len)
{
	struct log_line line;
	char *kept = NULL;

	log_line_parse(text, len, &line);
	require(line.text >= text && line.text + line.len == text + len);
	show(&line);
	require(log_line_parse_json(text, len, &line, &kept) == 0);
	show(&line);
	free(kept);
}

static void take_record(const uint8_t *data, size_t size)
{
	struct kmsg_record record;
	char *copy = malloc(size + 1);

	require(copy != NULL);
	memcpy(copy, data, size);
	if (kmsg_record_parse(copy, size, &record) == 0)
		require(record.text >= copy && record.text + record.len <= copy + size);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct line_buffer buffer = { 0 };
	size_t at = 0, taken = 0, len, room;
	const char *line;

	for (; at < size; at += len) {
		char *to = line_buffer_room(&buffer, &room);

		require(to != NULL);
		len = size - at < PIECE ? size - at : PIECE;
		len = len < room ? len : room;
		memcpy(to, data + at, len);
		line_buffer_add(&buffer, len);
		while (line_buffer_next(&buffer, at + len == size, &line, &room)) {
			take_line(line, room);
			taken += room + 1;
		}
	}
	require(taken == size || taken == size + 1);
	line_buffer_release(&buffer);
	take_record(data, size);
	return 0;
}
