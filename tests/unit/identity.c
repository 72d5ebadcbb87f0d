// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/apply/identity.c: what makes a machine another one.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "../../berth/config/apply/identity.h"

static void test_text(void **state)
{
	struct identity identity;
	char *text;

	(void)state;
	assert_int_equal(identity_parse("instance i-1\nuuid 4c4c\n", &identity), 0);
	assert_string_equal(identity.instance, "i-1");
	assert_string_equal(identity.uuid, "4c4c");
	text = identity_text(&identity);
	assert_string_equal(text, "instance i-1\nuuid 4c4c\n");
	free(text);
	identity_release(&identity);
	/* what a power cut, or a later version, may leave */
	assert_int_equal(identity_parse("instance\nuuid \nother x\n\ninstance i-2", &identity), 0);
	assert_string_equal(identity.instance, "i-2");
	assert_null(identity.uuid);
	identity_release(&identity);
}

static void test_who_is_another_one(void **state)
{
	char a[] = "a", b[] = "b";
	const struct identity both = { a, a }, instance = { a, NULL }, uuid = { NULL, a },
			      nothing = { NULL, NULL };
	const struct identity other_instance = { b, a }, other_uuid = { a, b },
			      only_other_uuid = { NULL, b };

	(void)state;
	assert_false(identity_is_other(&both, &both));
	assert_false(identity_is_other(&both, &instance));
	assert_false(identity_is_other(&both, &uuid));
	assert_false(identity_is_other(&both, &nothing));
	assert_false(identity_is_other(&nothing, &both));
	assert_true(identity_is_other(&both, &other_instance));
	assert_true(identity_is_other(&instance, &other_instance));
	/* the same instance, on other hardware, is no copy */
	assert_false(identity_is_other(&both, &other_uuid));
	assert_true(identity_is_other(&both, &only_other_uuid));
	assert_true(identity_is_other(&uuid, &other_uuid));
	assert_false(identity_is_other(&instance, &only_other_uuid));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_who_is_another_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
