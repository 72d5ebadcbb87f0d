// SPDX-License-Identifier: Apache-2.0
//
// The other side of the control socket: what the commands ask PID 1. See message.h. Each question
// has a connection of its own: whoever reads scripts from a slow disk between two of them is not
// hung up on.

#ifndef BERTH_INIT_CLIENT_H
#define BERTH_INIT_CLIENT_H

#include <stddef.h>

#include "message.h"

/* What PID 1 knows about all services, in the order in which they start. */
struct control_list {
	struct control_record *records; /* their texts live in .packets */
	size_t count;
	char **packets;
	size_t packet_count;
};

/*
 * control_fetch_list - ask for all services.
 * @ret_list: written on success; release with control_list_release()
 * Returns 0 or a negative errno; -EPROTO if the answer is none.
 */
int control_fetch_list(struct control_list *ret_list);
void control_list_release(struct control_list *list);

/* control_list_find - the record of a service, or NULL. */
const struct control_record *control_list_find(const struct control_list *list, const char *name);

enum control_outcome {
	CONTROL_DONE,
	CONTROL_ALREADY, /* it was that way */
	CONTROL_FAILED,
	CONTROL_REFUSED,
};

/*
 * control_define - send a script. control_unusable - say why one that PID 1 waits for cannot be
 * used. control_wish - ask for a start, a stop or a restart, and wait for
 * it, however long that takes.
 * @progress: called for each change of a service meanwhile; may be NULL
 * @ret_why: why it failed or was refused, "" if nothing was said; the caller frees it. Written on
 *           success.
 * They return an enum control_outcome, or a negative errno: PID 1 could not be asked, or has not
 * answered.
 */
int control_define(const char *name, const struct service_source *source, char **ret_why);
int control_unusable(const char *name, const char *reason, char **ret_why);
int control_wish(enum control_verb verb, const char *name,
		 void (*progress)(const char *name, enum service_state state, const char *why),
		 char **ret_why);

#endif
