// SPDX-License-Identifier: Apache-2.0
//
// `berth announce`: tells all consoles how to reach the machine, if that is not what they were told
// last. Run by PID 1 after the boot (--wait) and by the DHCP client when its lease changes; the
// file of what was said last is also the sign for the DHCP client that the boot is over, and the
// lock.

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"

#include "../command.h"
#include "../config/config_paths.h"
#include "announcement.h"
#include "os_release.h"

#define FILE_MAX (2UL * 1024 * 1024)
#define HOST_MAX 65
#define FIRST_ADDRESS_MS 5000 /* DHCP and router advertisements take a moment */

static const char help[] =
	"Usage: berth announce [--wait]\n"
	"\n"
	"Tells all consoles how to reach the machine, unless that was said before.\n"
	"  --wait  first wait a few seconds for an address; without one, say so, and go on waiting\n"
	"Run by init after the boot and by the DHCP client. Exit status: 0, or 1 after a failure.\n";

static const char *first_line(char *text)
{
	text[strcspn(text, "\n")] = '\0';
	return *text ? text : NULL;
}

static bool has_keys(const struct passwd *user)
{
	cleanup_free char *path = format_text("%s/" AUTHORIZED_KEYS, user->pw_dir);
	cleanup_free char *keys = NULL;

	return path && read_plain_at(AT_FDCWD, path, FILE_MAX, &keys, NULL) == 0 &&
	       authorized_keys_any(keys);
}

/* Who can log in: root, who comes first, or somebody else. NULL: nobody. The caller frees. */
static char *find_user(void)
{
	const struct passwd *user;
	char *name = NULL;

	setpwent();
	while (!name && (user = getpwent()))
		if (has_keys(user))
			name = strdup(user->pw_name);
	endpwent();
	return name;
}

static int lines_now(struct string_list *ret_lines)
{
	cleanup_free char *release = NULL;
	cleanup_free char *version = NULL;
	cleanup_free char *user = find_user();
	cleanup_free char *aftermath = NULL;
	struct net_address_list addresses = { 0 };
	char host[HOST_MAX] = "berth";
	struct announcement a = { .hostname = host, .addresses = &addresses };
	int r;

	(void)gethostname(host, sizeof(host) - 1);
	if (read_file(OS_RELEASE, FILE_MAX, &release, NULL) == 0)
		version = os_release_value(release, "VERSION_ID");
	a.version = version ? version : "unknown";
	a.user = user;
	if (read_file(SLOT_AFTERMATH, FILE_MAX, &aftermath, NULL) == 0)
		a.aftermath = first_line(aftermath);
	r = net_address_list_read(&addresses);
	if (r == 0)
		r = announcement_lines(&a, ret_lines);
	net_address_list_release(&addresses);
	return r;
}

static void say(const struct string_list *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		console_say("%s", lines->items[i]);
}

/* The first line holds all that can change. */
static bool was_said(int fd, const char *line)
{
	cleanup_free char *before = NULL;

	return read_fd(fd, FILE_MAX, &before, NULL) == 0 && strcmp(before, line) == 0;
}

static int note_said(int fd, const char *line)
{
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return write_all(fd, line, strlen(line));
}

static int open_announced(void)
{
	int r = make_dirs(CONFIG_RUN_DIR, 0755);
	int fd = r < 0 ? -1 : open(ANNOUNCED, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (r < 0)
		return r;
	return fd < 0 ? -errno : fd;
}

/* Looked at and said under the lock: two that run at once do not say the same twice. */
static int announce(void)
{
	cleanup_fd int fd = open_announced();
	struct string_list lines = { 0 };
	int r = fd < 0 ? fd : 0;

	if (r == 0 && flock(fd, LOCK_EX) < 0)
		r = -errno;
	if (r == 0)
		r = lines_now(&lines);
	if (r == 0 && lines.count > 0 && !was_said(fd, lines.items[0])) {
		say(&lines);
		r = note_said(fd, lines.items[0]);
	}
	string_list_release(&lines);
	return r;
}

static bool has_address(void)
{
	struct net_address_list list = { 0 };
	bool any = net_address_list_read(&list) == 0 && list.count > 0;

	net_address_list_release(&list);
	return any;
}

static int64_t now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* @limit_ms: -1 = none. Returns 0, also if no address came in time, or a negative errno. */
static int wait_for_address(int watch, int limit_ms)
{
	int64_t deadline = now_ms() + limit_ms;
	int r = 0;

	while (r == 0 && !has_address()) {
		int64_t left = deadline - now_ms();

		if (limit_ms >= 0 && left <= 0)
			break;
		r = net_address_wait(watch, limit_ms < 0 ? -1 : (int)left);
	}
	return r;
}

static int announce_waiting(void)
{
	cleanup_fd int watch = net_address_watch();
	cleanup_fd int announced = open_announced();
	int r = watch < 0 ? watch : announced < 0 ? announced : 0;

	if (r == 0)
		r = wait_for_address(watch, FIRST_ADDRESS_MS);
	if (r == 0)
		r = announce();
	if (r == 0 && !has_address()) {
		r = wait_for_address(watch, -1);
		if (r == 0)
			r = announce();
	}
	return r;
}

int command_announce(int argc, char **argv)
{
	bool wait = argc == 2 && strcmp(argv[1], "--wait") == 0;
	int r;

	if (command_wants_help(argc, argv)) {
		(void)fputs(help, stdout);
		return EXIT_OK;
	}
	if (argc > 1 && !wait) {
		(void)fputs(help, stderr);
		return EXIT_USAGE;
	}
	/* started by init and by the DHCP client, whose standard error nobody reads */
	if (!isatty(STDERR_FILENO))
		log_init("berth", LOG_TO_KMSG);
	r = wait ? announce_waiting() : announce();
	if (r < 0)
		(void)log_errno(r, "announce");
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}
