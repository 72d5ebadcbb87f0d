// SPDX-License-Identifier: Apache-2.0
//
// Messages of the control socket. See message.h.

#include "message.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../common/number.h"
#include "../../common/service_name.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SERVICES_MAX 1000000
#define FIELD_END '\t'

static const char *const verbs[] = {
	[CONTROL_LIST] = "list",   [CONTROL_DEFINE] = "define", [CONTROL_UNUSABLE] = "unusable",
	[CONTROL_START] = "start", [CONTROL_STOP] = "stop",	[CONTROL_RESTART] = "restart",
};

const char *control_verb_word(enum control_verb verb)
{
	return verbs[verb];
}

static int parse_verb(const char *word, enum control_verb *ret_verb)
{
	for (size_t i = 0; i < COUNT(verbs); i++) {
		if (strcmp(word, verbs[i]) == 0) {
			*ret_verb = (enum control_verb)i;
			return 0;
		}
	}
	return -EINVAL;
}

static bool has_text(enum control_verb verb)
{
	return verb == CONTROL_DEFINE || verb == CONTROL_UNUSABLE;
}

/*
 * "NAME LENGTH" and what follows that line: LENGTH bytes of configuration, and the script. There is
 * no byte between them that could become the end of the first: it moves up by one, over the end of
 * the line.
 */
static int take_source(char *argument, char *rest, struct control_request *request)
{
	char *length = strchr(argument, ' ');
	int64_t len;

	if (!length)
		return -EINVAL;
	*length++ = '\0';
	len = number_parse(length, (int64_t)strlen(rest));
	if (len < 0)
		return -EINVAL;
	memmove(rest - 1, rest, (size_t)len);
	rest[len - 1] = '\0';
	request->source.conf = rest - 1;
	request->source.script = rest + len;
	return 0;
}

int control_request_parse(char *message, size_t len, struct control_request *ret_request)
{
	char *rest = message;
	const char *line, *word;
	char *argument;
	int64_t from;

	*ret_request = (struct control_request){ 0 };
	if (strlen(message) != len)
		return -EINVAL;
	line = strsep(&rest, "\n");
	argument = strchr(line, ' ');
	if (!argument)
		return -EINVAL;
	*argument++ = '\0';
	word = line;
	if (parse_verb(word, &ret_request->verb) < 0)
		return -EINVAL;
	if (!rest == has_text(ret_request->verb))
		return -EINVAL;
	if (ret_request->verb == CONTROL_LIST) {
		from = number_parse(argument, SERVICES_MAX);
		ret_request->from = from < 0 ? 0 : (size_t)from;
		return from < 0 ? -EINVAL : 0;
	}
	if (ret_request->verb == CONTROL_DEFINE && take_source(argument, rest, ret_request) < 0)
		return -EINVAL;
	ret_request->name = argument;
	ret_request->why = ret_request->verb == CONTROL_UNUSABLE ? rest : NULL;
	return service_name_is_valid(argument) ? 0 : -EINVAL;
}

/* Append "TEXT" and the end of the field; what would end it earlier becomes a blank. */
static void put_text(char *buffer, size_t size, size_t *len, const char *text, char end)
{
	for (; text && *text; text++, ++*len)
		if (*len < size)
			buffer[*len] = iscntrl((unsigned char)*text) ? ' ' : *text;
	if (*len < size)
		buffer[*len] = end;
	++*len;
}

size_t control_record_write(const struct control_record *record, char *buffer, size_t size)
{
	char numbers[8][24];
	const int64_t values[] = { record->in_runlevel, record->by_hand,  record->supervised,
				   record->pid,		record->deaths,	  record->began_ms,
				   record->settled_ms,	record->forked_ms };
	size_t len = 0;

	put_text(buffer, size, &len, record->name, FIELD_END);
	put_text(buffer, size, &len, service_state_word(record->state), FIELD_END);
	for (size_t i = 0; i < COUNT(values); i++) {
		(void)snprintf(numbers[i], sizeof(numbers[i]), "%" PRId64, values[i]);
		put_text(buffer, size, &len, numbers[i], FIELD_END);
	}
	put_text(buffer, size, &len, record->behind, FIELD_END);
	put_text(buffer, size, &len, record->log, FIELD_END);
	put_text(buffer, size, &len, record->reason, '\n');
	if (len >= size)
		return 0;
	buffer[len] = '\0';
	return len;
}

/* The next field of a line, NULL behind the last one. */
static char *next_field(char **line)
{
	static const char end[] = { FIELD_END, '\0' };

	return *line ? strsep(line, end) : NULL;
}

int control_record_parse(char *line, struct control_record *ret_record)
{
	int64_t values[8];
	const char *state;

	*ret_record = (struct control_record){ 0 };
	ret_record->name = next_field(&line);
	state = next_field(&line);
	if (!state || service_state_from_word(state, &ret_record->state) < 0 ||
	    !service_name_is_valid(ret_record->name))
		return -EINVAL;
	for (size_t i = 0; i < COUNT(values); i++) {
		const char *field = next_field(&line);

		values[i] = field ? number_parse(field, INT64_MAX) : -EINVAL;
		if (values[i] < 0)
			return -EINVAL;
	}
	ret_record->in_runlevel = values[0] != 0;
	ret_record->by_hand = values[1] != 0;
	ret_record->supervised = values[2] != 0;
	ret_record->pid = values[3];
	ret_record->deaths = values[4];
	ret_record->began_ms = values[5];
	ret_record->settled_ms = values[6];
	ret_record->forked_ms = values[7];
	ret_record->behind = next_field(&line);
	ret_record->log = next_field(&line);
	ret_record->reason = next_field(&line);
	return ret_record->reason && !line ? 0 : -EINVAL;
}
