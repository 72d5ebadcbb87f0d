// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/service_state.c, in a directory of their own.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/run.h"
#include "../../init/service/service_state.h"

static char dir[] = "/tmp/service_state.XXXXXX";

static const char *in_dir(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* The directories that hold a link of the service, each with a blank behind it. */
static const char *links_of(const char *name)
{
	static const char *const states[] = { "failed",	  "hotplugged", "inactive",   "started",
					      "starting", "stopping",	"wasinactive" };
	static char text[128];

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		char path[256], target[64] = "", wanted[64];

		(void)snprintf(path, sizeof(path), "%s/%s/%s", dir, states[i], name);
		if (readlink(path, target, sizeof(target) - 1) < 0) {
			assert_int_equal(errno, ENOENT);
			continue;
		}
		(void)snprintf(wanted, sizeof(wanted), "/etc/init.d/%s", name);
		assert_string_equal(target, wanted);
		(void)strcat(strcat(text, states[i]), " ");
	}
	return text;
}

static void assert_reason(const char *name, const char *wanted)
{
	char path[64];
	char *text = NULL;
	int r;

	(void)snprintf(path, sizeof(path), "options/%s/reason", name);
	r = read_file(in_dir(path), 1000, &text, NULL);
	if (wanted) {
		assert_int_equal(r, 0);
		assert_string_equal(text, wanted);
	} else {
		assert_int_equal(r, -ENOENT);
	}
	free(text);
}

static void test_before_setup(void **state)
{
	(void)state;
	service_state_publish("web", SERVICE_STARTED, NULL);
	assert_int_equal(access(in_dir("started"), F_OK), -1);
}

static void test_life(void **state)
{
	(void)state;
	assert_int_equal(service_state_setup(dir), 0);
	assert_int_equal(service_state_setup(dir), 0);
	service_state_publish("web", SERVICE_WAITING, NULL);
	assert_string_equal(links_of("web"), "");
	service_state_publish("web", SERVICE_STARTING, "");
	assert_string_equal(links_of("web"), "starting ");
	service_state_publish("web", SERVICE_STARTED, "");
	assert_string_equal(links_of("web"), "started ");
	assert_reason("web", NULL);
	service_state_publish("web", SERVICE_STARTED, "died, is started again");
	assert_string_equal(links_of("web"), "started ");
	assert_reason("web", "died, is started again");
	service_state_publish("web", SERVICE_FAILED, "died too often");
	assert_string_equal(links_of("web"), "failed ");
	assert_reason("web", "died too often");
	service_state_publish("web", SERVICE_STOPPING, "");
	assert_string_equal(links_of("web"), "stopping ");
	assert_reason("web", NULL);
	service_state_publish("web", SERVICE_STOPPED, "");
	assert_string_equal(links_of("web"), "");
}

static void test_others_are_left_alone(void **state)
{
	(void)state;
	assert_int_equal(service_state_setup(dir), 0);
	service_state_publish("db", SERVICE_FAILED, "no disk");
	service_state_publish("web", SERVICE_STARTED, "");
	assert_string_equal(links_of("db"), "failed ");
	assert_reason("db", "no disk");
	assert_string_equal(links_of("web"), "started ");
}

static void test_readable_by_everybody(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(service_state_setup(dir), 0);
	service_state_publish("db", SERVICE_FAILED, "no disk");
	assert_int_equal(stat(in_dir("failed"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0755);
	assert_int_equal(stat(in_dir("options/db/reason"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_int_equal(stat(in_dir("softlevel"), &st), 0);
	assert_int_equal(st.st_size, strlen("default"));
}

/* A place that cannot be written is a line in the log, not a failure of the service. */
static void test_cannot_write(void **state)
{
	(void)state;
	assert_int_equal(service_state_setup("/proc/nowhere"), -ENOENT);
	assert_int_equal(service_state_setup(dir), 0);
	assert_int_equal(rmdir(in_dir("stopping")), 0);
	service_state_publish("web", SERVICE_STOPPING, "");
	assert_string_equal(links_of("web"), "started ");
	assert_int_equal(mkdir(in_dir("stopping"), 0755), 0);
}

static int make(void **state)
{
	(void)state;
	(void)umask(022);
	log_init("test", LOG_TO_STDERR);
	return mkdtemp(dir) ? 0 : -1;
}

static int clean(void **state)
{
	const char *const argv[] = { "rm", "-rf", dir, NULL };
	int status;

	(void)state;
	return run(argv, NULL, &status, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_before_setup),
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_others_are_left_alone),
		cmocka_unit_test(test_readable_by_everybody),
		cmocka_unit_test(test_cannot_write),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
