// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/status_json.c: the keys are an interface.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>

#include "../../berth/status/status_json.h"
#include "status_sample.h"

static json_t *made(struct status *s)
{
	char *text = NULL;
	json_t *read;

	assert_int_equal(status_judge(s), 0);
	assert_int_equal(status_json(s, &text), 0);
	assert_int_equal(text[strlen(text) - 1], '\n');
	read = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(read);
	free(text);
	return read;
}

static void assert_json(struct status *s, const char *wanted)
{
	json_t *is = made(s);
	json_t *expected = json_loads(wanted, 0, NULL);

	assert_non_null(expected);
	if (!json_equal(is, expected)) {
		char *shown = json_dumps(is, JSON_INDENT(2));

		fail_msg("not as wanted: %s", shown);
	}
	json_decref(is);
	json_decref(expected);
}

static void test_whole(void **state)
{
	static const char wanted[] =
		"{\"format\": 1, \"health\": \"ok\", \"problems\": [], "
		"\"config_problems\": [], \"not_seen\": [],"
		"\"system\": {\"name\": \"Berth\", \"version\": \"0.1.0\","
		"  \"commit\": \"b02ad454cbe055a3e2badf40780bf8b71932c7b2\", \"profile\": \"virt\","
		"  \"hostname\": \"box\", \"kernel\": \"6.12.107\", \"uptime_seconds\": 185},"
		"\"medium\": {\"kind\": \"disk\", \"device\": \"/dev/vda5\","
		"  \"partition\": \"berth-a\", \"slot\": \"a\", \"volume\": null, \"image\": null},"
		"\"boot\": {\"mode\": \"good\", \"disk\": \"vda\", \"slot\": \"a\","
		"  \"root\": \"verified\", \"root_hash\": \"" SAMPLE_ROOT_HASH "\","
		"  \"aftermath\": null},"
		"\"slots\": [{\"slot\": \"a\", \"running\": true, \"first\": true, \"good\": true,"
		"  \"tries\": 0, \"startable\": true, \"next\": true,"
		"  \"boot_files\": null, \"passed_over\": false, \"empty\": false, \"version\": \"0.1.0\","
		"  \"boot\": \"/dev/vda3\", \"root\": \"/dev/vda5\", \"failure\": null},"
		"  {\"slot\": \"b\", \"running\": false, \"first\": false, \"good\": false,"
		"  \"tries\": 0, \"startable\": false, \"next\": false,"
		"  \"boot_files\": null, \"passed_over\": false, \"empty\": true, \"version\": null,"
		"  \"boot\": \"/dev/vda4\", \"root\": \"/dev/vda6\", \"failure\": null}],"
		"\"data\": {\"path\": \"/var\", \"kept\": true, \"read_only\": false,"
		"  \"device\": \"/dev/vda7\", \"partition\": \"berth-data\","
		"  \"size\": 8000000000, \"used\": 1000000000, \"free\": 6600000000},"
		"\"memory\": {\"total\": 1039101952, \"available\": 839101952, \"used\": 200000000},"
		"\"network\": {\"addresses\": ["
		"  {\"interface\": \"eth0\", \"family\": \"inet\", \"address\": \"10.0.2.15\","
		"   \"prefix\": 24},"
		"  {\"interface\": \"eth0\", \"family\": \"inet6\", \"address\": \"fec0::1\","
		"   \"prefix\": 64}], \"gateways\": [\"10.0.2.2\"], \"dns\": [\"10.0.2.3\"]},"
		"\"services\": [{\"name\": \"containerd\", \"state\": \"started\", \"reason\": null},"
		"  {\"name\": \"dropbear\", \"state\": \"started\", \"reason\": null}],"
		"\"containers\": {\"engine\": \"ok\", \"problem\": null, \"total\": 3, \"running\": 2,"
		"  \"down\": []}}";
	struct status s = sample_status();

	(void)state;
	assert_json(&s, wanted);
	status_release(&s);
}

