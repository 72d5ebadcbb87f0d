// SPDX-License-Identifier: Apache-2.0
//
// /etc/machine-id. See machine_id.h.

#include "machine_id.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "cleanup.h"
#include "io.h"

#define KEPT "/var/lib/berth/machine-id"
#define DIGITS "0123456789abcdef"

bool machine_id_is_valid(const char *text, size_t len)
{
	return len == MACHINE_ID_LEN && strspn(text, DIGITS) == len - 1 && text[len - 1] == '\n' &&
	       strspn(text, "0") < len - 1;
}

void machine_id_format(const unsigned char bytes[MACHINE_ID_BYTES], char text[MACHINE_ID_LEN + 1])
{
	for (size_t i = 0; i < MACHINE_ID_BYTES; i++) {
		unsigned char byte = bytes[i];

		if (i == 6)
			byte = (byte & 0x0F) | 0x40;
		if (i == 8)
			byte = (byte & 0x3F) | 0x80;
		text[2 * i] = DIGITS[byte >> 4];
		text[2 * i + 1] = DIGITS[byte & 0x0F];
	}
	memcpy(text + MACHINE_ID_LEN - 1, "\n", 2);
}

static int show(const char *text)
{
	return write_file(MACHINE_ID, text, MACHINE_ID_LEN, 0444);
}

/*
 * What another machine might have made as well is not kept: the kernel is waited for until it has
 * enough randomness, and makes some from its own timing then.
 */
int machine_id_renew(bool keep)
{
	unsigned char bytes[MACHINE_ID_BYTES];
	char text[MACHINE_ID_LEN + 1];
	int r = 0;

	if (getrandom(bytes, sizeof(bytes), keep ? 0 : GRND_INSECURE) != (ssize_t)sizeof(bytes))
		return -errno;
	machine_id_format(bytes, text);
	if (keep)
		r = write_file(KEPT, text, MACHINE_ID_LEN, 0444);
	return r < 0 ? r : show(text);
}

int machine_id_load(void)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	int r = read_file(KEPT, MACHINE_ID_LEN, &text, &len);

	if (r == 0 && machine_id_is_valid(text, len))
		return show(text);
	/* one that cannot be read now may be there the next time */
	if (r == 0 || r == -ENOENT || r == -EFBIG)
		r = machine_id_renew(true);
	if (r < 0)
		(void)machine_id_renew(false);
	return r;
}

int machine_id_make(void)
{
	return machine_id_renew(false);
}
