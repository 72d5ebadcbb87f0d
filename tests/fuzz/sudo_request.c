// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: what anybody may send to the service that runs commands as root. What is taken is
// within bounds, and reads back as the same.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/sudo/sudo_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sudo_request request;
	char *bytes = NULL;
	size_t len = 0;

	if (sudo_request_parse((const char *)data, size, &request) < 0)
		return 0;
	require(request.directory[0] == '/' && request.words.count > 0);
	require(!strchr(request.terminal, '/'));
	require(sudo_request_bytes(&request, &bytes, &len) == 0);
	require(len == size && memcmp(bytes, data, len) == 0);
	free(bytes);
	sudo_request_release(&request);
	return 0;
}
