// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/service_file.c: the language of declarative service scripts.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../../init/service/service_file.h"

static unsigned notes;

static void count_note(void *ctx, const struct service_remark *ignored)
{
	(void)ctx;
	assert_non_null(ignored->text);
	notes++;
}

static struct service_def parse_with(const char *conf, const char *script)
{
	const struct service_source source = { .conf = (char *)conf, .script = (char *)script };
	struct service_remark error = { 0 };
	struct service_def def;
	int r;

	notes = 0;
	r = service_parse("web", &source, count_note, NULL, &def, &error);
	if (r != 0)
		fail_msg("result %d, line %u: %s", r, error.line, error.text ? error.text : "");
	return def;
}

static struct service_def parse(const char *script)
{
	return parse_with(NULL, script);
}

static void expect_error(int expected, const char *conf, const char *script, unsigned line,
			 bool in_conf)
{
	const struct service_source source = { .conf = (char *)conf, .script = (char *)script };
	struct service_remark error = { 0 };
	struct service_def def;
	int r = service_parse("web", &source, NULL, NULL, &def, &error);

	if (r == 0)
		service_def_release(&def);
	if (r != expected || error.line != line || error.in_conf != in_conf || !error.text)
		fail_msg("result %d in line %u (expected %u) for:\n%s", r, error.line, line,
			 script);
}

static void refuse(const char *script, unsigned line)
{
	expect_error(-EINVAL, NULL, script, line, false);
}

static void leave_to_shell(const char *script, unsigned line)
{
	expect_error(-ENOEXEC, NULL, script, line, false);
}

static void test_full(void **state)
{
	struct service_def def =
		parse("#!/sbin/openrc-run\n"
		      "# comment with = and ' in it\n"
		      "description=\"A web server\"\n"
		      "description_reload='Reload it'\n"
		      "supervisor=supervise-daemon\n"
		      "command=/usr/bin/web ; directory=/srv\n"
		      "command_args=\"-c /etc/web.conf -n 'two words' -x\\\"y\\\"\"\n"
		      "output_log=/var/log/web.log # trailing\n"
		      "respawn_delay=2\n"
		      "respawn_max=0\n"
		      "rc_oom_score_adj=-900\n"
		      "rc_ulimit=\"-n 1048576\"\n"
		      "rc_cgroup_settings=\"\n"
		      "memory.min 1000\n"
		      "pids.max 10\"\n"
		      "ready_socket=/run/web.sock\n"
		      "depend() {\n"
		      "\tneed net localmount # both\n"
		      "\twant dns; use logger\n"
		      "\tafter firewall\n"
		      "\tbefore \\\n\t\tlast\n"
		      "\tprovide www\n"
		      "}\n");

	(void)state;
	assert_int_equal(notes, 0);
	assert_string_equal(def.name, "web");
	assert_true(def.supervised);
	assert_string_equal(def.command, "/usr/bin/web");
	assert_string_equal(def.directory, "/srv");
	assert_int_equal(def.args.count, 5);
	assert_string_equal(def.args.items[3], "two words");
	assert_string_equal(def.args.items[4], "-xy");
	assert_string_equal(def.output_log, "/var/log/web.log");
	assert_null(def.error_log);
	assert_int_equal(def.respawn.delay_ms, 2000);
	assert_int_equal(def.respawn.max, 0);
	assert_int_equal(def.respawn.period_ms, 12000);
	assert_int_equal(def.oom_score_adj, -900);
	assert_string_equal(def.cgroup_settings, "\nmemory.min 1000\npids.max 10");
	assert_string_equal(def.readiness.path, "/run/web.sock");
	assert_int_equal(def.need.count, 2);
	assert_string_equal(def.need.items[1], "localmount");
	assert_string_equal(def.want.items[0], "dns");
	assert_string_equal(def.use.items[0], "logger");
	assert_string_equal(def.after.items[0], "firewall");
	assert_string_equal(def.before.items[0], "last");
	assert_true(string_list_has(&def.provide, "www"));
	service_def_release(&def);
}

static void test_small(void **state)
{
	struct service_def def = parse("command=/bin/true");

	(void)state;
	assert_false(def.supervised);
	assert_int_equal(def.args.count, 0);
	assert_int_equal(def.respawn.max, 10);
	assert_int_equal(def.oom_score_adj, 0);
	service_def_release(&def);
	def = parse("command='/bin/'\"tr\"ue\ndepend() { after web other; }\n");
	assert_string_equal(def.command, "/bin/true");
	/* a service does not wait for itself */
	assert_int_equal(def.after.count, 1);
	service_def_release(&def);
}

