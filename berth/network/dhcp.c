// SPDX-License-Identifier: Apache-2.0
//
// Starting DHCP clients. See dhcp.h.

#include "dhcp.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define HOST_MAX 65

/* What /usr/share/udhcpc/default.script finds in its environment. */
static void tell_script(const struct net_link *link)
{
	char metric[24];

	if (link->dhcp4_metric >= 0) {
		(void)snprintf(metric, sizeof(metric), "%lld", (long long)link->dhcp4_metric);
		(void)setenv("IF_METRIC", metric, 1);
	}
	if (link->dhcp4_no_dns)
		(void)setenv("IF_PEER_DNS", "no", 1);
	if (link->dhcp4_no_routes)
		(void)setenv("IF_PEER_ROUTES", "no", 1);
}

static void silence(void)
{
	int fd = open("/dev/null", O_RDWR);

	if (fd < 0)
		return;
	for (int i = 0; i < 3; i++)
		(void)dup2(fd, i);
	if (fd > 2)
		(void)close(fd);
}

/* Two questions within two seconds; then it goes on in the background, and asks again every 10 s.
 */
static void run_v4(const struct net_bound *bound)
{
	char host[HOST_MAX] = "";
	cleanup_free char *pid_file = format_text("/run/udhcpc.%s.pid", bound->name);
	cleanup_free char *name_option = NULL;

	(void)gethostname(host, sizeof(host) - 1);
	name_option = format_text("hostname:%s", host);
	if (!pid_file || !name_option)
		_exit(ENOMEM);
	tell_script(bound->link);
	silence();
	(void)execlp("udhcpc", "udhcpc", "-i", bound->name, "-b", "-t", "2", "-T", "1", "-A", "10",
		     "-S", "-p", pid_file, "-x", name_option, "-F", host, (char *)NULL);
	_exit(errno);
}

static void run_v6(const struct net_bound *bound)
{
	cleanup_free char *pid_file = format_text("/run/udhcpc6.%s.pid", bound->name);

	if (!pid_file)
		_exit(ENOMEM);
	tell_script(bound->link);
	silence();
	(void)execlp("udhcpc6", "udhcpc6", "-i", bound->name, "-b", "-t", "2", "-T", "1", "-A",
		     "10", "-S", "-p", pid_file, "-s", "/usr/share/udhcpc/default6.script",
		     (char *)NULL);
	_exit(errno);
}

/* One that runs already goes on: a second one would take its lease away. */
static bool is_running(const struct net_bound *bound, const char *program)
{
	cleanup_free char *path = format_text("/run/%s.%s.pid", program, bound->name);
	cleanup_free char *text = NULL;
	char *end = NULL;
	long pid;

	if (!path || read_file(path, 32, &text, NULL) < 0)
		return false;
	pid = strtol(text, &end, 10);
	return pid > 1 && kill((pid_t)pid, 0) == 0;
}

static int start(const struct net_bound *bound, const char *program,
		 void (*child)(const struct net_bound *bound), struct diag_list *problems)
{
	pid_t pid;

	if (is_running(bound, program))
		return 0;
	pid = fork();
	if (pid == 0)
		child(bound);
	if (pid > 0)
		return 1;
	diag_add(problems, bound->link->line, bound->link->column, "%s: cannot start %s: %s",
		 bound->name, program, strerror(errno));
	return 0;
}

void dhcp_start(const struct net_bounds *bounds, struct diag_list *problems)
{
	int running = 0;

	for (size_t i = 0; i < bounds->count; i++) {
		const struct net_bound *bound = &bounds->items[i];

		if (bound->link->dhcp4)
			running += start(bound, "udhcpc", run_v4, problems);
		if (bound->link->dhcp6)
			running += start(bound, "udhcpc6", run_v6, problems);
	}
	while (running > 0) {
		int status = 0;

		if (wait(&status) < 0 && errno != EINTR)
			break;
		running--;
	}
}
