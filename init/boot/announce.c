// SPDX-License-Identifier: Apache-2.0
//
// Starting `berth announce`. See announce.h.

#include "announce.h"

#include <errno.h>
#include <unistd.h>

#include "../../common/log.h"
#include "../pid1/child.h"
#include "../service/service_exec.h"

#define PROGRAM "/usr/bin/berth"

static void ended(struct loop_child *self, int wait_status)
{
	char text[64];

	(void)self;
	if (wait_status != 0)
		log_warning(PROGRAM " announce ended with %s",
			    child_describe(wait_status, text, sizeof(text)));
}

void announce_start(void)
{
	static struct loop_child child = { .ended = ended };
	pid_t pid = child_fork(&child);

	if (pid < 0)
		log_errno(pid, "announcing the machine on its consoles: fork");
	if (pid != 0)
		return;
	if (service_environment("announce") == 0)
		(void)execl(PROGRAM, "berth", "announce", "--wait", (char *)NULL);
	log_errno(errno, "executing " PROGRAM);
	_exit(127);
}
