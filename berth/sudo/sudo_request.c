// SPDX-License-Identifier: Apache-2.0
//
// Requests of sudo. See sudo_request.h.

#include "sudo_request.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TERMINAL_MAX 64

/* It comes into the environment of root, and from there into paths of a terminal's description. */
static bool is_terminal(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789+-._";

	return strlen(name) <= TERMINAL_MAX && strspn(name, allowed) == strlen(name) &&
	       *name != '.';
}

/* The texts in order: directory, terminal, words. */
static int take(struct sudo_request *request, size_t i, const char *text, size_t len)
{
	char **to = i == 0 ? &request->directory : &request->terminal;

	if (i >= 2)
		return string_list_add(&request->words, text, len);
	*to = strndup(text, len);
	return *to ? 0 : -ENOMEM;
}

static bool is_good(const struct sudo_request *request)
{
	return request->directory && *request->directory == '/' && request->terminal &&
	       is_terminal(request->terminal) && request->words.count > 0 &&
	       *request->words.items[0];
}

int sudo_request_parse(const char *bytes, size_t len, struct sudo_request *ret)
{
	struct sudo_request request = { .directory = NULL };
	size_t count = 0;
	int r = len > 0 && len <= SUDO_REQUEST_MAX && bytes[len - 1] == '\0' ? 0 : -EBADMSG;

	for (size_t at = 0; at < len && r == 0; count++) {
		size_t text_len = strlen(bytes + at);

		r = count < SUDO_WORDS_MAX ? take(&request, count, bytes + at, text_len) : -EBADMSG;
		at += text_len + 1;
	}
	if (r == 0 && !is_good(&request))
		r = -EBADMSG;
	if (r < 0)
		sudo_request_release(&request);
	else
		*ret = request;
	return r;
}

int sudo_request_bytes(const struct sudo_request *request, char **ret_bytes, size_t *ret_len)
{
	char *bytes = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&bytes, &len);

	if (!out)
		return -ENOMEM;
	(void)fprintf(out, "%s%c%s%c", request->directory, '\0',
		      is_terminal(request->terminal) ? request->terminal : "", '\0');
	for (size_t i = 0; i < request->words.count; i++)
		(void)fprintf(out, "%s%c", request->words.items[i], '\0');
	if (fclose(out) != 0) {
		free(bytes);
		return -ENOMEM;
	}
	if (len > SUDO_REQUEST_MAX || request->words.count + 2 > SUDO_WORDS_MAX) {
		free(bytes);
		return -E2BIG;
	}
	*ret_bytes = bytes;
	*ret_len = len;
	return 0;
}

void sudo_request_release(struct sudo_request *request)
{
	free(request->directory);
	free(request->terminal);
	string_list_release(&request->words);
	*request = (struct sudo_request){ .directory = NULL };
}
