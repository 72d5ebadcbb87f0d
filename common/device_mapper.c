// SPDX-License-Identifier: Apache-2.0
//
// Devices of the device mapper. See device_mapper.h.

#include "device_mapper.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#include "cleanup.h"
#include "io.h"
#include "text.h"

#define CONTROL "/dev/mapper/control"

/* Into a field of fixed size, with its NUL. */
static int put_text(char *field, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size)
		return -ENAMETOOLONG;
	memcpy(field, text, len + 1);
	return 0;
}

int dm_request_fill(struct dm_request *request, const char *name, const struct dm_target *target)
{
	int r;

	/* the lowest version that knows all that is asked for: any kernel accepts it */
	*request = (struct dm_request){
		.head = { .version = { DM_VERSION_MAJOR, 0, 0 },
			  .data_size = sizeof(*request),
			  .data_start = offsetof(struct dm_request, spec),
			  .flags = DM_READONLY_FLAG },
	};
	r = put_text(request->head.name, sizeof(request->head.name), name);
	if (r < 0 || !target)
		return r;
	request->head.target_count = 1;
	request->spec.length = target->sectors;
	r = put_text(request->spec.target_type, sizeof(request->spec.target_type), target->type);
	return r < 0 ? r : put_text(request->params, sizeof(request->params), target->params);
}

/* The answer overwrites the request, so that each call builds its own. */
static int ask(int control, unsigned long command, const char *name, const struct dm_target *target,
	       uint64_t *ret_device)
{
	struct dm_request request;
	int r = dm_request_fill(&request, name, target);

	if (r == 0)
		r = io_control(control, command, &request);
	if (r < 0)
		return r;
	if (ret_device)
		*ret_device = request.head.dev;
	return 0;
}

static int start(int control, const char *name, const struct dm_target *target, char **ret_path)
{
	uint64_t device = 0;
	int r = ask(control, DM_TABLE_LOAD, name, target, NULL);

	/* suspend without its flag is the kernel's word for resume */
	if (r == 0)
		r = ask(control, DM_DEV_SUSPEND, name, NULL, &device);
	if (r < 0)
		return r;
	*ret_path = format_text("/dev/dm-%u", minor((dev_t)device));
	return *ret_path ? 0 : -ENOMEM;
}

int device_mapper_create(const char *name, const struct dm_target *target, char **ret_path)
{
	cleanup_fd int control = open(CONTROL, O_RDWR | O_CLOEXEC);
	int r;

	if (control < 0)
		return -errno;
	r = ask(control, DM_DEV_CREATE, name, NULL, NULL);
	if (r < 0)
		return r;
	r = start(control, name, target, ret_path);
	if (r < 0)
		(void)ask(control, DM_DEV_REMOVE, name, NULL, NULL);
	return r;
}

int device_mapper_remove(const char *name)
{
	cleanup_fd int control = open(CONTROL, O_RDWR | O_CLOEXEC);

	if (control < 0)
		return -errno;
	return ask(control, DM_DEV_REMOVE, name, NULL, NULL);
}

/* The status of a verity target is 'V', or 'C' once a block was wrong. */
enum dm_verity dm_verity_status(const struct dm_request *answer)
{
	if (answer->head.target_count != 1 || strcmp(answer->spec.target_type, "verity") != 0)
		return DM_VERITY_NONE;
	return answer->params[0] == 'V' ? DM_VERITY_GOOD : DM_VERITY_DAMAGED;
}

int device_mapper_verity(const char *name, enum dm_verity *ret_status)
{
	cleanup_fd int control = open(CONTROL, O_RDWR | O_CLOEXEC);
	struct dm_request request;
	int r = dm_request_fill(&request, name, NULL);

	if (control < 0)
		return -errno;
	if (r == 0)
		r = io_control(control, DM_TABLE_STATUS, &request);
	if (r == 0)
		*ret_status = dm_verity_status(&request);
	return r;
}
