// SPDX-License-Identifier: Apache-2.0
//
// Where the root image is. See root_source.h.

#include "root_source.h"

#include <errno.h>
#include <stdlib.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/text.h"

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
	return r;
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

int root_source_parse(const char *cmdline, struct root_source *ret_source, char **ret_why)
{
	struct root_source source = { 0 };
	int r;

	*ret_why = NULL;
	r = get_volume(cmdline, &source, ret_why);
	if (r == 0)
		r = get_image(cmdline, &source, ret_why);
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
	free(source->image);
	*source = (struct root_source){ 0 };
}
