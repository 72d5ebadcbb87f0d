// SPDX-License-Identifier: Apache-2.0
//
// What was appended. See appended.h.

#include "appended.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"

#define LIST_MAX 262144 /* bytes: more than USER_FILES_MAX lines */
#define FILE_MAX (16UL * 1024 * 1024)
#define HASH_LEN 16

/* A name for both: the list may be long, and what is appended secret. */
static char *name_of(const char *file, const char *data, size_t len)
{
	unsigned char hash[HASH_LEN];
	char hex[HASH_LEN * 2 + 1];
	crypto_generichash_state state;

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	(void)crypto_generichash_update(&state, (const unsigned char *)file, strlen(file) + 1);
	(void)crypto_generichash_update(&state, (const unsigned char *)data, len);
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	return strdup(sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash)));
}

static size_t count_of(const struct string_list *list, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += strcmp(list->items[i], name) == 0;
	return count;
}

static int is_in(const char *file, const char *data, size_t len)
{
	cleanup_free char *content = NULL;
	size_t content_len = 0;
	int r = read_file(file, FILE_MAX, &content, &content_len);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return memmem(content, content_len, data, len) != NULL;
}

int appended_load(const char *path, struct appended *ret)
{
	cleanup_free char *text = NULL;
	struct appended appended = { .now = { 0 } };
	char *rest;
	int r = read_file(path, LIST_MAX, &text, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	rest = text;
	r = 0;
	for (char *line; rest && r == 0 && (line = strsep(&rest, "\n"));)
		if (*line)
			r = string_list_add(&appended.before, line, strlen(line));
	if (r < 0)
		appended_release(&appended);
	else
		*ret = appended;
	return r;
}

int appended_before(struct appended *appended, const char *file, const char *data, size_t len)
{
	cleanup_free char *name = name_of(file, data, len);
	int r = name ? string_list_add(&appended->now, name, strlen(name)) : -ENOMEM;

	if (r < 0)
		return r;
	if (count_of(&appended->before, name) < count_of(&appended->now, name))
		return 0;
	return is_in(file, data, len);
}

/* Of what both runs have, it is there once. */
int appended_store(const char *path, const struct appended *appended)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	cleanup_free char *owned = NULL;
	int r;

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < appended->before.count; i++)
		if (count_of(&appended->now, appended->before.items[i]) == 0)
			(void)fprintf(out, "%s\n", appended->before.items[i]);
	for (size_t i = 0; i < appended->now.count; i++)
		(void)fprintf(out, "%s\n", appended->now.items[i]);
	r = text_end(out, &text, &owned);
	if (r < 0)
		return r;
	return *owned ? write_file_if_changed(path, owned, 0600) : 0;
}

void appended_release(struct appended *appended)
{
	string_list_release(&appended->before);
	string_list_release(&appended->now);
}
