// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: what goes over the control socket. The same bytes are taken for a request of a
// client and for a line of a list; a record that is understood must survive being written and read
// again.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/service_name.h"
#include "../../init/control/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *copy_of(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	if (!copy)
		abort();
	memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

static void try_request(const uint8_t *data, size_t size)
{
	char *message = copy_of(data, size);
	struct control_request request;

	if (control_request_parse(message, size, &request) == 0 && request.verb != CONTROL_LIST &&
	    !service_name_is_valid(request.name))
		abort();
	free(message);
}

static void try_record(const uint8_t *data, size_t size)
{
	char *line = copy_of(data, size);
	size_t room = size * 2 + 512;
	char *written = malloc(room);
	struct control_record record, again;
	size_t len;

	if (!written)
		abort();
	if (control_record_parse(line, &record) == 0) {
		len = control_record_write(&record, written, room);
		if (len == 0 || written[len - 1] != '\n')
			abort();
		written[len - 1] = '\0';
		if (control_record_parse(written, &again) < 0 ||
		    strcmp(record.name, again.name) != 0 || record.state != again.state ||
		    record.pid != again.pid)
			abort();
	}
	free(written);
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_request(data, size);
	try_record(data, size);
	return 0;
}
