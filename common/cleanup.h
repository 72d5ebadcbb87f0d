// SPDX-License-Identifier: Apache-2.0
//
// Clean-up by scope: a variable marked with one of these four attributes gives back what it holds
// when it goes out of scope, on every path. Only these four exist; a fifth kind of resource is
// released by hand. Hand-over of ownership is explicit: take_fd() and take_ptr().

#ifndef BERTH_COMMON_CLEANUP_H
#define BERTH_COMMON_CLEANUP_H

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_fd_fn(int *fd)
{
	/* errno survives, because "return -errno" is evaluated before but read after the clean-up
	 */
	int saved = errno;

	if (*fd >= 0)
		(void)close(*fd);
	errno = saved;
}

static inline void cleanup_free_fn(void *ptr)
{
	free(*(void **)ptr);
}

static inline void cleanup_file_fn(FILE **file)
{
	int saved = errno;

	if (*file)
		(void)fclose(*file);
	errno = saved;
}

static inline void cleanup_dir_fn(DIR **dir)
{
	int saved = errno;

	if (*dir)
		(void)closedir(*dir);
	errno = saved;
}

/* Use: `cleanup_fd int fd = -1;`, `cleanup_free char *text = NULL;` and so on. */
#define cleanup_fd __attribute__((cleanup(cleanup_fd_fn)))
#define cleanup_free __attribute__((cleanup(cleanup_free_fn)))
#define cleanup_file __attribute__((cleanup(cleanup_file_fn)))
#define cleanup_dir __attribute__((cleanup(cleanup_dir_fn)))

/* take_fd - return *fd and leave -1 behind, so that the clean-up does nothing. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* take_ptr - evaluate to ptr and leave NULL behind, so that the clean-up does nothing. */
#define take_ptr(ptr)                               \
	({                                          \
		__typeof__(ptr) taken_ptr_ = (ptr); \
		(ptr) = NULL;                       \
		taken_ptr_;                         \
	})

#endif
