// SPDX-License-Identifier: Apache-2.0
//
// What `berth status` knows of a machine: filled by status_gather(), judged by status_judge(),
// shown by the renderers in status_text.h and status_json.h. Strings are owned by the struct; NULL
// means that it could not be found out.

#ifndef BERTH_STATUS_H
#define BERTH_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/string_list.h"

#include "../slots/slots.h"
#include "boot_medium.h"
#include "container_list.h"
#include "net_address.h"
#include "service_list.h"

/* The data partition, mounted on /var. Bytes. */
struct data_status {
	bool known;
	bool kept; /* false: in memory, forgotten at the next restart */
	bool read_only; /* the kernel writes nothing to it, usually after an error of the disk */
	char *device; /* /dev/vda7 */
	char *partition; /* berth-data */
	uint64_t size, used, free; /* as df(1) counts: free is what is left for everybody */
};

/* Bytes; all 0 if not known. */
struct memory_status {
	uint64_t total, available, used;
};

enum engine_answer {
	ENGINE_OK,
	ENGINE_SILENT, /* did not answer within limit_ms */
	ENGINE_SKIPPED, /* the same, but the limit was too short to mean anything */
	ENGINE_DOWN, /* its socket is not there */
	ENGINE_FAILED, /* could not be asked, or answered with an error: see problem */
	ENGINE_FORBIDDEN, /* not for this user */
};

struct status {
	char *name, *version, *commit, *profile; /* of the image */
	char *hostname, *kernel;
	int64_t uptime_s;
	char *boot_failure; /* what PID 1 found wrong with the machine; NULL = nothing */
	struct string_list
		config_problems; /* what was wrong in user-data and the like, a line each */
	struct medium medium;
	struct slots slots;
	struct data_status data;
	struct memory_status memory;
	bool addresses_known;
	struct net_address_list addresses;
	struct string_list gateways, dns;
	struct service_list services;
	enum engine_answer engine;
	int engine_limit_ms;
	char *engine_problem; /* with ENGINE_FAILED */
	struct container_list containers;
	struct string_list problems; /* made by status_judge(); none = ok */
	struct string_list not_seen; /* "WHAT: WHY" */
};

/*
 * status_judge - find what is wrong with the machine; fills problems. Pure.
 * Returns 0 or -ENOMEM.
 */
int status_judge(struct status *status);

/* engine_answer_word - the answer as one word, for programs. */
const char *engine_answer_word(enum engine_answer answer);

/* status_release - free what the struct owns. */
void status_release(struct status *status);

#endif
