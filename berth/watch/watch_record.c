// SPDX-License-Identifier: Apache-2.0
//
// Records of running containers. See watch_record.h.

#include "watch_record.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define NUMBERS_MAX 4 /* on a line */
#define INTERVAL_MIN_MS 1000 /* a check costs a program start: more often would be a load */

/* Reads up to @max decimal numbers up to the end of the line. Returns how many, or -EINVAL. */
static int take_numbers(const char *text, uint64_t *numbers, int max)
{
	int count = 0;

	while (*text == ' ') {
		char *end;

		if (count == max || !isdigit((unsigned char)*++text))
			return -EINVAL;
		errno = 0;
		numbers[count++] = strtoull(text, &end, 10);
		if (errno)
			return -EINVAL;
		text = end;
	}
	return *text == '\n' || !*text ? count : -EINVAL;
}

static int take_process(const char *text, struct watch_process *process)
{
	uint64_t numbers[NUMBERS_MAX];

	if (take_numbers(text, numbers, 2) != 2 || numbers[0] == 0 || numbers[0] > INT_MAX)
		return -EINVAL;
	*process = (struct watch_process){ .pid = (pid_t)numbers[0], .start = numbers[1] };
	return 0;
}

static int take_health(const char *text, struct watch_health *health)
{
	int64_t *const parts[] = { &health->interval_ms, &health->timeout_ms,
				   &health->start_period_ms, &health->start_interval_ms };
	uint64_t numbers[NUMBERS_MAX];

	if (take_numbers(text, numbers, NUMBERS_MAX) != NUMBERS_MAX)
		return -EINVAL;
	for (int i = 0; i < NUMBERS_MAX; i++) {
		if (numbers[i] > INT_MAX)
			numbers[i] = INT_MAX; /* 24 days */
		*parts[i] = (int64_t)numbers[i];
	}
	if (health->interval_ms < INTERVAL_MIN_MS)
		health->interval_ms = INTERVAL_MIN_MS;
	if (health->start_interval_ms < INTERVAL_MIN_MS)
		health->start_interval_ms = INTERVAL_MIN_MS;
	return 0;
}

/* If the line begins with the word, what follows it; else NULL. */
static const char *after(const char *line, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(line, word, len) != 0 || !strchr(" \n", line[len]))
		return NULL;
	return line + len;
}

static int take_line(const char *line, struct watch_record *record)
{
	const char *rest;

	if ((rest = after(line, "pid")))
		return take_process(rest, &record->process);
	if ((rest = after(line, "client")))
		return take_process(rest, &record->client);
	if ((rest = after(line, "health")))
		return take_health(rest, &record->health);
	return -EINVAL;
}

int watch_record_parse(const char *text, struct watch_record *ret_record)
{
	struct watch_record record = { .process.pid = 0 };

	while (*text) {
		if (take_line(text, &record) < 0)
			return -EINVAL;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	if (record.process.pid == 0)
		return -EINVAL;
	*ret_record = record;
	return 0;
}

static bool is_word(const char *text, size_t len)
{
	if (len == 0 || !isalnum((unsigned char)*text))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr("._-", text[i]))
			return false;
	return true;
}

bool watch_name_check(const char *name)
{
	size_t len = strcspn(name, ":");

	return name[len] == ':' && is_word(name, len) &&
	       is_word(name + len + 1, strlen(name + len + 1));
}

int64_t watch_next_check(const struct watch_health *health, int64_t started_ms, int64_t from_ms,
			 bool healthy)
{
	bool starting = !healthy && from_ms - started_ms < health->start_period_ms;

	return from_ms + (starting ? health->start_interval_ms : health->interval_ms);
}
