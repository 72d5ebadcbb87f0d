// SPDX-License-Identifier: Apache-2.0
//
// Reading scripts for PID 1. See rc_read.h.

#include "rc_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../../common/text.h"
#include "../service/service_load.h"
#include "send_script.h"

/* What is in the runlevel need not be a link to /etc/init.d. */
static char *path_of(const char *name)
{
	char *path = format_text(INIT_D "/%s", name);

	if (!path || access(path, R_OK) == 0)
		return path;
	free(path);
	return format_text(RUNLEVEL "/%s", name);
}

/* One that cannot be used is told to PID 1 as well, which waits for a word about each. */
static int read_one(const struct control_list *list, const char *name, struct string_list *sent)
{
	cleanup_free char *path = path_of(name);
	cleanup_free char *why = NULL;
	cleanup_free char *answer = NULL;
	int r = path ? send_script(list, name, path, sent, &why) : -ENOMEM;

	if (r > 0)
		r = control_unusable(name, why, &answer);
	return r < 0 ? log_errno(r, "service %s: reading its script", name) : 0;
}

/* What scripts print while they are read. */
static void show_in_log(void)
{
	cleanup_fd int log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (log >= 0)
		(void)dup2(log, STDERR_FILENO);
}

int rc_read_main(int argc, char *argv[])
{
	struct control_list list = { 0 };
	struct string_list sent = { 0 };
	int result = 0;
	int r = control_fetch_list(&list);

	log_init("berth rc-read", LOG_TO_KMSG);
	show_in_log();
	if (r < 0)
		log_errno(r, "asking init");
	for (int i = 1; r == 0 && i < argc; i++)
		if (!string_list_has(&sent, argv[i]) && read_one(&list, argv[i], &sent) < 0)
			result = 1;
	string_list_release(&sent);
	control_list_release(&list);
	return r < 0 ? 1 : result;
}