static void test_last_value_wins(void **state)
{
	struct service_def def =
		parse("command=/a\ncommand=/b\ncommand_args=\"x y\"\n"
		      "command_args=z\nsupervisor=supervise-daemon\nsupervisor=\n");

	(void)state;
	assert_string_equal(def.command, "/b");
	assert_int_equal(def.args.count, 1);
	assert_string_equal(def.args.items[0], "z");
	assert_false(def.supervised);
	service_def_release(&def);
}

static void test_notes(void **state)
{
	struct service_def def = parse("command=/a\nunknown_key=1\noutput_logger=x\n"
				       "depend() {\n keyword -shutdown\n after *\n need !net\n}\n");

	(void)state;
	assert_int_equal(notes, 5);
	assert_int_equal(def.after.count, 0);
	assert_int_equal(def.need.count, 0);
	service_def_release(&def);
}

static void test_empty_values_are_as_good_as_none(void **state)
{
	struct service_def def =
		parse("command=/a\ncommand_user=\noutput_log=\"\"\nretry=\ndirectory=\n"
		      "capabilities=^cap_chown\ncapabilities=\n"
		      "notify=fd:3\nnotify=\n");

	(void)state;
	assert_null(def.user);
	assert_null(def.output_log);
	assert_null(def.retry);
	assert_null(def.directory);
	assert_true(def.capabilities.ambient == 0);
	assert_int_equal(def.readiness.kind, READINESS_EXECUTED);
	service_def_release(&def);
	def = parse("command=/a\nready_socket=/x\nready_socket=\n");
	assert_int_equal(def.readiness.kind, READINESS_EXECUTED);
	assert_null(def.readiness.path);
	service_def_release(&def);
}

static void test_whom_it_runs_as(void **state)
{
	struct service_def def = parse(
		"command=/a\ncommand_user=web:net\ncapabilities=\"^cap_net_raw,!cap_setpcap\"\n"
		"no_new_privs=yes\numask=0027\n");

	(void)state;
	assert_string_equal(def.user, "web:net");
	assert_true(def.capabilities.ambient == UINT64_C(1) << 13);
	assert_true(def.capabilities.dropped == UINT64_C(1) << 8);
	assert_true(def.no_new_privs);
	assert_int_equal(def.umask, 027);
	service_def_release(&def);
	def = parse("command=/a\n");
	assert_null(def.user);
	assert_false(def.no_new_privs);
	assert_int_equal(def.umask, 022);
	service_def_release(&def);
	refuse("command=/a\ncapabilities=all\n", 2);
	refuse("command=/a\numask=8\n", 2);
}

static void test_how_it_is_stopped(void **state)
{
	struct service_def def = parse("command=/a\nretry=TERM/60/KILL/10\nstopsig=SIGQUIT\n"
				       "stopgroup=YES\nrc_timeout_stopsec=2m\n");

	(void)state;
	assert_string_equal(def.retry, "TERM/60/KILL/10");
	assert_int_equal(def.stop_signal, SIGQUIT);
	assert_true(def.stop_group);
	assert_int_equal(def.stop_limit_ms, 120000);
	service_def_release(&def);
	def = parse("command=/a\nstopsig=28\nstopgroup=no\n");
	assert_null(def.retry);
	assert_int_equal(def.stop_signal, 28);
	assert_false(def.stop_group);
	assert_int_equal(def.stop_limit_ms, 10000);
	service_def_release(&def);
	refuse("command=/a\nretry=TERM/\n", 2);
	refuse("command=/a\nstopsig=TERMINATE\n", 2);
	refuse("command=/a\nstopgroup=perhaps\n", 2);
	refuse("command=/a\nrc_ulimit=\"-n\"\n", 2);
	refuse("command=/a\nrc_cgroup_cleanup=maybe\n", 2);
	leave_to_shell("command=/a\nrc_timeout_stopsec=1 hour\n", 2);
}

static void test_how_often_it_is_started_again(void **state)
{
	struct service_def def =
		parse("command=/a\nrespawn_delay=128ms\nrespawn_delay_step=1s\n"
		      "respawn_delay_cap=1m\nrespawn_period=1hour\nrespawn_max=3\n");

	(void)state;
	assert_int_equal(def.respawn.delay_ms, 128);
	assert_int_equal(def.respawn.step_ms, 1000);
	assert_int_equal(def.respawn.cap_ms, 60000);
	assert_int_equal(def.respawn.period_ms, 3600000);
	assert_int_equal(def.respawn.max, 3);
	service_def_release(&def);
}

