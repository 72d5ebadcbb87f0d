// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/source/seed_cmdline.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../berth/config/source/seed.h"

#define CONFIG "berth.config=I2Nsb3VkLWNvbmZpZwo=" /* "#cloud-config\n" */

/* @problem: NULL: there is none */
static void check(const char *cmdline, int result, const char *user_data, const char *meta_data,
		  const char *problem)
{
	struct seed seed = { .source = NULL };
	struct diag_list problems;

	diag_init(&problems, "configuration");
	assert_int_equal(seed_from_cmdline(cmdline, &problems, &seed), result);
	assert_int_equal(diag_found(&problems), problem != NULL);
	if (problem)
		assert_non_null(strstr(problems.items[0].text, problem));
	if (result == 0) {
		assert_string_equal(seed.user_data, user_data);
		assert_int_equal(seed.user_data_len, strlen(user_data));
		assert_string_equal(seed.source, "kernel command line");
		if (meta_data)
			assert_string_equal(seed.meta_data, meta_data);
		else
			assert_null(seed.meta_data);
	}
	seed_release(&seed);
	diag_free(&problems);
}

static void test_what_it_says(void **state)
{
	(void)state;
	check("root=x quiet " CONFIG, 0, "#cloud-config\n", NULL, NULL);
	check("ds=nocloud;i=i-1;h=web " CONFIG, 0, "#cloud-config\n",
	      "instance-id: \"i-1\"\nlocal-hostname: \"web\"\n", NULL);
	check(CONFIG " ds=nocloud", 0, "#cloud-config\n", "", NULL);
}

static void test_nothing(void **state)
{
	(void)state;
	check("", -ENOENT, NULL, NULL, NULL);
	check("berth.config=", -ENOENT, NULL, NULL, NULL);
	check("root=x ds=nocloud;h=web", -ENOENT, NULL, NULL, NULL);
}

static void test_mistakes(void **state)
{
	(void)state;
	check("berth.config=https://example.org/x", -EINVAL, NULL, NULL, "with an address is not");
	check("berth.config=***", -EINVAL, NULL, NULL, "no base64");
	check("berth.config=I2Nsb3VkLWNvbmZpZwo", -EINVAL, NULL, NULL, "no base64");
	check(CONFIG " ds=nocloud;s=http://x/;i=1", 0, "#cloud-config\n", "instance-id: \"1\"\n",
	      "'s=http://x/' of ds= is not supported");
	/* nothing gets out of its string */
	check(CONFIG " \"ds=nocloud;h=a\\\"", 0, "#cloud-config\n", "local-hostname: \"a\\\\\"\n",
	      NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_it_says),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
