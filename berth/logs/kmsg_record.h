// SPDX-License-Identifier: Apache-2.0
//
// A record of the kernel's log, as /dev/kmsg gives it (Documentation/ABI/testing/dev-kmsg). Pure.

#ifndef BERTH_KMSG_RECORD_H
#define BERTH_KMSG_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KMSG_RECORD_MAX 8192

struct kmsg_record {
	bool from_kernel; /* else: a program wrote it there */
	uint64_t number; /* in the order of their coming, one after the other */
	int64_t since_boot_us;
	const char *text;
	size_t len;
};

/*
 * kmsg_record_parse - take a record apart. The kernel shows bytes outside of ASCII as "\x41": these
 * come back, control characters stay as they are shown.
 * @record: changed, and pointed into by @ret_record
 * Returns 0 or -EINVAL.
 */
int kmsg_record_parse(char *record, size_t len, struct kmsg_record *ret_record);

#endif
