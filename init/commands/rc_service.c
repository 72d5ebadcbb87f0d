// SPDX-License-Identifier: Apache-2.0
//
// Commands for one service. See rc_service.h. The scripts are read here and sent to PID 1, which
// itself never waits for a disk.

#include "rc_service.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/service_name.h"
#include "../../common/string_list.h"
#include "../../common/text.h"
#include "../control/client.h"
#include "../service/service_exec.h"
#include "../service/service_load.h"
#include "say.h"
#include "send_script.h"
#include "service_logs.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MISUSED 1 /* OpenRC's commands know no other status for it */

/* One call of a command. */
struct call {
	const char *prog; /* for messages */
	const char *name; /* of the service */
	const char *script; /* its path */
	struct control_list list;
};

static const char usage_text[] =
	"usage: rc-service [-i] SERVICE start|stop|restart|status...\n"
	"       rc-service [-i] SERVICE COMMAND\n"
	"       rc-service SERVICE logs [-f] [-n LINES]\n"
	"       rc-service -l | -e SERVICE | -r SERVICE\n"
	"  start    start it, and what it needs; a script that was changed is read again\n"
	"  stop     stop it, and what needs it\n"
	"  restart  stop it if it runs, and start it again with all that was stopped for it\n"
	"  status   say how it is; exit status 0 started, 3 stopped or failed, 4 stopping,\n"
	"           8 starting, 32 crashed\n"
	"  COMMAND  what its script offers besides, as reload; alone, not behind others\n"
	"  logs     its last output: -n that many lines (10), -f go on as more comes\n"
	"  -i, --ifexists  it is no error if there is no such service\n"
	"  -l, --list      names of all service scripts\n"
	"  -e, --exists    say by the exit status whether there is such a service\n"
	"  -r, --resolve   the path of its script\n";

static int cannot_ask(const struct call *call, int error)
{
	(void)fprintf(stderr, "%s: asking init: %s\n", call->prog, strerror(-error));
	return 1;
}

static const struct control_record *record_of(const struct call *call)
{
	return control_list_find(&call->list, call->name);
}

static const char *asked_for; /* its failure is told at the end */

static void show_progress(const char *name, enum service_state state, const char *why)
{
	static char open_name[SERVICE_NAME_MAX + 1]; /* say_begin() keeps it */
	static const char *doing = "Starting"; /* to that one */

	bool is_open = strcmp(name, open_name) == 0;

	switch (state) {
	case SERVICE_STARTING:
	case SERVICE_STOPPING:
		if (state == SERVICE_STOPPING && *why)
			break; /* of a start that has failed */
		(void)snprintf(open_name, sizeof(open_name), "%s", name);
		doing = state == SERVICE_STARTING ? "Starting" : "Stopping";
		say_begin(doing, open_name);
		break;
	case SERVICE_STARTED:
		say_end(*why ? "Stopping" : "Starting", name, !*why); /* it has refused its stop */
		break;
	case SERVICE_STOPPED:
		say_end("Stopping", name, !*why); /* for a reason: its process does not die */
		break;
	case SERVICE_FAILED:
	case SERVICE_CRASHED:
		say_end(is_open ? doing : "Starting", name, false);
		if (strcmp(name, asked_for) != 0)
			say_error("%s: %s", name, why);
		break;
	case SERVICE_WAITING:
		break;
	}
}

static int wish(const struct call *call, enum control_verb verb, const char *already)
{
	cleanup_free char *why = NULL;
	int r;

	asked_for = call->name;
	r = control_wish(verb, call->name, show_progress, &why);
	if (r < 0)
		return cannot_ask(call, r);
	switch ((enum control_outcome)r) {
	case CONTROL_DONE:
		return 0;
	case CONTROL_ALREADY:
		say_warning("%s %s", call->name, already);
		return 0;
	case CONTROL_FAILED:
		say_error("%s failed to %s: %s", call->name, control_verb_word(verb), why);
		return 1;
	case CONTROL_REFUSED:
		say_error("%s: %s", call->name, why);
		return 1;
	}
	return 1;
}

