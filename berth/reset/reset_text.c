// SPDX-License-Identifier: Apache-2.0
//
// What `berth reset` says before it does anything. See reset_text.h.

#include "reset_text.h"

#include <string.h>

#include "../status/text_rows.h"

static void print_containers(const struct status *s, FILE *out)
{
	if (s->engine == ENGINE_OK)
		text_row(out, "lost", "%zu container%s (%zu running), all images and volumes",
			 s->containers.total, s->containers.total == 1 ? "" : "s",
			 s->containers.running);
	else
		text_row(out, "lost", "all containers, images and volumes");
}

void reset_print_loss(const struct status *s, FILE *out)
{
	char used[TEXT_SIZE_MAX], size[TEXT_SIZE_MAX];
	const char *device = s->data.device ? s->data.device : "unknown";

	(void)fputs("This wipes the data partition and restarts the machine:\n", out);
	text_row(out, "partition", "%s%s%s, %s of %s used", device, s->data.partition ? ", " : "",
		 s->data.partition ? s->data.partition : "", text_size(s->data.used, used),
		 text_size(s->data.size, size));
	print_containers(s, out);
	text_row(out, "",
		 "everything else in /var: logs, the configuration that was kept, the "
		 "machine's ssh host keys");
	text_row(out, "kept",
		 "Berth itself, in both slots; configuration comes again from its "
		 "medium, if that is attached");
}

bool reset_is_confirmed(const char *line)
{
	size_t len = strcspn(line, "\n");

	return len == strlen(RESET_WORD) && strncmp(line, RESET_WORD, len) == 0;
}
