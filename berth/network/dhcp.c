// SPDX-License-Identifier: Apache-2.0
//
// Starting DHCP clients. See dhcp.h.

#include "dhcp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/number.h"
#include "../../common/process.h"
#include "../../common/text.h"

#define HOST_MAX 65
#define PID_MAX 32 /* bytes of a file with the number, or the name, of a process */
#define ADDRESSES_MAX 1048576
#define LOOK_AGAIN_US 250000
#define IFA_LINK 0x20 /* IPV6_ADDR_LINKLOCAL of the kernel */
#define V4 "udhcpc"
#define V6 "udhcpc6"
#define WAITER "berth" /* what becomes one */

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
	if (link->mtu > 0)
		(void)setenv("IF_PEER_MTU", "no", 1);
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
	std_to_null();
	(void)execlp("udhcpc", "udhcpc", "-i", bound->name, "-b", "-t", "2", "-T", "1", "-A", "10",
		     "-S", "-p", pid_file, "-x", name_option, "-F", host, (char *)NULL);
	_exit(errno);
}

/* Fields of a line of /proc/net/if_inet6, numbers in hexadecimal: "fe80...  02 40 20 80    eth0" */
enum field {
	ADDRESS,
	INDEX,
	LENGTH,
	SCOPE,
	FLAGS,
	NAME,
	FIELDS
};

static bool is_link_local(char *line, const char *name)
{
	const char *fields[FIELDS] = { NULL };
	char *rest = NULL;

	for (int i = 0; i < FIELDS; i++) {
		fields[i] = strtok_r(i == 0 ? line : NULL, " ", &rest);
		if (!fields[i])
			return false;
	}
	return strtoul(fields[SCOPE], NULL, 16) == IFA_LINK &&
	       !(strtoul(fields[FLAGS], NULL, 16) & IFA_F_TENTATIVE) &&
	       strcmp(fields[NAME], name) == 0;
}

static bool has_link_local(const char *name)
{
	cleanup_free char *text = NULL;
	bool found = false;

	if (read_file("/proc/net/if_inet6", ADDRESSES_MAX, &text, NULL) < 0)
		return false;
	for (char *rest = text, *line; !found && (line = strsep(&rest, "\n"));)
		found = is_link_local(line, name);
	return found;
}

static void note_pid(const char *path)
{
	cleanup_free char *text = format_text("%d\n", (int)getpid());

	if (text)
		(void)write_file(path, text, strlen(text), 0644);
}

/*
 * The client needs an address of its own to ask from, which there is a second after the cable is
 * in. It waits for that by itself, in the background, and nobody for it; it can be found, and
 * ended, like the client that it becomes.
 */
static void run_v6(const struct net_bound *bound)
{
	cleanup_free char *pid_file = format_text("/run/" V6 ".%s.pid", bound->name);

	if (!pid_file)
		_exit(ENOMEM);
	if (fork() != 0)
		_exit(0);
	(void)setsid();
	std_to_null();
	note_pid(pid_file);
	while (!has_link_local(bound->name)) {
		if (if_nametoindex(bound->name) != (unsigned)bound->index)
			_exit(0); /* it has gone */
		(void)usleep(LOOK_AGAIN_US);
	}
	(void)execlp(V6, V6, "-i", bound->name, "-f", "-A", "10", "-S", "-p", pid_file, "-s",
		     "/usr/share/udhcpc/default6.script", (char *)NULL);
	log_errno(errno, "udhcpc6");
	_exit(1);
}

/* The number of the client that runs; 0: none does. */
static pid_t find(const struct net_bound *bound, const char *program)
{
	cleanup_free char *pid_file = format_text("/run/%s.%s.pid", program, bound->name);
	cleanup_free char *pid = NULL;
	cleanup_free char *comm_file = NULL;
	cleanup_free char *comm = NULL;

	if (!pid_file || read_file(pid_file, PID_MAX, &pid, NULL) < 0)
		return 0;
	pid[strspn(pid, "0123456789")] = '\0';
	comm_file = format_text("/proc/%s/comm", pid);
	if (!comm_file || read_file(comm_file, PID_MAX, &comm, NULL) < 0 ||
	    (strncmp(comm, program, strlen(program)) != 0 && strcmp(comm, WAITER "\n") != 0))
		return 0;
	return (pid_t)number_parse(pid, INT32_MAX);
}

/* Returns the process to wait for; 0: none is needed, or possible, which is told. */
static pid_t start(const struct net_bound *bound, const char *program,
		   void (*child)(const struct net_bound *bound), struct diag_list *problems)
{
	pid_t pid;

	/* one that runs goes on: a second one would take its lease away */
	if (find(bound, program) > 0)
		return 0;
	pid = fork();
	if (pid == 0)
		child(bound);
	if (pid < 0)
		diag_add(problems, bound->link->line, bound->link->column,
			 "%s: cannot start %s: %s", bound->name, program, strerror(errno));
	return pid < 0 ? 0 : pid;
}

static void wait_for(pid_t pid, const struct net_bound *bound, const char *program,
		     struct diag_list *problems)
{
	int status = 0;

	if (pid == 0)
		return;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return;
	if (status != 0)
		diag_add(problems, bound->link->line, bound->link->column,
			 "%s: %s has failed (status %d)", bound->name, program,
			 WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int dhcp_start(const struct net_bounds *bounds, struct diag_list *problems)
{
	pid_t(*pids)[2] = calloc(bounds->count + 1, sizeof(*pids));

	if (!pids)
		return -ENOMEM;
	for (size_t i = 0; i < bounds->count; i++) {
		const struct net_bound *bound = &bounds->items[i];

		if (bound->link->dhcp4)
			pids[i][0] = start(bound, V4, run_v4, problems);
		if (bound->link->dhcp6)
			pids[i][1] = start(bound, V6, run_v6, problems);
	}
	for (size_t i = 0; i < bounds->count; i++) {
		wait_for(pids[i][0], &bounds->items[i], V4, problems);
		wait_for(pids[i][1], &bounds->items[i], V6, problems);
	}
	free(pids);
	return 0;
}

/* One that is about to end must not be taken for one that runs. */
static void stop(const struct net_bound *bound, const char *program)
{
	pid_t pid = find(bound, program);

	if (pid <= 1)
		return;
	process_end(pid);
	if (find(bound, program) == pid)
		(void)kill(pid, SIGKILL);
}

void dhcp_stop(const struct net_bounds *bounds)
{
	for (size_t i = 0; i < bounds->count; i++) {
		stop(&bounds->items[i], V4);
		stop(&bounds->items[i], V6);
	}
}