static int send_and_wish(const struct call *call, enum control_verb verb)
{
	struct string_list sent = { 0 };
	cleanup_free char *why = NULL;
	int r = send_script(&call->list, call->name, call->script, &sent, &why);

	string_list_release(&sent);
	if (r < 0)
		return cannot_ask(call, r);
	if (r > 0) {
		say_error("%s", why);
		return 1;
	}
	return wish(call, verb, "has already been started");
}

static int do_start(const struct call *call)
{
	return send_and_wish(call, CONTROL_START);
}

static int do_restart(const struct call *call)
{
	return send_and_wish(call, CONTROL_RESTART);
}

static int do_stop(const struct call *call)
{
	if (!record_of(call)) { /* init has never heard of it: it cannot run */
		say_warning("%s is already stopped", call->name);
		return 0;
	}
	return wish(call, CONTROL_STOP, "is already stopped");
}

static int do_status(const struct call *call)
{
	static const int statuses[] = {
		[SERVICE_WAITING] = 8, [SERVICE_STARTING] = 8, [SERVICE_STARTED] = 0,
		[SERVICE_FAILED] = 3,  [SERVICE_CRASHED] = 32, [SERVICE_STOPPING] = 4,
		[SERVICE_STOPPED] = 3,
	};
	const struct control_record *record = record_of(call);
	enum service_state state = record ? record->state : SERVICE_STOPPED;

	say_info("status: %s", service_state_word(state));
	if (record && record->reason[0])
		say_info("%s", record->reason);
	return statuses[state];
}

static int show_log(const struct call *call, int argc, char *argv[])
{
	const struct control_record *record = record_of(call);

	if (!record || !record->log[0]) {
		say_warning("%s has no log of its own; what it says is in the kernel's: dmesg",
			    call->name);
		return 0;
	}
	return service_logs(record->log, argc, argv);
}

static const struct {
	const char *word;
	int (*run)(const struct call *call);
} commands[] = {
	{ "start", do_start },
	{ "stop", do_stop },
	{ "restart", do_restart },
	{ "status", do_status },
};

static size_t find_command(const char *word)
{
	size_t i = 0;

	while (i < COUNT(commands) && strcmp(commands[i].word, word) != 0)
		i++;
	return i;
}

/* Ask PID 1 how things are, and make sure that there is such a service. */
static int look(struct call *call)
{
	int r;

	control_list_release(&call->list);
	r = control_fetch_list(&call->list);
	if (r < 0)
		return cannot_ask(call, r);
	if (service_name_is_valid(call->name) &&
	    (record_of(call) || access(call->script, R_OK) == 0))
		return 0;
	(void)fprintf(stderr, "%s: service `%s' does not exist\n", call->prog, call->name);
	return MISUSED;
}

/* One command after the other; the last one that fails gives the status. */
static int run_all(struct call *call, int argc, char *argv[])
{
	int result = 0;

	for (int i = 0; i < argc; i++) {
		int status = look(call);

		if (status == 0)
			status = commands[find_command(argv[i])].run(call);
		if (status != 0)
			result = status;
	}
	return result;
}

/*
 * One that the script itself offers, as `reload`: by a shell that takes the place of this process.
 * Returns only if that cannot be executed.
 */
static int run_own(struct call *call, const char *word)
{
	cleanup_free char *conf = format_text(CONF_D "/%s", call->name);
	int status = look(call);

	if (status != 0)
		return status;
	/* as little as possible of where, and how, it was asked for */
	(void)umask(022);
	(void)chdir("/");
	if (conf && service_environment(call->name) == 0)
		(void)execl("/bin/sh", "sh", RC_LIB "/command.sh", call->name, call->script, conf,
			    word, NULL);
	say_error("%s: executing a shell for %s: %s", call->name, word, strerror(errno));
	return 1;
}

