// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/service_list.c, with the directories that init/service/service_state.c
// makes: what the one writes the other one reads.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../berth/status/service_list.h"
#include "../../common/run.h"
#include "../../init/service/service_state.h"

static char dir[] = "/tmp/service_list.XXXXXX";
static char states[64], runlevel[64];

static void assert_service(const struct service_entry *entry, const char *name, const char *state,
			   const char *reason)
{
	assert_string_equal(entry->name, name);
	assert_string_equal(entry->state, state);
	if (reason)
		assert_string_equal(entry->reason, reason);
	else
		assert_null(entry->reason);
}

static void enable(const char *name)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", runlevel, name);
	assert_int_equal(symlink("/etc/init.d/x", path), 0);
}

static void test_nothing_published(void **state)
{
	struct service_list list;

	(void)state;
	assert_int_equal(service_list_read(states, runlevel, &list), -ENOENT);
}

static void test_states(void **state)
{
	struct service_list list;

	(void)state;
	assert_int_equal(mkdir(runlevel, 0755), 0);
	enable("web");
	enable("waits");
	assert_int_equal(service_state_setup(states), 0);
	service_state_publish("web", SERVICE_STARTED, NULL);
	service_state_publish("needed", SERVICE_STARTING, NULL);
	service_state_publish("bad", SERVICE_FAILED, "line 3: nonsense");
	service_state_publish("restless", SERVICE_STARTED, "it died");
	service_state_publish("ends", SERVICE_STOPPING, NULL);
	assert_int_equal(service_list_read(states, runlevel, &list), 0);
	assert_int_equal(list.count, 6);
	assert_service(&list.items[0], "bad", "failed", "line 3: nonsense");
	assert_service(&list.items[1], "ends", "stopping", NULL);
	assert_service(&list.items[2], "needed", "starting", NULL);
	assert_service(&list.items[3], "restless", "started", "it died");
	assert_service(&list.items[4], "waits", "stopped", NULL);
	assert_service(&list.items[5], "web", "started", NULL);
	service_list_release(&list);
}

/* As it is between the two steps of a change. */
static void test_in_two_states(void **state)
{
	struct service_list list;
	char path[128];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/starting/web", states);
	assert_int_equal(symlink("/etc/init.d/web", path), 0);
	assert_int_equal(service_list_read(states, runlevel, &list), 0);
	assert_int_equal(list.count, 6);
	assert_service(&list.items[5], "web", "started", NULL);
	service_list_release(&list);
}

static void test_no_runlevel(void **state)
{
	struct service_list list;

	(void)state;
	assert_int_equal(service_list_read(states, "/nonexistent", &list), 0);
	assert_int_equal(list.count, 5);
	service_list_release(&list);
}

static int make(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(states, sizeof(states), "%s/openrc", dir);
	(void)snprintf(runlevel, sizeof(runlevel), "%s/default", dir);
	return 0;
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
		cmocka_unit_test(test_nothing_published),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_in_two_states),
		cmocka_unit_test(test_no_runlevel),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
