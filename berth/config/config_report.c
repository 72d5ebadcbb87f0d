// SPDX-License-Identifier: Apache-2.0
//
// The report of a boot. See config_report.h.

#include "config_report.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "config_paths.h"

#define REPORT_MAX 2097152
#define LOCK CONFIG_REPORT_MORE ".lock"

/* A service that is started once more has the same to say. */
static bool has_line(const char *report, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = strstr(report, line); at; at = strstr(at + 1, line))
		if ((at == report || at[-1] == '\n') && at[len] == '\n')
			return true;
	return false;
}

static int add(const char *line)
{
	cleanup_free char *report = NULL;
	cleanup_free char *longer = NULL;
	int r = read_file(CONFIG_REPORT_MORE, REPORT_MAX, &report, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	if (report && has_line(report, line))
		return 0;
	longer = format_text("%s%s\n", report ? report : "", line);
	return longer ? write_file(CONFIG_REPORT_MORE, longer, strlen(longer), 0600) : -ENOMEM;
}

/* Two services may write at once. */
void config_report_add(const char *line)
{
	cleanup_fd int lock = lock_file(LOCK, true);
	int r = lock < 0 ? lock : add(line);

	if (r < 0)
		log_errno(r, "write: %s", CONFIG_REPORT_MORE);
}

int config_report_read(char **ret_text)
{
	cleanup_free char *of_config = NULL;
	cleanup_free char *of_services = NULL;
	int config = read_file(CONFIG_REPORT, REPORT_MAX, &of_config, NULL);
	int services = read_file(CONFIG_REPORT_MORE, REPORT_MAX, &of_services, NULL);

	if (config < 0 && services < 0)
		return config;
	*ret_text = format_text("%s%s", of_config ? of_config : "", of_services ? of_services : "");
	return *ret_text ? 0 : -ENOMEM;
}
