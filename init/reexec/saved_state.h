// SPDX-License-Identifier: Apache-2.0
//
// What one init leaves to the next one when it executes itself anew: lines `KEY NUMBER`, and texts
// as `KEY =LENGTH`, a line feed, the bytes, a line feed. A key that is not known is skipped with
// its text, one that is missing has the value that it has at a start, so that an older or newer
// init can read it, too.

#ifndef BERTH_INIT_SAVED_STATE_H
#define BERTH_INIT_SAVED_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAVER_FDS_MAX 1024
#define SAVED_STATE_MAX (32UL * 1024 * 1024) /* bytes of all of it */

/* The one that writes. All zero but .fd is a new one. */
struct saver {
	int fd; /* of the file that is written */
	int error; /* the first one, negative errno (-EFBIG: more than SAVED_STATE_MAX); nothing
		    * more is written then */
	size_t len; /* written so far */
	int fds[SAVER_FDS_MAX]; /* that are handed over */
	size_t fd_count;
};

void saver_number(struct saver *saver, const char *key, int64_t number);

/* saver_text - NULL is not written: it is missing then. */
void saver_text(struct saver *saver, const char *key, const char *text);

/* saver_fd - a descriptor that stays open over execve(2); one below zero is not written. */
void saver_fd(struct saver *saver, const char *key, int fd);

/* saver_take_back - nothing is executed after all: these are closed at execve(2) again. */
void saver_take_back(struct saver *saver);

/* The one that reads. .at is set to the text, which has to be writable and to end with a NUL. */
struct saved {
	char *at;
	const char *key; /* of the last line that was read */
	int64_t number; /* its number, or the length of its text */
	bool is_text; /* and it has not been taken yet */
	bool broken; /* a text is cut short: there is no sense in what follows */
};

/* saved_next - read the next line. Returns false at the end, or at something that is no line. */
bool saved_next(struct saved *saved);

/* saved_is - true if that is the key of the line. */
bool saved_is(const struct saved *saved, const char *key);

/*
 * saved_text - the text that the line begins. It stays where it is.
 * Returns NULL if it is cut short, or if there is none.
 */
char *saved_text(struct saved *saved);

/* saved_fd - the descriptor that the line hands over, closed at execve(2) from now on; or -1. */
int saved_fd(const struct saved *saved);

#endif
