// SPDX-License-Identifier: Apache-2.0
//
// Volumes by name: the forms, and what matches them. See volume_spec.h. Waiting is in
// volume_wait.c.

#include "volume_spec.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "fsident.h"
#include "part_guid.h"
#include "string_list.h"
#include "text.h"

static const struct {
	const char *prefix;
	enum volume_by by;
} forms[] = {
	{ "PARTLABEL=", VOLUME_BY_PARTLABEL },
	{ "LABEL=", VOLUME_BY_LABEL },
	{ "UUID=", VOLUME_BY_UUID },
	{ "/dev/", VOLUME_BY_PATH },
};

int volume_spec_parse(const char *text, struct volume_spec *ret_spec)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t len = strlen(forms[i].prefix);

		if (strncmp(text, forms[i].prefix, len) != 0)
			continue;
		if (!text[len])
			return -EINVAL;
		*ret_spec = (struct volume_spec){ .by = forms[i].by, .value = strdup(text + len) };
		return ret_spec->value ? 0 : -ENOMEM;
	}
	return -EINVAL;
}

void volume_spec_release(struct volume_spec *spec)
{
	free(spec->value);
	free(spec->partuuid);
	*spec = (struct volume_spec){ 0 };
}

bool volume_spec_matches(const struct volume_spec *spec, const struct blockdev *dev,
			 const struct fs_identity *identity)
{
	switch (spec->by) {
	case VOLUME_BY_PARTLABEL:
		return dev->partname && strcmp(dev->partname, spec->value) == 0;
	case VOLUME_BY_PATH:
		return strcmp(dev->name, spec->value) == 0;
	case VOLUME_BY_LABEL:
		return identity && strcmp(identity->label, spec->value) == 0;
	case VOLUME_BY_UUID:
		return identity && strcasecmp(identity->uuid, spec->value) == 0;
	}
	return false;
}

static bool has_guid(const struct blockdev *dev, const char *wanted)
{
	char guid[GPT_GUID_TEXT + 1];

	return part_guid_read(dev, guid) == 0 && strcasecmp(guid, wanted) == 0;
}

/* Reads the device only where its content decides. */
static bool matches_by_itself(const struct volume_spec *spec, const struct blockdev *dev)
{
	bool by_content = spec->by == VOLUME_BY_LABEL || spec->by == VOLUME_BY_UUID;
	cleanup_free char *path = by_content ? format_text("/dev/%s", dev->name) : NULL;
	struct fs_identity identity;

	if (by_content && (!path || blockdev_identify(path, &identity, NULL) < 0))
		return false;
	return volume_spec_matches(spec, dev, by_content ? &identity : NULL);
}

static bool matches(const struct volume_spec *spec, const struct blockdev *dev)
{
	return matches_by_itself(spec, dev) && (!spec->partuuid || has_guid(dev, spec->partuuid));
}

static bool is_passed(const struct string_list *passed, const struct blockdev *dev)
{
	for (size_t i = 0; passed && i < passed->count; i++)
		if (strcmp(passed->items[i] + strlen("/dev/"), dev->name) == 0)
			return true;
	return false;
}

const struct blockdev *volume_choose(const struct volume_spec *spec,
				     const struct blockdev_list *list,
				     const struct string_list *passed, size_t *ret_count)
{
	const struct blockdev *first = NULL, *last = NULL;
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct blockdev *dev = &list->items[i];

		/* sorted by name: a disk comes right before its partitions */
		if (last && dev->disk && strcmp(dev->disk, last->name) == 0)
			continue;
		if (!matches(spec, dev))
			continue;
		if (!first && !is_passed(passed, dev))
			first = dev;
		last = dev;
		count++;
	}
	*ret_count = count;
	return first;
}

int volume_find(const struct volume_spec *spec, const struct string_list *passed, char **ret_path,
		size_t *ret_count)
{
	struct blockdev_list list = { 0 };
	const struct blockdev *dev;
	size_t count = 0;
	int r = blockdev_list_read(&list);

	if (r < 0)
		return r;
	dev = volume_choose(spec, &list, passed, &count);
	r = -ENOENT;
	if (dev) {
		*ret_path = format_text("/dev/%s", dev->name);
		r = *ret_path ? 0 : -ENOMEM;
	}
	if (r == 0 && ret_count)
		*ret_count = count;
	blockdev_list_release(&list);
	return r;
}