static void test_variables(void **state)
{
	struct service_def def =
		parse("port=80\nname=x\n: ${root:=/srv/$SVCNAME} ${port:=90}\n"
		      "command=/bin/${RC_SVCNAME}\ncommand_args=\"-p $port -r '$root'\"\n"
		      "net=\"lo eth0\"\ndepend() {\nneed $net $other\n}\nother=db\n");

	(void)state;
	assert_int_equal(notes, 0);
	assert_string_equal(def.command, "/bin/web");
	assert_int_equal(def.args.count, 4);
	assert_string_equal(def.args.items[1], "80");
	assert_string_equal(def.args.items[3], "/srv/web");
	assert_int_equal(def.need.count, 3); /* split, and of what is set behind it */
	assert_string_equal(def.need.items[1], "eth0");
	assert_string_equal(def.need.items[2], "db");
	service_def_release(&def);
	def = parse("command=/a\ndepend() { need a; }\ndepend() { need b; }\n");
	assert_int_equal(def.need.count, 1); /* as of any function, the last one counts */
	assert_string_equal(def.need.items[0], "b");
	service_def_release(&def);
	def = parse("command=sleep\ncomand_args=5\n");
	assert_string_equal(def.command, "sleep");
	assert_int_equal(notes, 1);
	service_def_release(&def);
}

static void test_configuration(void **state)
{
	struct service_def def = parse_with("port=8080\ncommand=/other # mine\nrespawn_max=3\n",
					    ": ${port:=80}\n: \"${command:=/bin/web}\"\n"
					    "command_args=$port\nrespawn_max=0\n");

	(void)state;
	assert_string_equal(def.command, "/other");
	assert_string_equal(def.args.items[0], "8080");
	assert_int_equal(def.respawn.max, 0);
	service_def_release(&def);
	expect_error(-ENOEXEC, "x=1\nif true\n", "command=/a\n", 2, true);
	expect_error(-EINVAL, "depend() { need a; }\n", "command=/a\n", 1, true);
	expect_error(-EINVAL, "\nrespawn_max=few\n", "command=/a\n", 2, true);
	expect_error(-ENOEXEC, "x=1\n\n\n", "\ncommand=/a b\n", 2, false);
	expect_error(-EINVAL, "x=1\n\n\n", "\n", 2, false);
}

static void test_daemons_in_the_background(void **state)
{
	struct service_def def = parse("command=/a\ncommand_background=yes\npidfile=/run/a.pid\n");

	(void)state;
	assert_true(def.background);
	assert_string_equal(service_pid_file(&def), "/run/a.pid");
	service_def_release(&def);
	/* a supervised one has no use for it */
	def = parse("command=/a\nsupervisor=supervise-daemon\ncommand_background=yes\n"
		    "pidfile=/x\n");
	assert_null(service_pid_file(&def));
	service_def_release(&def);
	def = parse("command=/a\ncommand_args=1\ncommand_args_background='2 3'\n"
		    "command_args_foreground=4\n");
	assert_int_equal(def.args.count, 1);
	assert_int_equal(def.args_background.count, 2);
	assert_string_equal(def.args_foreground.items[0], "4");
	service_def_release(&def);
	refuse("command=/a\npidfile=/etc/a.pid\ncommand_background=yes\n", 2);
	refuse("command=/a\ncommand_background=yes\npidfile=/run/a/\n\n", 3);
	refuse("command=/a\ncommand_background=yes\npidfile=/run//\n\n", 3);
	expect_error(-EINVAL, "pidfile=/a\n", "command=/a\ncommand_background=yes\n", 1, true);
	refuse("command=/a\ncommand_background=perhaps\n", 2);
}

static void test_what_a_shell_has_made_of_a_script(void **state)
{
	struct service_def def = parse("rc_functions=\"'start' 'stop'\"\ndepend() {\n"
				       "\tneed 'db' 'net'\n}\n# end\n");

	(void)state;
	assert_null(def.command);
	assert_int_equal(def.functions.count, 2);
	assert_string_equal(def.functions.items[1], "stop");
	assert_int_equal(def.need.count, 2);
	assert_true(service_is_script(&def));
	service_def_release(&def);
	/* PID 1 executes the program itself, once start_pre() is done */
	def = parse("command=/a\nsupervisor=supervise-daemon\nrc_functions='start_pre reload'\n");
	assert_false(service_is_script(&def));
	service_def_release(&def);
	def = parse("command=/a\nrc_functions='start stop_post'\nrc_script=/srv/web\n");
	assert_true(service_is_script(&def));
	assert_string_equal(def.script, "/srv/web");
	service_def_release(&def);
	def = parse("command=/a\nsupervisor=supervise-daemon\nrc_functions='stop stop_post'\n");
	assert_false(service_is_script(&def));
	service_def_release(&def);
	refuse("command=/a\nsupervisor=supervise-daemon\nrc_functions=start\n", 4);
}

