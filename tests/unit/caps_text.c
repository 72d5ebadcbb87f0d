// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/caps_text.c.

#include <errno.h>
#include <linux/capability.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../init/service/caps_text.h"

#define BIT(name) (UINT64_C(1) << (name))

static void expect(const char *text, uint64_t inheritable, uint64_t ambient, uint64_t dropped)
{
	struct caps_iab caps;

	if (caps_parse(text, &caps) != 0)
		fail_msg("\"%s\" was refused", text);
	assert_true(caps.inheritable == inheritable);
	assert_true(caps.ambient == ambient);
	assert_true(caps.dropped == dropped);
}

static void test_lists(void **state)
{
	uint64_t raw = BIT(CAP_NET_RAW), pcap = BIT(CAP_SETPCAP), time = BIT(CAP_SYS_TIME);

	(void)state;
	expect("^cap_net_raw,!cap_setpcap", raw, raw, pcap);
	expect("^CAP_SYS_TIME", time, time, 0);
	expect("cap_net_raw", raw, 0, 0);
	expect("%cap_net_raw", raw, 0, 0);
	expect("!%cap_net_raw", raw, 0, raw);
	expect("!^cap_net_raw", raw, raw, raw);
	expect("cap_chown,^cap_checkpoint_restore", BIT(CAP_CHOWN) | BIT(CAP_CHECKPOINT_RESTORE),
	       BIT(CAP_CHECKPOINT_RESTORE), 0);
}

/* The numbers are those of the kernel, at both ends and in the middle. */
static void test_numbers(void **state)
{
	(void)state;
	expect("cap_chown", BIT(CAP_CHOWN), 0, 0);
	expect("cap_net_bind_service", BIT(CAP_NET_BIND_SERVICE), 0, 0);
	expect("cap_sys_admin", BIT(CAP_SYS_ADMIN), 0, 0);
	expect("cap_setfcap", BIT(CAP_SETFCAP), 0, 0);
	expect("cap_syslog", BIT(CAP_SYSLOG), 0, 0);
	expect("cap_bpf", BIT(CAP_BPF), 0, 0);
}

static void test_nonsense(void **state)
{
	static const char *const texts[] = {
		"",
		",",
		"cap_",
		"cap_nothing",
		"net_raw",
		"^",
		"cap_net_raw,",
		",cap_net_raw",
		"cap_net_raw ",
		"+cap_chown",
		"cap_chown;x",
		"cap_net_raw^",
		"40",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct caps_iab caps = { .ambient = 5 };

		if (caps_parse(texts[i], &caps) != -EINVAL || caps.ambient != 5)
			fail_msg("\"%s\" was taken", texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