/* Every key is there, whatever is not known. */
static void test_nothing_known(void **state)
{
	static const char wanted[] =
		"{\"format\": 1, \"health\": \"degraded\","
		"\"problems\": [\"it is not known which services run\"],"
		"\"config_problems\": [\"user-data:2:1: unknown key 'x'\"],"
		"\"not_seen\": [\"services: Permission denied\"],"
		"\"system\": {\"name\": null, \"version\": null, \"commit\": null,"
		"  \"profile\": null, \"hostname\": null, \"kernel\": null, \"uptime_seconds\": 0},"
		"\"medium\": {\"kind\": \"unknown\", \"device\": null, \"partition\": null,"
		"  \"slot\": null, \"volume\": null, \"image\": null},"
		"\"boot\": {\"mode\": null, \"disk\": null, \"slot\": null, \"root\": null,"
		"  \"root_hash\": null, \"aftermath\": null}, \"slots\": [],"
		"\"data\": null, \"memory\": null, \"network\": null, \"services\": [],"
		"\"containers\": {\"engine\": \"forbidden\", \"problem\": null, \"total\": null,"
		"  \"running\": null, \"down\": []}}";
	struct status s = { .engine = ENGINE_FORBIDDEN };

	(void)state;
	(void)string_list_printf(&s.not_seen, "services: Permission denied");
	(void)string_list_printf(&s.config_problems, "user-data:2:1: unknown key 'x'");
	assert_json(&s, wanted);
	status_release(&s);
}

static void test_degraded(void **state)
{
	struct status s = sample_status();
	json_t *root, *down;

	(void)state;
	sample_service(&s, "web", "failed", "exit status 1");
	sample_down(&s, "db", "Created");
	root = made(&s);
	assert_string_equal(json_string_value(json_object_get(root, "health")), "degraded");
	assert_int_equal(json_array_size(json_object_get(root, "problems")), 2);
	assert_string_equal(json_string_value(json_array_get(json_object_get(root, "problems"), 0)),
			    "service web failed: exit status 1");
	down = json_array_get(json_object_get(json_object_get(root, "containers"), "down"), 0);
	assert_string_equal(json_string_value(json_object_get(down, "name")), "db");
	assert_string_equal(json_string_value(json_object_get(down, "status")), "Created");
	json_decref(root);
	status_release(&s);
}

static void test_engine_words(void **state)
{
	static const char *const words[] = { "ok",   "silent", "skipped",
					     "down", "failed", "forbidden" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct status s = sample_status();
		json_t *root, *containers;

		s.engine = (enum engine_answer)i;
		sample_set(&s.engine_problem, "why");
		root = made(&s);
		containers = json_object_get(root, "containers");
		assert_string_equal(json_string_value(json_object_get(containers, "engine")),
				    words[i]);
		assert_string_equal(json_string_value(json_object_get(containers, "problem")),
				    "why");
		assert_int_equal(json_is_null(json_object_get(containers, "total")), i != 0);
		json_decref(root);
		status_release(&s);
	}
}

/* What others wrote may hold anything; more bytes than a double can hold stay exact. */
static void test_odd_values(void **state)
{
	struct status s = sample_status();
	json_t *root, *system;

	(void)state;
	sample_set(&s.hostname, "caf\xc3\xa9 \"x\" \\ \x01");
	sample_set(&s.kernel, "broken \xff utf-8");
	s.data.size = (1ULL << 62) + 1;
	root = made(&s);
	system = json_object_get(root, "system");
	assert_string_equal(json_string_value(json_object_get(system, "hostname")), s.hostname);
	assert_string_equal(json_string_value(json_object_get(system, "kernel")), "broken ? utf-8");
	assert_true(json_integer_value(json_object_get(json_object_get(root, "data"), "size")) ==
		    (1LL << 62) + 1);
	json_decref(root);
	status_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),	   cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_degraded),   cmocka_unit_test(test_engine_words),
		cmocka_unit_test(test_odd_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
