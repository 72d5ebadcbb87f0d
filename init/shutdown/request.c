// SPDX-License-Identifier: Apache-2.0
//
// halt, poweroff, reboot, shutdown: put the word on PID 1's FIFO, or send the signal that busybox
// init understands if there is no FIFO. With -f the kernel is asked directly, after a sync.
// The kernel itself runs /sbin/poweroff and /sbin/reboot without arguments.

#include "request.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../reexec/reexec.h"
#include "action.h"

bool request_is_command(const char *name)
{
	return strcmp(name, "shutdown") == 0 || action_from_word(name) != ACTION_NONE;
}

static int write_word(const char *word)
{
	/* without a reader the open fails at once (ENXIO): nobody would hear the word */
	cleanup_fd int fd = open(CONTROL_FIFO, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	char line[32];
	int n = snprintf(line, sizeof(line), "%s\n", word);

	return fd < 0 ? -errno : write_all(fd, line, (size_t)n);
}

static int ask_to_reexec(void)
{
	int r = write_word(REEXEC_WORD);

	if (r < 0)
		log_errno(r, "asking init to execute itself anew");
	return r < 0;
}

static int ask(enum action action)
{
	const char *word = action_word(action);

	if (write_word(word) == 0)
		return 0;
	if (kill(1, action_to_signal(action)) == 0)
		return 0;
	log_errno(errno, "asking init to %s", word);
	return 1;
}

static int force(enum action action)
{
	sync();
	(void)reboot(action_to_reboot(action));
	log_errno(errno, "%s -f", action_word(action));
	return 1;
}

static int usage(const char *name)
{
	if (strcmp(name, "shutdown") == 0)
		(void)fprintf(stderr, "usage: shutdown -r|-p|-h [now], or shutdown -R\n"
				      "  -r  reboot\n"
				      "  -p  power off (also -h, -P)\n"
				      "  -R  execute init anew; services go on\n"
				      "Only \"now\" is supported as a time.\n");
	else
		(void)fprintf(stderr,
			      "usage: %s [-f]\n"
			      "  -f  at once, without stopping services or unmounting: data that\n"
			      "      programs have not written yet is lost\n",
			      name);
	return 2;
}

static int main_shutdown(int argc, char *argv[])
{
	enum action action = ACTION_NONE;
	bool reexec = false;
	int option;

	while ((option = getopt(argc, argv, "rphPHR")) != -1) {
		if (option == 'r')
			action = ACTION_REBOOT;
		else if (option == 'p' || option == 'h' || option == 'P')
			action = ACTION_POWEROFF;
		else if (option == 'H')
			action = ACTION_HALT;
		else if (option == 'R')
			reexec = true;
		else
			return usage("shutdown");
	}
	if (reexec && action == ACTION_NONE && argc == optind)
		return ask_to_reexec();
	if (reexec || action == ACTION_NONE || argc - optind > 1 ||
	    (argc - optind == 1 && strcmp(argv[optind], "now") != 0 &&
	     strcmp(argv[optind], "0") != 0))
		return usage("shutdown");
	return ask(action);
}

int request_main(const char *name, int argc, char *argv[])
{
	bool at_once = false;
	int option;

	log_init(name, LOG_TO_STDERR);
	if (strcmp(name, "shutdown") == 0)
		return main_shutdown(argc, argv);
	while ((option = getopt(argc, argv, "f")) != -1) {
		if (option != 'f')
			return usage(name);
		at_once = true;
	}
	if (optind < argc)
		return usage(name);
	return at_once ? force(action_from_word(name)) : ask(action_from_word(name));
}
