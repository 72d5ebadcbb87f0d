// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/install_failure.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/install/install_failure.h"

static void says(int error, bool erased, struct target_failure failure, const char *words)
{
	struct install_outcome outcome = { .step = (char *)"writing root.img", .erased = erased };
	char *text = install_failure_text("sda", error, &outcome, &failure);

	assert_non_null(text);
	if (strncmp(text, "writing root.img: ", 18) != 0 || !strstr(text, words))
		fail_msg("%s", text);
	assert_int_equal(strstr(text, "\nsda has no partition table now") != NULL, erased);
	free(text);
}

static void test_texts(void **state)
{
	const struct target_failure fine = { .what = TARGET_FINE };
	const struct target_failure read = { .what = TARGET_READ, .at = 5368709632 };
	const struct target_failure write = { .what = TARGET_WRITE, .at = 512 };
	const struct target_failure sync = { .what = TARGET_SYNC };

	(void)state;
	says(-EBADMSG, true, fine, "wrong image");
	says(-EILSEQ, true, fine, "sda does not give back what was written");
	says(-EFBIG, false, fine, "larger than its place");
	says(-EUCLEAN, false, fine, "loader is not of the form");
	says(-EIO, true, read, "sda cannot be read at byte 5368709632 (5120 MiB): Input/output");
	says(-EIO, true, write, "sda cannot be written at byte 512 (0 MiB)");
	says(-EIO, true, sync, "sda cannot write its cache out");
	says(-EIO, true, fine, "medium may be damaged");
	says(-ENOMEM, true, fine, "memory is short");
}

/* A disk that died may hold anything: nothing is promised. */
static void test_unknown_state(void **state)
{
	struct install_outcome outcome = { .erased = true, .cleanup = -EIO };
	struct target_failure failure = { .what = TARGET_WRITE };
	char *text = install_failure_text("sda", -EIO, &outcome, &failure);

	(void)state;
	assert_non_null(strstr(text, "\nwhat is on sda now is not known: do not start from it"));
	assert_null(strstr(text, "no partition table"));
	free(text);
}

/* Not everything that keeps a disk from being read is the disk. */
static void test_unread(void **state)
{
	char *text = install_unread_text("sda", -EIO);

	(void)state;
	assert_non_null(
		strstr(text, "sda cannot be read: Input/output error. The disk, its cable"));
	free(text);
	text = install_unread_text("sda", -ENOMEM);
	assert_string_equal(text, "sda cannot be looked at: memory is short: end other programs, "
				  "or give the machine more");
	free(text);
}

static void test_without_step(void **state)
{
	struct install_outcome outcome = { 0 };
	struct target_failure fine = { .what = TARGET_FINE };
	char *text = install_failure_text("sda", -ENOMEM, &outcome, &fine);

	(void)state;
	assert_non_null(text);
	assert_string_equal(text, "installing: memory is short: end other programs, or give the "
				  "machine more");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_unknown_state),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_without_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
