// SPDX-License-Identifier: Apache-2.0
//
// The report of a boot. See config_report.h.

#include "config_report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "config_paths.h"

#define REPORT_MAX 2097152
#define LOCK CONFIG_REPORT ".lock"

static int add(const char *line)
{
	cleanup_free char *report = NULL;
	cleanup_free char *longer = NULL;
	int r = read_file(CONFIG_REPORT, REPORT_MAX, &report, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	longer = format_text("%s%s\n", report ? report : "", line);
	return longer ? write_file(CONFIG_REPORT, longer, strlen(longer), 0600) : -ENOMEM;
}

/* Two services may write at once. */
void config_report_add(const char *line)
{
	cleanup_fd int lock = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int r = lock < 0 || flock(lock, LOCK_EX) < 0 ? -errno : add(line);

	if (r < 0)
		log_errno(r, "write: %s", CONFIG_REPORT);
}
