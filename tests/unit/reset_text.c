// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/reset/reset_text.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../berth/reset/reset_text.h"
#include "status_sample.h"

static void assert_loss(const struct status *s, const char *wanted)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	reset_print_loss(s, out);
	assert_int_equal(fclose(out), 0);
	if (!strstr(text, wanted))
		fail_msg("no \"%s\" in:\n%s", wanted, text);
	free(text);
}

static void test_loss(void **state)
{
	struct status s = sample_status();

	(void)state;
	assert_loss(&s, "This wipes the data partition and restarts the machine:\n"
			"  partition   /dev/vda7, berth-data, 953 MiB of 7.4 GiB used\n"
			"  lost        3 containers (2 running), all images and volumes\n"
			"              everything else in /var: ");
	s.containers.total = 1;
	assert_loss(&s, "  lost        1 container (2 running), all images and volumes\n");
	s.engine = ENGINE_SKIPPED;
	assert_loss(&s, "  lost        all containers, images and volumes\n");
	sample_set(&s.data.partition, NULL);
	assert_loss(&s, "  partition   /dev/vda7, 953 MiB of 7.4 GiB used\n");
	status_release(&s);
}

static void test_confirmed(void **state)
{
	(void)state;
	assert_true(reset_is_confirmed("reset\n"));
	assert_true(reset_is_confirmed("reset"));
	assert_false(reset_is_confirmed("reset "));
	assert_false(reset_is_confirmed("resets\n"));
	assert_false(reset_is_confirmed("res\n"));
	assert_false(reset_is_confirmed("Reset\n"));
	assert_false(reset_is_confirmed("y\n"));
	assert_false(reset_is_confirmed("\n"));
	assert_false(reset_is_confirmed(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loss),
		cmocka_unit_test(test_confirmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
