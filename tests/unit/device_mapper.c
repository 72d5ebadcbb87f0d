// SPDX-License-Identifier: Apache-2.0
//
// Tests of common/device_mapper.c: what the kernel is given.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "../../common/device_mapper.h"

static void test_table(void **state)
{
	const struct dm_target target = { .type = "verity", .params = "1 a b", .sectors = 1600 };
	struct dm_request request;
	const char *bytes = (const char *)&request;

	(void)state;
	memset(&request, 0xff, sizeof(request));
	assert_int_equal(dm_request_fill(&request, "berth-root", &target), 0);
	assert_int_equal(request.head.version[0], 4);
	assert_int_equal(request.head.data_size, sizeof(request));
	assert_true(request.head.flags & DM_READONLY_FLAG);
	assert_string_equal(request.head.name, "berth-root");
	assert_string_equal(request.head.uuid, "");
	assert_int_equal(request.head.target_count, 1);
	/* the kernel finds the target where the header says, its parameters right behind it */
	assert_ptr_equal(bytes + request.head.data_start, &request.spec);
	assert_ptr_equal(&request.spec + 1, request.params);
	assert_int_equal(request.head.data_start % 8, 0);
	assert_int_equal(request.spec.sector_start, 0);
	assert_int_equal(request.spec.length, 1600);
	assert_string_equal(request.spec.target_type, "verity");
	assert_string_equal(request.params, "1 a b");
}

static void test_without_table(void **state)
{
	struct dm_request request;

	(void)state;
	assert_int_equal(dm_request_fill(&request, "x", NULL), 0);
	assert_int_equal(request.head.target_count, 0);
	assert_string_equal(request.params, "");
}

/* One byte too long is refused, one less is not: each text needs its NUL. */
static void test_too_long(void **state)
{
	static char text[DM_PARAMS_MAX + 1];
	struct dm_target target = { .type = "verity", .params = "" };
	struct dm_request request;

	(void)state;
	memset(text, 'x', DM_PARAMS_MAX);
	assert_int_equal(dm_request_fill(&request, text + DM_PARAMS_MAX - DM_NAME_LEN, NULL),
			 -ENAMETOOLONG);
	assert_int_equal(dm_request_fill(&request, text + DM_PARAMS_MAX - DM_NAME_LEN + 1, NULL),
			 0);
	target.params = text;
	assert_int_equal(dm_request_fill(&request, "n", &target), -ENAMETOOLONG);
	target.params = text + 1;
	assert_int_equal(dm_request_fill(&request, "n", &target), 0);
	target.type = text + DM_PARAMS_MAX - DM_MAX_TYPE_NAME;
	assert_int_equal(dm_request_fill(&request, "n", &target), -ENAMETOOLONG);
	target.type++;
	assert_int_equal(dm_request_fill(&request, "n", &target), 0);
}

static struct dm_request answer(const char *type, const char *status)
{
	struct dm_request request = { .head = { .target_count = 1 } };

	strcpy(request.spec.target_type, type);
	strcpy(request.params, status);
	return request;
}

static void test_verity_status(void **state)
{
	struct dm_request request = answer("verity", "V");

	(void)state;
	assert_int_equal(dm_verity_status(&request), DM_VERITY_GOOD);
	request = answer("verity", "C");
	assert_int_equal(dm_verity_status(&request), DM_VERITY_DAMAGED);
	/* with error correction, the kernel adds how often it was used */
	request = answer("verity", "V 3");
	assert_int_equal(dm_verity_status(&request), DM_VERITY_GOOD);
	request = answer("linear", "");
	assert_int_equal(dm_verity_status(&request), DM_VERITY_NONE);
	request = answer("verity", "V");
	request.head.target_count = 0;
	assert_int_equal(dm_verity_status(&request), DM_VERITY_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_without_table),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_verity_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
