// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the recognition of volumes. The bytes stand for a volume of that size; reading
// behind its end fails, as on a device. Asserts an upper bound of reads, whatever the volume claims
// to be.

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/source/volume_label.h"

#define READS_MAX 2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	const uint8_t *data;
	size_t size;
	unsigned int reads;
};

static int read_bytes(void *context, uint64_t offset, void *data, size_t len)
{
	struct bytes *bytes = context;

	if (++bytes->reads > READS_MAX)
		abort();
	if (offset > bytes->size || len > bytes->size - offset)
		return -EIO;
	memcpy(data, bytes->data + offset, len);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { .data = data, .size = size };
	struct volume_reader reader = { .read = read_bytes, .context = &bytes };
	struct volume volume;

	if (volume_probe(&reader, &volume) == 0 && strlen(volume.label) > VOLUME_LABEL_MAX)
		abort();
	return 0;
}
