// SPDX-License-Identifier: Apache-2.0
//
// The machine and its copies. See identity.h.

#include "identity.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/console.h"
#include "../../../common/io.h"
#include "../../../common/machine_id.h"
#include "../config_paths.h"

#define TEXT_MAX 8192
#define UUID_LEN 36
#define DMI_UUID "/sys/class/dmi/id/product_uuid"
#define HOST_KEYS "/var/lib/dropbear"
#define INSTANCE "instance "
#define UUID "uuid "

static int take_line(const char *line, size_t len, struct identity *identity)
{
	char **to = NULL;
	size_t skip = 0;

	if (strncmp(line, INSTANCE, strlen(INSTANCE)) == 0) {
		to = &identity->instance;
		skip = strlen(INSTANCE);
	} else if (strncmp(line, UUID, strlen(UUID)) == 0) {
		to = &identity->uuid;
		skip = strlen(UUID);
	}
	if (!to || len <= skip)
		return 0;
	free(*to);
	*to = strndup(line + skip, len - skip);
	return *to ? 0 : -ENOMEM;
}

int identity_parse(const char *text, struct identity *ret)
{
	struct identity identity = { .instance = NULL };
	int r = 0;

	for (const char *line = text; *line && r == 0;) {
		size_t len = strcspn(line, "\n");

		r = take_line(line, len, &identity);
		line += len + (line[len] == '\n');
	}
	if (r < 0)
		identity_release(&identity);
	else
		*ret = identity;
	return r;
}

char *identity_text(const struct identity *identity)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (identity->instance)
		(void)fprintf(out, INSTANCE "%s\n", identity->instance);
	if (identity->uuid)
		(void)fprintf(out, UUID "%s\n", identity->uuid);
	return fclose(out) == 0 ? text : NULL;
}

static bool differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b) != 0;
}

bool identity_is_other(const struct identity *before, const struct identity *now)
{
	if (before->instance && now->instance)
		return differ(before->instance, now->instance);
	return differ(before->uuid, now->uuid);
}

void identity_release(struct identity *identity)
{
	free(identity->instance);
	free(identity->uuid);
	*identity = (struct identity){ .instance = NULL };
}

/* Some firmware has the same for all machines: zeros, ones, or what the board's maker left there.
 */
static bool is_uuid(const char *text)
{
	static const char everybodys[] = "03000200-0400-0500-0006-000700080009";

	return strlen(text) == UUID_LEN && strspn(text, "0-") < UUID_LEN &&
	       strspn(text, "Ff-") < UUID_LEN && strcmp(text, everybodys) != 0;
}

static char *read_uuid(void)
{
	char *text = NULL;

	if (read_file(DMI_UUID, TEXT_MAX, &text, NULL) < 0)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	if (is_uuid(text))
		return text;
	free(text);
	return NULL;
}

/* What is not known this time is as it was. */
static int complete(struct identity *now, const struct identity *before)
{
	if (!now->instance && before->instance && !(now->instance = strdup(before->instance)))
		return -ENOMEM;
	if (!now->uuid && before->uuid && !(now->uuid = strdup(before->uuid)))
		return -ENOMEM;
	return 0;
}

/* The ssh server makes new ones when somebody asks for them. */
static int forget_host_keys(void)
{
	DIR *dir = opendir(HOST_KEYS);
	const struct dirent *entry;
	int r = 0;

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(dir)))
		if (strstr(entry->d_name, "_host_key") &&
		    unlinkat(dirfd(dir), entry->d_name, 0) < 0)
			r = -errno;
	if (fsync(dirfd(dir)) < 0)
		r = -errno;
	(void)closedir(dir);
	return r;
}

/* The first machine's address is not to be gone back to, either. */
static int renew(struct diag_list *problems)
{
	int r = forget_host_keys();

	if (r == 0 && unlink(NETWORK_GOOD) < 0 && errno != ENOENT)
		r = -errno;
	if (r == 0)
		r = machine_id_renew(true);
	if (r < 0)
		diag_add(problems, 0, 0,
			 "this is a copy of another machine, whose identity it keeps: %s",
			 strerror(-r));
	else
		console_say("berth: a copy of another machine: new machine-id and ssh host keys");
	return r;
}

static int write_identity(const struct identity *identity)
{
	cleanup_free char *text = identity_text(identity);

	return text ? write_file_if_changed(IDENTITY, text, 0600) : -ENOMEM;
}

/* Remembered when all is done: after a power cut it is done once more. */
static int compare(struct identity *now, const struct identity *before, struct diag_list *problems)
{
	int r = identity_is_other(before, now) ? renew(problems) : 0;

	if (r == 0)
		r = complete(now, before);
	return r < 0 ? r : write_identity(now);
}

/* What was kept on the disk says nothing of whose disk it is. */
static int find_out(const char *instance, bool told, struct identity *now)
{
	*now = (struct identity){ .instance = instance && told ? strdup(instance) : NULL,
				  .uuid = read_uuid() };
	return instance && told && !now->instance ? -ENOMEM : 0;
}

int identity_apply(char **instance, bool told, struct diag_list *problems)
{
	struct identity before = { .instance = NULL };
	struct identity now;
	cleanup_free char *text = NULL;
	int r = find_out(*instance, told, &now);

	if (r == 0)
		r = read_file(IDENTITY, TEXT_MAX, &text, NULL);
	if (r == 0)
		r = identity_parse(text, &before);
	if (r == 0 || r == -ENOENT)
		r = compare(&now, &before, problems);
	if (r == 0 && !*instance && now.instance && !(*instance = strdup(now.instance)))
		r = -ENOMEM;
	identity_release(&before);
	identity_release(&now);
	return r;
}
