// SPDX-License-Identifier: Apache-2.0
//
// Decompressing. See gunzip.h.

#include "gunzip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/run.h"
#include "../../../common/text.h"

int gunzip(const char *data, size_t len, size_t max, int limit_ms, char **ret_data, size_t *ret_len)
{
	static const char *const argv[] = { "gunzip", "-c", NULL };
	cleanup_fd int fd = memfd_create("gunzip", MFD_CLOEXEC);
	cleanup_free char *path = format_text("/proc/self/fd/%d", fd);
	cleanup_free char *output = NULL;
	size_t output_len = 0;
	/* one more than is allowed, to see that it was too much */
	const struct run_options options = { .timeout_ms = limit_ms,
					     .input_path = path,
					     .output_max = max + 1,
					     .output_len = &output_len };
	int status = 0;
	int r = fd < 0 ? -errno : path ? write_all(fd, data, len) : -ENOMEM;

	if (r == 0)
		r = run(argv, &options, &status, &output);
	if (r < 0)
		return r;
	if (status != 0) /* then the output is what it says of it */
		return -EBADMSG;
	if (output_len > max)
		return -EFBIG;
	*ret_data = take_ptr(output);
	*ret_len = output_len;
	return 0;
}

int gunzip_in_place(char **data, size_t *len, size_t max, int limit_ms)
{
	char *opened = NULL;
	int r;

	if (*len < 2 || memcmp(*data, "\x1f\x8b", 2) != 0)
		return 0;
	r = gunzip(*data, *len, max, limit_ms, &opened, len);
	if (r < 0)
		return r;
	free(*data);
	*data = opened;
	return 0;
}
