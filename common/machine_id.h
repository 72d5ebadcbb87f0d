// SPDX-License-Identifier: Apache-2.0
//
// The machine's identity: /etc/machine-id, a link of the image to a file in /run, in the form of
// machine-id(5). It is made at the first boot and kept on the data partition, so that updates do
// not change it, and a machine that was reset is another one.

#ifndef BERTH_COMMON_MACHINE_ID_H
#define BERTH_COMMON_MACHINE_ID_H

#include <stdbool.h>
#include <stddef.h>

#define MACHINE_ID "/run/machine-id"
#define MACHINE_ID_LEN 33 /* 32 hexadecimal digits and a newline */
#define MACHINE_ID_BYTES 16

/* machine_id_is_valid - true if a file has exactly this content, and not only zeros. Pure. */
bool machine_id_is_valid(const char *text, size_t len);

/*
 * machine_id_format - one from random bytes, marked as a random UUID (RFC 9562, version 4). Pure.
 * @text: MACHINE_ID_LEN bytes and a NUL
 */
void machine_id_format(const unsigned char bytes[MACHINE_ID_BYTES], char text[MACHINE_ID_LEN + 1]);

/*
 * machine_id_load - in the child that has mounted /var: show the one that was kept; else make one
 * and keep it. Returns 0 or a negative errno: it was not kept, and one for this boot was made.
 */
int machine_id_load(void);

/*
 * machine_id_renew - show another one from now on.
 * @keep: on the data partition as well; waits for randomness then
 * Returns 0 or a negative errno.
 */
int machine_id_renew(bool keep);

/* machine_id_make - the same without a data partition: one for this boot. Waits for nothing. */
int machine_id_make(void);

#endif
