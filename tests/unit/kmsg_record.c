// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/logs/kmsg_record.c: records as /dev/kmsg gives them, and others.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../berth/logs/kmsg_record.h"

/* In memory of its own length, for the sanitizer. */
static int parse(const char *text, struct kmsg_record *record, char copy[256])
{
	memcpy(copy, text, strlen(text));
	return kmsg_record_parse(copy, strlen(text), record);
}

static void test_records(void **state)
{
	char copy[256];
	struct kmsg_record record;

	(void)state;
	assert_int_equal(parse("6,339,5140900,-;NET: Registered PF_INET\n", &record, copy), 0);
	assert_true(record.from_kernel);
	assert_true(record.number == 339 && record.since_boot_us == 5140900);
	assert_int_equal(record.len, strlen("NET: Registered PF_INET"));
	assert_memory_equal(record.text, "NET: Registered PF_INET", record.len);

	assert_int_equal(parse("12,7,1,-,caller=T1;berth init: a; b\n", &record, copy), 0);
	assert_false(record.from_kernel);
	assert_int_equal(record.len, strlen("berth init: a; b"));

	assert_int_equal(parse("4,1,2,c;ends with properties\n SUBSYSTEM=pci\n DEVICE=+pci:0\n",
			       &record, copy),
			 0);
	assert_int_equal(record.len, strlen("ends with properties"));
	assert_int_equal(parse("4,1,2;", &record, copy), 0);
	assert_int_equal(record.len, 0);
}

static void assert_text(const char *shown, const char *text)
{
	char copy[256] = "6,1,1,-;";
	struct kmsg_record record;

	memcpy(copy + 8, shown, strlen(shown));
	assert_int_equal(kmsg_record_parse(copy, 8 + strlen(shown), &record), 0);
	assert_int_equal(record.len, strlen(text));
	assert_memory_equal(record.text, text, record.len);
}

static void test_bytes_come_back_and_control_characters_do_not(void **state)
{
	(void)state;
	assert_text("gr\\xc3\\xbcn", "gr\xc3\xbcn");
	assert_text("a\\x5cb", "a\\b");
	assert_text("\\x1b[31m\\x0a\\x7f", "\\x1b[31m\\x0a\\x7f");
	assert_text("\\x5", "\\x5");
	assert_text("\\xzz\\x", "\\xzz\\x");
	assert_text("\\", "\\");
}

static void test_what_is_no_record(void **state)
{
	static const char *const texts[] = {
		"",	     ";",	  "6",		"6,",
		"6,1,",	     "6,1,2",	  "6,1,2,-",	"a,1,2,-;x",
		"6,b,2,-;x", "6,1,c,-;x", "-6,1,2,-;x", "6,1,99999999999999999999,-;x",
		"6 1 2;x",
	};
	char copy[256];
	struct kmsg_record record;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(parse(texts[i], &record, copy), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_bytes_come_back_and_control_characters_do_not),
		cmocka_unit_test(test_what_is_no_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
