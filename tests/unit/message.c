// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/control/message.c: requests as they are and as they are not, and records that come
// back as they went.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../init/control/message.h"

static int parse(const char *text, struct control_request *ret_request)
{
	static char message[512];

	(void)snprintf(message, sizeof(message), "%s", text);
	return control_request_parse(message, strlen(message), ret_request);
}

static void test_requests(void **state)
{
	struct control_request request;

	(void)state;
	assert_int_equal(parse("list 17", &request), 0);
	assert_int_equal(request.verb, CONTROL_LIST);
	assert_int_equal(request.from, 17);
	assert_int_equal(parse("start web-server", &request), 0);
	assert_int_equal(request.verb, CONTROL_START);
	assert_string_equal(request.name, "web-server");
	assert_null(request.source.script);
	assert_int_equal(parse("stop a", &request), 0);
	assert_int_equal(request.verb, CONTROL_STOP);
	assert_int_equal(parse("restart a", &request), 0);
	assert_int_equal(request.verb, CONTROL_RESTART);
	assert_int_equal(parse("define a 0\n#!/sbin/openrc-run\ncommand=x\n", &request), 0);
	assert_int_equal(request.verb, CONTROL_DEFINE);
	assert_string_equal(request.name, "a");
	assert_string_equal(request.source.conf, "");
	assert_string_equal(request.source.script, "#!/sbin/openrc-run\ncommand=x\n");
	assert_int_equal(parse("define a 4\nx=1\ncommand=x\n", &request), 0);
	assert_string_equal(request.name, "a");
	assert_string_equal(request.source.conf, "x=1\n");
	assert_string_equal(request.source.script, "command=x\n");
	assert_int_equal(parse("define a 4\nx=1\n", &request), 0);
	assert_string_equal(request.source.conf, "x=1\n");
	assert_string_equal(request.source.script, "");
	assert_int_equal(parse("define a 0\n", &request), 0);
	assert_string_equal(request.source.script, "");
}

static void test_what_is_no_request(void **state)
{
	static const char *const texts[] = {
		"",
		"start",
		"start ",
		"start a b",
		"start  a",
		"START a",
		"start a\n",
		"start a\nb",
		"start ../a",
		"start .a",
		"start -a",
		"start a/b",
		"start a\tb",
		"define a 5\nx=1\n",
		"define a x\nx",
		"define a -1\nx",
		"define a  1\nx",
		"define  1\nx",
		"define a\nx",
		"list",
		"list x",
		"list -1",
		"list 1000001",
		"list 1\n",
		"define a",
		"define a b\ntext",
		"define\n",
		"define \nx",
		"stop\n\nx\n",
		" start a",
		"starta a",
	};
	char with_nul[] = "start a\0b";
	struct control_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (parse(texts[i], &request) != -EINVAL)
			fail_msg("\"%s\" was taken for a request", texts[i]);
	assert_int_equal(control_request_parse(with_nul, sizeof(with_nul) - 1, &request), -EINVAL);
}

static const struct control_record whole = {
	.name = "web",
	.state = SERVICE_CRASHED,
	.in_runlevel = true,
	.supervised = true,
	.pid = 4194304,
	.deaths = 3,
	.began_ms = 1,
	.settled_ms = 90000,
	.forked_ms = 70000,
	.behind = "network",
	.log = "/var/log/web.log",
	.reason = "died",
};

static void test_a_record_comes_back_as_it_went(void **state)
{
	struct control_record record;
	char line[512];
	size_t len = control_record_write(&whole, line, sizeof(line));

	(void)state;
	assert_int_equal(len, strlen(line));
	assert_int_equal(line[len - 1], '\n');
	line[len - 1] = '\0';
	assert_int_equal(control_record_parse(line, &record), 0);
	assert_string_equal(record.name, whole.name);
	assert_int_equal(record.state, whole.state);
	assert_true(record.in_runlevel && record.supervised && !record.by_hand);
	assert_int_equal(record.pid, whole.pid);
	assert_int_equal(record.deaths, whole.deaths);
	assert_int_equal(record.began_ms, whole.began_ms);
	assert_int_equal(record.settled_ms, whole.settled_ms);
	assert_int_equal(record.forked_ms, whole.forked_ms);
	assert_string_equal(record.behind, whole.behind);
	assert_string_equal(record.log, whole.log);
	assert_string_equal(record.reason, whole.reason);
}

static void test_a_text_cannot_end_its_field(void **state)
{
	struct control_record record = whole;
	char line[512];
	size_t len;

	(void)state;
	record.behind = "";
	record.reason = "a\tb\nc\x1b[31m";
	len = control_record_write(&record, line, sizeof(line));
	line[len - 1] = '\0';
	assert_int_equal(control_record_parse(line, &record), 0);
	assert_string_equal(record.behind, "");
	assert_string_equal(record.reason, "a b c [31m");
}

static void test_it_fits_or_nothing_is_said(void **state)
{
	char line[512];
	size_t len = control_record_write(&whole, line, sizeof(line));

	(void)state;
	for (size_t size = 0; size <= len; size++) {
		char *exact = malloc(size ? size : 1);

		assert_non_null(exact);
		assert_int_equal(control_record_write(&whole, exact, size), 0);
		free(exact);
	}
	assert_int_equal(control_record_write(&whole, line, len + 1), len);
}

static void test_what_is_no_record(void **state)
{
	static const char *const lines[] = {
		"",
		"web",
		"web\tstarted",
		"web\tasleep\t1\t0\t1\t0\t0\t0\t0\t0\t\t\t",
		"../web\tstarted\t1\t0\t1\t0\t0\t0\t0\t0\t\t\t",
		"web\tstarted\t1\t0\t1\t-1\t0\t0\t0\t0\t\t\t",
		"web\tstarted\t1\t0\t1\tx\t0\t0\t0\t0\t\t\t",
		"web\tstarted\t1\t0\t1\t0\t0\t0\t0\t0\t\t",
		"web\tstarted\t1\t0\t1\t0\t0\t0\t0\t0\t\t\t\t",
		"web\tstarted\t1\t0\t1\t0\t0\t0\t0\t9223372036854775808\t\t\t",
	};
	struct control_record record;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		char line[128];

		(void)snprintf(line, sizeof(line), "%s", lines[i]);
		if (control_record_parse(line, &record) != -EINVAL)
			fail_msg("\"%s\" was taken for a record", lines[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_what_is_no_request),
		cmocka_unit_test(test_a_record_comes_back_as_it_went),
		cmocka_unit_test(test_a_text_cannot_end_its_field),
		cmocka_unit_test(test_it_fits_or_nothing_is_said),
		cmocka_unit_test(test_what_is_no_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
