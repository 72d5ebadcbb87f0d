// SPDX-License-Identifier: Apache-2.0
//
// A file as a read-only block device. See loop_device.h.

#include "loop_device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define TRIES 16

/* Between asking for a free device and configuring it another process may take it: -EBUSY. */
static int attach_once(int control, int file, char **ret_path, int *ret_fd)
{
	struct loop_config config = { .fd = (unsigned)file,
				      .block_size = 0,
				      .info = { .lo_flags =
							LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR } };
	int number = ioctl(control, LOOP_CTL_GET_FREE);
	cleanup_free char *path = NULL;
	cleanup_fd int device = -1;
	int r;

	if (number < 0)
		return -errno;
	path = format_text("/dev/loop%d", number);
	if (!path)
		return -ENOMEM;
	device = open(path, O_RDONLY | O_CLOEXEC);
	if (device < 0)
		return -errno;
	r = io_control(device, LOOP_CONFIGURE, &config);
	if (r < 0)
		return r;
	*ret_path = take_ptr(path);
	*ret_fd = take_fd(&device);
	return 0;
}

int loop_device_attach(const char *file, char **ret_path, int *ret_fd)
{
	cleanup_fd int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	cleanup_fd int fd = open(file, O_RDONLY | O_CLOEXEC);
	int r = -EBUSY;

	if (control < 0 || fd < 0)
		return -errno;
	for (int i = 0; r == -EBUSY && i < TRIES; i++)
		r = attach_once(control, fd, ret_path, ret_fd);
	return r;
}
