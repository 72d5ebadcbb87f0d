// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/network/resolv_conf.c: what an interface adds to /etc/resolv.conf.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "../../berth/network/resolv_conf.h"

static void assert_part(struct net_link link, const char *wanted)
{
	char *text = resolv_conf_part(&link.dns, &link.search);

	assert_non_null(text);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_parts(void **state)
{
	char *dns[] = { "192.0.2.53", "2001:db8::53" };
	char *search[] = { "example.com", "lan" };

	(void)state;
	assert_part((struct net_link){ .dns = { dns, 2 }, .search = { search, 2 } },
		    "search example.com lan\nnameserver 192.0.2.53\nnameserver 2001:db8::53\n");
	assert_part((struct net_link){ .dns = { dns, 1 } }, "nameserver 192.0.2.53\n");
	assert_part((struct net_link){ .search = { search, 1 } }, "search example.com\n");
	assert_part((struct net_link){ .kind = NET_ETHERNET }, "");
}

/* Programs take the last line of domains only, and the first three servers. */
static void test_sum(void **state)
{
	char fixed[] = "search corp.example\nnameserver 192.0.2.1\n";
	char lease[] = "search lan corp.example\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n";
	char odd[] = "options x\n\nnameserver\nnameserver 192.0.2.3";
	char *texts[] = { fixed, lease, odd };
	const struct string_list parts = { texts, 3 };
	const struct string_list none = { NULL, 0 };
	char *text = resolv_conf_sum(&parts);

	(void)state;
	assert_string_equal(text, "search corp.example lan\nnameserver 192.0.2.1\n"
				  "nameserver 192.0.2.2\nnameserver 192.0.2.3\n");
	free(text);
	text = resolv_conf_sum(&none);
	assert_string_equal(text, "");
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
