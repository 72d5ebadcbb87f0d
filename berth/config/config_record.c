// SPDX-License-Identifier: Apache-2.0
//
// The record of a configuration. See config_record.h.

#include "config_record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "config_paths.h"
#include "config_text.h"

static int report_text(const struct configuration *c, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	configuration_print_problems(c, out);
	int failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return -ENOMEM;
	}
	*ret_text = text;
	return 0;
}

/* 0600: a configuration may hold secrets. */
static int write_text(const char *path, const char *text)
{
	int r = write_file(path, text, strlen(text), 0600);

	return r < 0 ? log_errno(r, "write: %s", path) : 0;
}

static int config_text(const struct configuration *c, char **ret_text)
{
	struct intent intent = configuration_intent(c);

	if (configuration_is_any(c))
		return config_text_make(&intent, c->source, ret_text);
	*ret_text = strdup("# No configuration was found in this boot.\n");
	return *ret_text ? 0 : -ENOMEM;
}

int config_record_write(const struct configuration *c, char **ret_report)
{
	cleanup_free char *config = NULL;
	int r;

	*ret_report = NULL;
	r = report_text(c, ret_report);
	if (r < 0)
		return log_errno(r, "report");
	r = write_text(CONFIG_REPORT, *ret_report);
	if (r < 0)
		return r;
	r = config_text(c, &config);
	return r < 0 ? log_errno(r, "describe configuration") : write_text(CONFIG_IN_FORCE, config);
}
