// SPDX-License-Identifier: Apache-2.0
//
// Whole-file input and output that is never half done: bounded reads, complete writes, and a
// file replacement that a power cut leaves either old or new.

#ifndef BERTH_COMMON_IO_H
#define BERTH_COMMON_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * read_file - read a whole file, also one of /proc or /sys whose size says 0.
 * @max: refuse more than this many bytes
 * @ret_data: the content, followed by a NUL that is not counted; the caller frees it
 * @ret_len: the length; may be NULL
 * Returns 0, -EFBIG (more than @max), or the negative errno of open(2) or read(2).
 */
int read_file(const char *path, size_t max, char **ret_data, size_t *ret_len);

/* read_fd - as read_file, from the current position of @fd up to its end. @fd stays open. */
int read_fd(int fd, size_t max, char **ret_data, size_t *ret_len);

/*
 * read_through - read from the current position of @fd up to its end and keep nothing: shows
 * whether all of it can be read. Returns 0 or a negative errno.
 */
int read_through(int fd);

/*
 * read_plain_at - the same for a file that a stranger may have put there: a link (-ELOOP), a pipe,
 * a device (-EINVAL) under its name is not opened, or not waited for.
 * @dir: where a relative path begins (openat(2))
 */
int read_plain_at(int dir, const char *path, size_t max, char **ret_data, size_t *ret_len);

/*
 * write_all - write all of @len bytes, whatever write(2) takes at once.
 * Returns 0 or a negative errno; -EAGAIN ends the call on a non-blocking descriptor.
 */
int write_all(int fd, const void *data, size_t len);

/* pread_all, pwrite_all - the same at an offset; -EIO when the file ends early. */
int pread_all(int fd, void *data, size_t len, off_t offset);
int pwrite_all(int fd, const void *data, size_t len, off_t offset);

/*
 * write_file - replace @path by a file with this content, atomically and durably: new file beside
 * it, fsync(2), rename(2), fsync of the directory. Readers and power cuts see old or new.
 * @mode: of the new file, whatever the umask is
 * Returns 0 or a negative errno; on failure the old file is untouched and no other is left.
 */
int write_file(const char *path, const void *data, size_t len, mode_t mode);

/*
 * write_file_if_changed - the same, unless the file is a plain one with this text and mode already:
 * flash wears, and a file that did not change keeps its date.
 */
int write_file_if_changed(const char *path, const char *text, mode_t mode);

struct file_owner {
	uid_t user;
	gid_t group;
};

/* write_file_of - the same for a file that belongs to somebody else. @owner: NULL = the caller */
int write_file_of(const char *path, const void *data, size_t len, mode_t mode,
		  const struct file_owner *owner);

/*
 * write_value - write @value to an existing file in one write(2), as files of /proc, /sys and
 * cgroups want it. Returns 0 or a negative errno.
 */
int write_value(const char *path, const char *value);

/*
 * lock_file - hold a lock (flock(2)) on a file, which is made if need be, until the descriptor is
 * closed.
 * @wait: for whoever holds it now
 * Returns the descriptor, close-on-exec, or a negative errno; -EWOULDBLOCK if it is held and @wait
 * is false.
 */
int lock_file(const char *path, bool wait);

/*
 * make_dirs - create @path and what is missing above it (mkdir -p).
 * @mode: of each directory made here, before the umask
 * Returns 0 (also if all existed) or a negative errno; -ENOTDIR if something else is in the way.
 */
int make_dirs(const char *path, mode_t mode);

/*
 * remove_flat_dir - remove a directory that holds files only. One that is not there is no failure.
 * Returns 0 or a negative errno.
 */
int remove_flat_dir(const char *path);

/*
 * io_control - ioctl(2) with a pointer argument. The C libraries disagree about the type of the
 * request number (int or unsigned long), which no single cast satisfies.
 * Returns the result of the call (>= 0) or a negative errno.
 */
int io_control(int fd, unsigned long request, void *arg);

/* fsync_parent - fsync(2) the directory that holds @path. Returns 0 or a negative errno. */
int fsync_parent(const char *path);

/* std_to_null - lead the caller's standard input, output and error to /dev/null, as far as it can.
 */
void std_to_null(void);

#endif