static void test_what_is_exported(void **state)
{
	struct service_def def =
		parse("export A=1 B='x y'\nC=3\nexport C PATH D\nexport RC_SVCNAME\n"
		      "command=/a # export E=1\nA=2\nPATH=/opt\n");

	(void)state;
	assert_int_equal(notes, 0);
	assert_int_equal(def.environment.count, 4);
	assert_string_equal(def.environment.items[0], "A=2"); /* what it holds in the end */
	assert_string_equal(def.environment.items[1], "B=x y");
	assert_string_equal(def.environment.items[2], "C=3");
	assert_string_equal(def.environment.items[3], "PATH=/opt");
	service_def_release(&def);
	leave_to_shell("export -p\n", 1);
	leave_to_shell("export A=1; export A+=2\n", 1);
	leave_to_shell("export A=1 && x=2\n", 1);
	refuse("export A='1\n", 1);
}

static void test_errors(void **state)
{
	(void)state;
	refuse("", 1);
	refuse("# nothing\n", 2);
	refuse("command=rela/tive\n", 1);
	leave_to_shell("command=/a\ndepend() { need ${x:=net}; }\n", 2);
	leave_to_shell("command=/a\ndepend() { need \"${x:-${y=net}}\"; }\n", 2);
	leave_to_shell("command=/a\ncommand_args=\"-l *.conf\"\n", 2);
	leave_to_shell("command=/a\ncommand_args='-l a?'\n", 2);
	leave_to_shell("command=/a\ncommand_args=\"a #b\"\n", 2);
	leave_to_shell("command=/a\ncommand_args=\"/opt:$PATH\"\n", 2);
	refuse("command=\n", 2);
	leave_to_shell("\n\ncommand=/a b\n", 3);
	refuse("command=$x\n", 2);
	leave_to_shell("command=\"/a$(x)\"\n", 1);
	leave_to_shell("command=`a`\n", 1);
	refuse("command=\"/a\n\n", 1);
	refuse("command='/a", 1);
	leave_to_shell("command=/a\nstart() {\n:\n}\n", 2);
	leave_to_shell("command=/a\necho hello\n", 2);
	leave_to_shell("command=/a\n: ${x:?y}\n", 2);
	leave_to_shell("command=/a\n: a && b\n", 2);
	leave_to_shell("command=/a\n:a\n", 2);
	leave_to_shell("command=/a\nif true; then\n", 2);
	leave_to_shell("command=/a\ndepend() {\n need net\n", 4);
	refuse("command=/a\ndepend()\nneed net\n", 3);
	leave_to_shell("command=/a\ndepend() { need a | b; }\n", 2);
	leave_to_shell("command=/a\ndepend() { need }\n", 3);
	leave_to_shell("command=/a\ndepend() {\nif true; then\nneed db\nfi\n}\n", 3);
	leave_to_shell("command=/a\ndepend() { for x in a b; do need x; done; }\n", 2);
	leave_to_shell("command=/a\ndepend() { [ -e /x ]; need db; }\n", 2);
	refuse("command=/a\ndepend() { need a\\", 2);
	refuse("command=/a\\", 1);
	refuse("command=/a\nsupervisor=s6\n", 2);
	refuse("command=/a\nrespawn_max=many\n", 2);
	refuse("command=/a\nrespawn_delay=-1\n", 2);
	refuse("command=/a\nrc_oom_score_adj=-2000\n", 2);
	leave_to_shell("command=/a\ncommand_args=\"a >b\"\n", 2);
	refuse("command=/a\ncommand_args=\"a 'b\"\n", 2);
	leave_to_shell("command=/a\ncommand_args=\"a \\\\\"\n", 2);
	leave_to_shell("command=/a\n9x=1\n", 2);
	leave_to_shell("command=/a & x=1\n", 1);
}

/* Every beginning of a script is either fine or an error, never a crash or a read too far. */
static void test_truncation(void **state)
{
	static const char script[] = "command=/a\ncommand_args=\"-x 'y z' \\\"q\"\n"
				     "depend() {\n need a \\\n b; after c\n}\nname='a'\n";

	(void)state;
	for (size_t len = 0; len < sizeof(script); len++) {
		char *copy = strndup(script, len);
		struct service_source source = { .script = copy };
		struct service_remark error;
		struct service_def def;

		assert_non_null(copy);
		if (service_parse("x", &source, NULL, NULL, &def, &error) == 0)
			service_def_release(&def);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_last_value_wins),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_empty_values_are_as_good_as_none),
		cmocka_unit_test(test_whom_it_runs_as),
		cmocka_unit_test(test_how_it_is_stopped),
		cmocka_unit_test(test_how_often_it_is_started_again),
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_configuration),
		cmocka_unit_test(test_daemons_in_the_background),
		cmocka_unit_test(test_what_is_exported),
		cmocka_unit_test(test_what_a_shell_has_made_of_a_script),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_truncation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
