// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_berth.c, user_sysctl.c and user_services.c, through whole
// files of user-data.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user_sample.h"

#define HEAD "#cloud-config\nberth:\n"

static void test_parameters(void **state)
{
	static const char *const wanted[][2] = {
		{ "vm.swappiness", "10" },
		{ "net.ipv4.ping_group_range", "0 2147483647" },
		{ "net/ipv4/conf/eth0.5/forwarding", "0x1" },
		{ "kernel.core_pattern", "" },
	};
	struct fixture f;

	(void)state;
	parse(&f, HEAD "  sysctl:\n    vm.swappiness: 10\n"
		       "    net.ipv4.ping_group_range: \"0 2147483647\"\n"
		       "    net/ipv4/conf/eth0.5/forwarding: 0x1\n    kernel.core_pattern: ''\n");
	assert_int_equal(f.diags.count, 0);
	assert_int_equal(f.data.berth.sysctl.count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct user_parameter *parameter = &f.data.berth.sysctl.items[i];

		assert_string_equal(parameter->name, wanted[i][0]);
		assert_string_equal(parameter->value, wanted[i][1]);
		assert_int_equal(parameter->place.line, 4 + i);
		assert_int_equal(parameter->place.column, 5);
	}
	release(&f);
}

static void told(const char *lines, const char *place, const char *words)
{
	char text[1024];
	struct fixture f;

	(void)snprintf(text, sizeof(text), HEAD "%s", lines);
	parse(&f, text);
	if (!has_problem(&f, place, words)) {
		diag_print(&f.diags, stderr);
		fail_msg("%s: not %s: %s", text, place, words);
	}
	assert_int_equal(f.data.berth.sysctl.count, 0);
	release(&f);
}

static void test_bad_parameters(void **state)
{
	(void)state;
	told("  sysctl:\n    ../kernel/panic: 1\n", "4:5", "no name of a parameter");
	told("  sysctl:\n    kernel/../../../etc/passwd: 1\n", "4:5", "no name of a parameter");
	told("  sysctl:\n    /etc/passwd: 1\n", "4:5", "no name of a parameter");
	told("  sysctl:\n    \"\": 1\n", "4:5", "no name of a parameter");
	told("  sysctl:\n    \"a\\nb\": 1\n", "4:5", "no name of a parameter");
	told("  sysctl:\n    a.b: true\n", "4:10", "a number, or a line of text");
	told("  sysctl:\n    a.b: [1]\n", "4:10", "a number, or a line of text");
	told("  sysctl:\n    a.b:\n", "4:9", "a number, or a line of text");
	told("  sysctl:\n    a.b: \"1\\n2\"\n", "4:10", "a number, or a line of text");
	told("  sysctl: [a.b=1]\n", "3:11", "berth.sysctl must be a mapping");
}

static void test_limits(void **state)
{
	static char text[65536];
	size_t at = (size_t)snprintf(text, sizeof(text), HEAD "  sysctl:\n");
	struct fixture f;

	(void)state;
	for (unsigned i = 0; i <= USER_SYSCTL_MAX; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "    a.b%u: 1\n", i);
	at += (size_t)snprintf(text + at, sizeof(text) - at, "  services:\n    enabled:\n");
	for (unsigned i = 0; i <= USER_SERVICES_MAX; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "    - s%u\n", i);
	parse(&f, text);
	assert_int_equal(diag_found(&f.diags), 2);
	assert_int_equal(f.data.berth.sysctl.count, USER_SYSCTL_MAX);
	assert_int_equal(f.data.berth.services.count, USER_SERVICES_MAX);
	release(&f);
}

static void test_services(void **state)
{
	struct fixture f;
	const struct user_service *services;

	(void)state;
	parse(&f, HEAD "  services:\n    disabled: [ntpd]\n    enabled: [web.1, _x]\n");
	assert_int_equal(f.diags.count, 0);
	assert_int_equal(f.data.berth.services.count, 3);
	services = f.data.berth.services.items;
	assert_string_equal(services[0].name, "ntpd");
	assert_false(services[0].enabled);
	assert_int_equal(services[0].place.column, 16);
	assert_string_equal(services[1].name, "web.1");
	assert_true(services[1].enabled);
	assert_string_equal(services[2].name, "_x");
	release(&f);
}

static void test_bad_services(void **state)
{
	(void)state;
	told("  services: {enabled: [../x]}\n", "3:24", "no name of a service");
	told("  services: {enabled: [\"\"]}\n", "3:24", "no name of a service");
	told("  services: {enabled: [5]}\n", "3:24", "put it in quotes");
	told("  services: {enabled: [a], disabled: [a]}\n", "3:39", "named before");
	told("  services: {disabled: [seed]}\n", "3:25", "reads the configuration, and stays");
	told("  services: {disabled: x}\n", "3:24", "must be a list of names");
	told("  services: {enable: [x]}\n", "3:14", "unknown key 'berth.services: enable'");
	told("  services: [x]\n", "3:13", "berth.services must be a mapping");
}

/* What is met when it is done is told with a place in the whole file. */
static void test_places_in_parts(void **state)
{
	struct fixture f;

	(void)state;
	parse(&f, "Content-Type: multipart/mixed; boundary=\"b\"\nMIME-Version: 1.0\n\n--b\n"
		  "Content-Type: text/cloud-config\n\n#cloud-config\nberth:\n"
		  "  sysctl: {a.b: 1}\n  registries: {a: {insecure: true}}\n"
		  "  services: {enabled: [x]}\n--b\nContent-Type: text/cloud-config\n\n"
		  "#cloud-config\nhostname: a\n--b--\n");
	assert_int_equal(f.diags.count, 0);
	assert_int_equal(f.data.berth.sysctl.items[0].place.line, 9);
	assert_int_equal(f.data.berth.registries.items[0].place.line, 10);
	assert_int_equal(f.data.berth.services.items[0].place.line, 11);
	release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parameters),   cmocka_unit_test(test_bad_parameters),
		cmocka_unit_test(test_limits),	     cmocka_unit_test(test_services),
		cmocka_unit_test(test_bad_services), cmocka_unit_test(test_places_in_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
