// SPDX-License-Identifier: Apache-2.0
//
// Lines of logs. See log_line.h.

#include "log_line.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#define SECOND_US INT64_C(1000000)
#define FRACTION_MAX 9

static const char form[] = "0000-00-00T00:00:00"; /* 0 stands for a digit */

static bool has_form(const char *text, size_t len)
{
	if (len < sizeof(form))
		return false;
	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == '0' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
			return false;
	return true;
}

static int number_at(const char *text, size_t at, size_t digits)
{
	int number = 0;

	for (size_t i = at; i < at + digits; i++)
		number = number * 10 + text[i] - '0';
	return number;
}

/* ".123": what is behind the microseconds is dropped. Returns how many bytes it takes. */
static size_t read_fraction(const char *text, size_t len, int64_t *ret_us)
{
	int64_t unit = SECOND_US / 10;
	size_t i = 1;

	*ret_us = 0;
	if (len == 0 || text[0] != '.')
		return 0;
	for (; i < len && i <= FRACTION_MAX && isdigit((unsigned char)text[i]); i++) {
		*ret_us += (text[i] - '0') * unit;
		unit /= 10;
	}
	return i;
}

size_t log_time_parse(const char *text, size_t len, int64_t *ret_time_us)
{
	size_t at = sizeof(form) - 1;
	int64_t fraction_us;
	struct tm tm = { 0 };

	if (!has_form(text, len))
		return 0;
	tm.tm_year = number_at(text, 0, 4) - 1900;
	tm.tm_mon = number_at(text, 5, 2) - 1;
	tm.tm_mday = number_at(text, 8, 2);
	tm.tm_hour = number_at(text, 11, 2);
	tm.tm_min = number_at(text, 14, 2);
	tm.tm_sec = number_at(text, 17, 2);
	at += read_fraction(text + at, len - at, &fraction_us);
	if (at >= len || text[at] != 'Z')
		return 0;
	*ret_time_us = (int64_t)timegm(&tm) * SECOND_US + fraction_us;
	return at + 1;
}

void log_time_write(int64_t time_us, char stamp[LOG_STAMP_LEN])
{
	time_t seconds = (time_t)(time_us / SECOND_US);
	char text[64];
	struct tm tm = { 0 };

	memset(stamp, ' ', LOG_STAMP_LEN);
	stamp[0] = '-';
	if (time_us < 0)
		return;
	(void)gmtime_r(&seconds, &tm);
	(void)snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
		       (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		       tm.tm_min, tm.tm_sec, (int)(time_us % SECOND_US / 1000));
	memcpy(stamp, text, LOG_STAMP_LEN);
}

void log_line_parse(const char *line, size_t len, struct log_line *ret_line)
{
	int64_t time_us = LOG_TIME_NONE;
	size_t skip = log_time_parse(line, len, &time_us);

	if (skip > 0 && skip < len && line[skip] == ' ')
		skip++;
	*ret_line = (struct log_line){ .time_us = time_us, .text = line + skip, .len = len - skip };
}

/* The end of its line belongs to the record; one without it is a piece of a line. */
static int take_record(const json_t *root, struct log_line *line, char **ret_text)
{
	const json_t *log = json_object_get(root, "log");
	const json_t *time = json_object_get(root, "time");
	size_t len = json_string_length(log);

	if (!json_is_string(log))
		return 0;
	*ret_text = malloc(len + 1);
	if (!*ret_text)
		return -ENOMEM;
	memcpy(*ret_text, json_string_value(log), len + 1);
	if (len > 0 && (*ret_text)[len - 1] == '\n')
		len--;
	line->text = *ret_text;
	line->len = len;
	if (json_is_string(time))
		(void)log_time_parse(json_string_value(time), json_string_length(time),
				     &line->time_us);
	return 0;
}

int log_line_parse_json(const char *line, size_t len, struct log_line *ret_line, char **ret_text)
{
	json_t *root = json_loadb(line, len, JSON_ALLOW_NUL, NULL);
	int r;

	*ret_text = NULL;
	*ret_line = (struct log_line){ .time_us = LOG_TIME_NONE, .text = line, .len = len };
	r = take_record(root, ret_line, ret_text);
	json_decref(root);
	return r;
}
