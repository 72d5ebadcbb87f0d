// SPDX-License-Identifier: Apache-2.0
//
// State for the next init. See saved_state.h.

#include "saved_state.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/io.h"

#define LINE_MAX_BYTES 96

static void put(struct saver *saver, const void *data, size_t len)
{
	if (saver->error == 0 && len > SAVED_STATE_MAX - saver->len)
		saver->error = -EFBIG;
	if (saver->error == 0)
		saver->error = write_all(saver->fd, data, len);
	saver->len += len;
}

static void put_line(struct saver *saver, const char *key, const char *mark, int64_t number)
{
	char line[LINE_MAX_BYTES];
	int len = snprintf(line, sizeof(line), "%s %s%lld\n", key, mark, (long long)number);

	put(saver, line, (size_t)len);
}

void saver_number(struct saver *saver, const char *key, int64_t number)
{
	put_line(saver, key, "", number);
}

void saver_text(struct saver *saver, const char *key, const char *text)
{
	if (!text)
		return;
	put_line(saver, key, "=", (int64_t)strlen(text));
	put(saver, text, strlen(text));
	put(saver, "\n", 1);
}

void saver_fd(struct saver *saver, const char *key, int fd)
{
	if (fd < 0 || saver->error < 0)
		return;
	if (saver->fd_count == SAVER_FDS_MAX)
		saver->error = -EMFILE;
	else if (fcntl(fd, F_SETFD, 0) < 0)
		saver->error = -errno;
	else
		saver->fds[saver->fd_count++] = fd;
	saver_number(saver, key, fd);
}

void saver_take_back(struct saver *saver)
{
	while (saver->fd_count > 0)
		(void)fcntl(saver->fds[--saver->fd_count], F_SETFD, FD_CLOEXEC);
}

bool saved_next(struct saved *saved)
{
	char *blank, *end;

	if (saved->is_text && !saved_text(saved))
		return false;
	blank = saved->at + strcspn(saved->at, " \n");
	if (*blank != ' ' || blank == saved->at)
		return false;
	saved->is_text = blank[1] == '=';
	errno = 0;
	saved->number = strtoll(blank + 1 + saved->is_text, &end, 10);
	if (errno || !isdigit((unsigned char)end[-1]) || *end != '\n')
		return false;
	*blank = '\0';
	saved->key = saved->at;
	saved->at = end + 1;
	return true;
}

bool saved_is(const struct saved *saved, const char *key)
{
	return strcmp(saved->key, key) == 0;
}

char *saved_text(struct saved *saved)
{
	char *text = saved->at;
	size_t len = (size_t)saved->number;

	if (!saved->is_text)
		return NULL;
	saved->is_text = false;
	if (saved->number < 0 || strnlen(text, len) < len || text[len] != '\n') {
		*saved->at = '\0';
		saved->broken = true;
		return NULL;
	}
	text[len] = '\0';
	saved->at = text + len + 1;
	return text;
}

int saved_fd(const struct saved *saved)
{
	int fd = saved->number > 2 && saved->number <= INT_MAX ? (int)saved->number : -1;

	return fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? fd : -1;
}
