// SPDX-License-Identifier: Apache-2.0
//
// Name servers. See resolv_conf.h.

#include "resolv_conf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define PART_MAX 65536
#define FIXED "0-" /* in front of names of interfaces: these parts are the first ones */
#define LOCK "/run/resolv.lock"

static void print_words(FILE *out, const char *key, const struct string_list *words)
{
	if (words->count == 0)
		return;
	(void)fputs(key, out);
	for (size_t i = 0; i < words->count; i++)
		(void)fprintf(out, " %s", words->items[i]);
	(void)fputc('\n', out);
}

char *resolv_conf_part(const struct string_list *dns, const struct string_list *search)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_words(out, "search", search);
	for (size_t i = 0; i < dns->count; i++)
		(void)fprintf(out, "nameserver %s\n", dns->items[i]);
	return fclose(out) == 0 ? text : NULL;
}

/* A line of a part: words behind one that says what they are. */
static int take_line(char *line, struct string_list *dns, struct string_list *search)
{
	const char *key = strtok_r(line, " \t", &line);
	struct string_list *to = !key				  ? NULL
				 : strcmp(key, "search") == 0	  ? search
				 : strcmp(key, "nameserver") == 0 ? dns
								  : NULL;
	int r = 0;

	for (char *word = to ? strtok_r(NULL, " \t", &line) : NULL; word && r == 0;
	     word = strtok_r(NULL, " \t", &line))
		r = string_list_add_once(to, word);
	return r;
}

static int take_part(const char *part, struct string_list *dns, struct string_list *search)
{
	cleanup_free char *text = strdup(part);
	char *rest = text;
	int r = text ? 0 : -ENOMEM;

	for (char *line; r == 0 && (line = strsep(&rest, "\n"));)
		r = take_line(line, dns, search);
	return r;
}

char *resolv_conf_sum(const struct string_list *parts)
{
	struct string_list dns = { 0 }, search = { 0 };
	char *text = NULL;
	int r = 0;

	for (size_t i = 0; i < parts->count && r == 0; i++)
		r = take_part(parts->items[i], &dns, &search);
	if (r == 0)
		text = resolv_conf_part(&dns, &search);
	string_list_release(&dns);
	string_list_release(&search);
	return text;
}

static int is_part(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int add_part(struct string_list *parts, const char *name)
{
	cleanup_free char *path = format_text(RESOLV_PARTS "/%s", name);
	cleanup_free char *text = NULL;

	if (!path)
		return -ENOMEM;
	/* one that goes meanwhile is none */
	return read_file(path, PART_MAX, &text, NULL) < 0
		       ? 0
		       : string_list_add(parts, text, strlen(text));
}

static int read_parts(struct string_list *parts)
{
	struct dirent **entries = NULL;
	int count = scandir(RESOLV_PARTS, &entries, is_part, alphasort);
	int r = 0;

	for (int i = 0; i < count; i++) {
		if (r == 0)
			r = add_part(parts, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return r;
}

/* Clients of several interfaces may come at once: the last one has seen all parts. */
int resolv_conf_join(void)
{
	cleanup_fd int lock = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct string_list parts = { 0 };
	cleanup_free char *text = NULL;
	int r;

	if (lock < 0 || flock(lock, LOCK_EX) < 0)
		return -errno;
	r = read_parts(&parts);
	if (r == 0)
		text = resolv_conf_sum(&parts);
	string_list_release(&parts);
	if (r == 0 && !text)
		r = -ENOMEM;
	return r < 0 ? r : write_file_if_changed("/etc/resolv.conf", text, 0644);
}

static int write_part(const char *name, const struct string_list *dns,
		      const struct string_list *search)
{
	cleanup_free char *path = format_text(RESOLV_PARTS "/" FIXED "%s", name);
	cleanup_free char *text = resolv_conf_part(dns, search);

	if (!path || !text)
		return -ENOMEM;
	return *text ? write_file_if_changed(path, text, 0644) : 0;
}

/* Of a plan before this one. */
static void remove_fixed_parts(void)
{
	struct dirent **entries = NULL;
	int count = scandir(RESOLV_PARTS, &entries, is_part, alphasort);

	for (int i = 0; i < count; i++) {
		cleanup_free char *path = format_text(RESOLV_PARTS "/%s", entries[i]->d_name);

		if (path && strncmp(entries[i]->d_name, FIXED, strlen(FIXED)) == 0)
			(void)unlink(path);
		free(entries[i]);
	}
	free(entries);
}

int resolv_conf_apply(const struct net_plan *plan, const struct net_bounds *bounds)
{
	int r = make_dirs(RESOLV_PARTS, 0755);

	if (r == 0)
		remove_fixed_parts();
	for (size_t i = 0; i < bounds->count && r == 0; i++)
		r = write_part(bounds->items[i].name, &bounds->items[i].link->dns,
			       &bounds->items[i].link->search);
	if (r == 0)
		r = write_part("machine", &plan->dns, &plan->search);
	return r < 0 ? r : resolv_conf_join();
}
