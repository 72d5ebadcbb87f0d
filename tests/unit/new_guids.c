// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/new_guids.c. The expected texts come from sha256sum(1):
// printf 'berth partition berth-efi' | sha256sum

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../berth/install/new_guids.h"
#include "../../common/gpt_guid.h"

static void check_text(const unsigned char *guid, const char *expected)
{
	char text[GPT_GUID_TEXT + 1];

	gpt_guid_format(guid, text);
	assert_string_equal(text, expected);
}

static void test_seeded(void **state)
{
	struct disk_guids guids;

	(void)state;
	new_guids_seeded("berth", &guids);
	check_text(guids.disk, "328952b2-2176-5dbe-89ea-cefa267ca497");
	check_text(guids.parts[PART_ESP - 1], "e1cc9bfe-cd29-50e3-8bee-817a58828c68");
	check_text(guids.parts[PART_DATA - 1], "a710f1fc-f738-5faf-8003-3dc157fe5bc7");
	new_guids_seeded("other", &guids);
	assert_memory_not_equal(guids.parts[PART_ESP - 1], guids.disk, GPT_GUID_LEN);
	check_text(guids.disk, "9627c65e-8fc1-5824-8414-182f0be1a0f2");
}

static void test_random(void **state)
{
	struct disk_guids one, two;
	char text[GPT_GUID_TEXT + 1];

	(void)state;
	new_guids_random(&one);
	new_guids_random(&two);
	assert_memory_not_equal(one.disk, two.disk, GPT_GUID_LEN);
	for (size_t i = 0; i < DISK_PARTS; i++) {
		assert_memory_not_equal(one.parts[i], two.parts[i], GPT_GUID_LEN);
		gpt_guid_format(one.parts[i], text);
		assert_int_equal(text[14], '4');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeded),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