/* @argv: the words behind the name of the service, one at least */
static int run(struct call *call, int argc, char *argv[])
{
	int status;

	if (strcmp(argv[0], "logs") == 0) {
		status = look(call);
		if (status == 0)
			status = show_log(call, argc, argv);
	} else if (argc == 1 && find_command(argv[0]) == COUNT(commands)) {
		status = run_own(call, argv[0]);
	} else {
		for (int i = 0; i < argc; i++) {
			if (find_command(argv[i]) < COUNT(commands))
				continue;
			say_error("%s: unknown function `%s'", call->name, argv[i]);
			return MISUSED; /* nothing is done, not even what comes before it */
		}
		status = run_all(call, argc, argv);
	}
	control_list_release(&call->list);
	return status;
}

static bool exists(const char *name)
{
	cleanup_free char *path = format_text(INIT_D "/%s", name);

	return path && service_name_is_valid(name) && access(path, R_OK) == 0;
}

static int list_scripts(void)
{
	struct dirent **entries = NULL;
	int n = scandir(INIT_D, &entries, NULL, alphasort);
	int known = 0;

	for (int i = 0; i < n; i++) {
		if (service_name_is_valid(entries[i]->d_name))
			known += printf("%s\n", entries[i]->d_name) > 0;
		free(entries[i]);
	}
	free(entries);
	return known > 0 ? 0 : 1;
}

static int usage(void)
{
	(void)fputs(usage_text, stderr);
	return MISUSED;
}

static int resolve(const char *name)
{
	if (!exists(name))
		return 1;
	(void)printf(INIT_D "/%s\n", name);
	return 0;
}

int rc_service_main(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "exists", no_argument, NULL, 'e' },	{ "help", no_argument, NULL, 'h' },
		{ "ifexists", no_argument, NULL, 'i' }, { "list", no_argument, NULL, 'l' },
		{ "resolve", no_argument, NULL, 'r' },	{ 0 },
	};
	struct call call = { .prog = "rc-service" };
	cleanup_free char *script = NULL;
	bool if_exists = false;
	int question = 0;
	int option;

	while ((option = getopt_long(argc, argv, "+ehilr", options, NULL)) != -1) {
		if (option == 'h')
			return fputs(usage_text, stdout) < 0;
		if (option == '?')
			return usage();
		if (option == 'i')
			if_exists = true;
		else
			question = option;
	}
	argc -= optind;
	argv += optind;
	if (question == 'l' && argc == 0)
		return list_scripts();
	if (question && argc != 1)
		return usage();
	if (question)
		return question == 'r' ? resolve(argv[0]) : !exists(argv[0]);
	if (argc < 2)
		return usage();
	call.name = argv[0];
	if (if_exists && !exists(call.name))
		return 0;
	script = format_text(INIT_D "/%s", call.name);
	if (!script)
		return cannot_ask(&call, -ENOMEM);
	call.script = script;
	return run(&call, argc - 1, argv + 1);
}

int openrc_run_main(int argc, char *argv[])
{
	struct call call = { .prog = "openrc-run" };
	cleanup_free char *script = NULL;
	const char *slash;

	if (argc < 3) {
		(void)fprintf(stderr,
			      "openrc-run: %s\n"
			      "usage: openrc-run SCRIPT start|stop|restart|status|logs\n",
			      argc < 2 ? "it runs a service script, and none is given"
				       : "no command is given");
		return MISUSED;
	}
	script = realpath(argv[1], NULL);
	call.script = script ? script : argv[1];
	slash = strrchr(argv[1], '/'); /* a link has a name of its own */
	call.name = slash ? slash + 1 : argv[1];
	if (!service_name_is_valid(call.name)) {
		(void)fprintf(stderr, "openrc-run: %s is no name of a service\n", call.name);
		return MISUSED;
	}
	return run(&call, argc - 2, argv + 2);
}
