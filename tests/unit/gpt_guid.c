// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/gpt_guid.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../common/gpt_guid.h"

/* The EFI system partition's type, as the bytes are on a disk (UEFI specification, 5.3.3). */
static const char esp_text[] = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";
static const unsigned char esp[GPT_GUID_LEN] = { 0x28, 0x73, 0x2A, 0xC1, 0x1F, 0xF8, 0xD2, 0x11,
						 0xBA, 0x4B, 0x00, 0xA0, 0xC9, 0x3E, 0xC9, 0x3B };

static void test_parse(void **state)
{
	unsigned char guid[GPT_GUID_LEN];

	(void)state;
	assert_int_equal(gpt_guid_parse(esp_text, guid), 0);
	assert_memory_equal(guid, esp, sizeof(esp));
	memset(guid, 0, sizeof(guid));
	assert_int_equal(gpt_guid_parse("C12A7328-F81F-11D2-BA4B-00A0C93EC93B", guid), 0);
	assert_memory_equal(guid, esp, sizeof(esp));
}

static void test_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"c12a7328-f81f-11d2-ba4b-00a0c93ec93",
		"c12a7328-f81f-11d2-ba4b-00a0c93ec93b0",
		"c12a7328-f81f-11d2-ba4b-00a0c93ec9 b",
		"c12a7328-f81f-11d2-ba4b-00a0c93ec93g",
		"c12a7328xf81f-11d2-ba4b-00a0c93ec93b",
		"c12a-7328f81f-11d2-ba4b-00a0c93ec93b",
	};
	unsigned char guid[GPT_GUID_LEN] = { 0xAA };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(gpt_guid_parse(bad[i], guid), -EINVAL);
	assert_int_equal(guid[0], 0xAA);
}

static void test_format(void **state)
{
	char text[GPT_GUID_TEXT + 1];

	(void)state;
	gpt_guid_format(esp, text);
	assert_string_equal(text, esp_text);
}

static void test_from_bytes(void **state)
{
	static const unsigned char bytes[GPT_GUID_LEN] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55,
							   0x66, 0x77, 0xF8, 0x99, 0xAA, 0xBB,
							   0xCC, 0xDD, 0xEE, 0xFF };
	unsigned char guid[GPT_GUID_LEN];
	char text[GPT_GUID_TEXT + 1];

	(void)state;
	gpt_guid_from_bytes(bytes, 5, guid);
	gpt_guid_format(guid, text);
	assert_string_equal(text, "00112233-4455-5677-8899-aabbccddeeff");
	gpt_guid_from_bytes(bytes, 4, guid);
	gpt_guid_format(guid, text);
	assert_string_equal(text, "00112233-4455-4677-8899-aabbccddeeff");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_from_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
