// SPDX-License-Identifier: Apache-2.0
//
// One service among what is left to the next init: the script that it was started with, its life so
// far, its process. And one that was not started yet, for the deptree of an image.

#ifndef BERTH_INIT_SAVED_SERVICE_H
#define BERTH_INIT_SAVED_SERVICE_H

#include "../service/plan.h"
#include "../service/service.h"
#include "saved_state.h"

#define SAVED_SERVICE "service" /* the key of its first line, a text: its name */

/* saved_service_write - with what has been asked for and has not come about yet. */
void saved_service_write(struct saver *saver, const struct service *service,
			 const struct plan_item *item);

/* saved_service_write_new - as one that was not started yet. */
void saved_service_write_new(struct saver *saver, const struct service *service);

/*
 * saved_service_read - make one of the lines up to its end, behind the first one; its process is
 * watched again.
 * Returns it, or NULL if memory is short, or the lines are not to be understood.
 */
struct service *saved_service_read(struct saved *saved, const char *name,
				   struct plan_item *ret_item);

/*
 * saved_service_new - the same of what saved_service_write_new() has written: one that waits for
 * its start.
 */
struct service *saved_service_new(struct saved *saved, const char *name);

#endif
