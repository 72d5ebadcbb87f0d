// SPDX-License-Identifier: Apache-2.0
//
// What goes over PID 1's control socket, one message per packet. Pure.
//
//   request                     answers
//   list NUMBER                 records, then one line per service from that one on, as many as fit
//                               into a packet; none behind the last one
//   define NAME LENGTH, then    done, or refused and why
//   that many bytes of its file
//   in /etc/conf.d, then those
//   of its script
//   unusable NAME, then why     done, or refused and why
//   start|stop|restart NAME     any number of: now STATE NAME, then a line of why;
//                               then done, already, or failed and why
//   anything else               refused, and why
//
// A word that says what it is, and arguments, are the first line; what follows is data.

#ifndef BERTH_INIT_MESSAGE_H
#define BERTH_INIT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../service/service_file.h"
#include "../service/service_state.h"

#define CONTROL_SOCKET "/run/openrc/init.sock"
#define CONTROL_REQUEST_MAX (98UL * 1024) /* a script, its configuration, a line before them */
#define CONTROL_ANSWER_MAX (16UL * 1024)

enum control_verb {
	CONTROL_LIST,
	CONTROL_DEFINE,
	CONTROL_UNUSABLE, /* its script is read for PID 1, and cannot be used */
	CONTROL_START,
	CONTROL_STOP,
	CONTROL_RESTART,
};

/* control_verb_word - "list" and so on. */
const char *control_verb_word(enum control_verb verb);

struct control_request {
	enum control_verb verb;
	size_t from; /* of CONTROL_LIST */
	const char *name; /* of all others */
	struct service_source source; /* of CONTROL_DEFINE; not to be released */
	const char *why; /* of CONTROL_UNUSABLE */
};

/*
 * control_request_parse - take a request apart.
 * @message: @len bytes and a NUL behind them; changed, and pointed into by @ret_request
 * Returns 0 or -EINVAL: an unknown word, a number or a name that is none, too much or too little,
 * a NUL in it.
 */
int control_request_parse(char *message, size_t len, struct control_request *ret_request);

/* A service as people are shown it. Texts are "" if there is nothing to say. */
struct control_record {
	const char *name;
	enum service_state state;
	bool in_runlevel;
	bool by_hand; /* it is there because somebody asked for it */
	bool supervised;
	int64_t pid; /* 0 = no process */
	int64_t deaths; /* that respawn_max counts */
	/* milliseconds of CLOCK_MONOTONIC; 0 = has not happened. See service.h. */
	int64_t began_ms, settled_ms, forked_ms;
	const char *behind; /* the service that its start waited for last */
	const char *log; /* where its output goes */
	const char *reason;
};

/*
 * control_record_write - one line of a list. Bytes of texts that would end a field become blanks.
 * Returns the length without the NUL, or 0 if there is no room for it.
 */
size_t control_record_write(const struct control_record *record, char *buffer, size_t size);

/*
 * control_record_parse - read a line of a list.
 * @line: without newline; changed, and pointed into by @ret_record
 * Returns 0 or -EINVAL.
 */
int control_record_parse(char *line, struct control_record *ret_record);

#endif
