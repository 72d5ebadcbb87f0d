// SPDX-License-Identifier: Apache-2.0
//
// Where the root image is. See root_source.h.

#include "root_source.h"

#include <errno.h>
#include <stdlib.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/gpt_guid.h"
#include "../../common/text.h"
#include "../../common/verity.h"

static int get_partuuid(const char *cmdline, struct volume_spec *volume, char **ret_why)
{
	unsigned char guid[GPT_GUID_LEN];
	int r = cmdline_get(cmdline, "berth.partuuid", &volume->partuuid);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (gpt_guid_parse(volume->partuuid, guid) == 0)
		return 0;
	*ret_why = format_text(
		"cannot use berth.partuuid=\"%s\": the form is berth.partuuid= with the "
		"GUID of a partition",
		volume->partuuid);
	return -EINVAL;
}

static int get_volume(const char *cmdline, struct root_source *source, char **ret_why)
{
	cleanup_free char *value = NULL;
	int r = cmdline_get(cmdline, "berth.root", &value);

	if (r == -ENOENT)
		r = cmdline_get(cmdline, "root", &value);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = volume_spec_parse(value, &source->volume);
	if (r == -EINVAL)
		*ret_why = format_text("cannot use root \"%s\": the form is berth.root= with %s",
				       value, VOLUME_SPEC_FORMS);
	source->on_volume = r == 0;
	return r < 0 ? r : get_partuuid(cmdline, &source->volume, ret_why);
}

static int get_image(const char *cmdline, struct root_source *source, char **ret_why)
{
	int r = cmdline_get(cmdline, "berth.image", &source->image);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (source->image[0] == '/')
		return 0;
	*ret_why = format_text("cannot use berth.image=\"%s\": the form is berth.image=/PATH",
			       source->image);
	return -EINVAL;
}

static int get_root_hash(const char *cmdline, struct root_source *source, char **ret_why)
{
	int r = cmdline_get(cmdline, "berth.roothash", &source->root_hash);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (verity_root_hash_is_valid(source->root_hash))
		return 0;
	*ret_why = format_text("cannot use berth.roothash=\"%s\": the form is berth.roothash= with "
			       "the %d hexadecimal digits of the image's root hash",
			       source->root_hash, VERITY_HASH_DIGITS);
	return -EINVAL;
}

int root_source_parse(const char *cmdline, struct root_source *ret_source, char **ret_why)
{
	struct root_source source = { 0 };
	int r;

	*ret_why = NULL;
	source.proven = cmdline_is(cmdline, "berth.boot", "good");
	source.last_resort = cmdline_is(cmdline, "berth.boot", "last-resort");
	r = get_volume(cmdline, &source, ret_why);
	if (r == 0)
		r = get_image(cmdline, &source, ret_why);
	if (r == 0)
		r = get_root_hash(cmdline, &source, ret_why);
	if (r == 0 && !source.on_volume && !source.image) {
		*ret_why = format_text("the kernel command line names no root: "
				       "add berth.root=PARTLABEL=NAME");
		r = -ENOENT;
	}
	if (r < 0) {
		root_source_release(&source);
		return r;
	}
	*ret_source = source;
	return 0;
}

void root_source_release(struct root_source *source)
{
	volume_spec_release(&source->volume);
	free(source->root_hash);
	free(source->image);
	*source = (struct root_source){ 0 };
}
