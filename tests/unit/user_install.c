// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/user_install.c, through whole files of user-data: what is to be
// installed is taken only if all of it is right.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user_sample.h"

#define HEAD "#cloud-config\nberth:\n  install:\n"

static void taken(const char *text, const struct user_install *wanted)
{
	struct fixture f;

	parse(&f, text);
	if (diag_found(&f.diags))
		fail_msg("%s: %s", text, f.diags.items[0].text);
	assert_string_equal(f.data.berth.install.disk, wanted->disk);
	assert_int_equal(!f.data.berth.install.args, !wanted->args);
	if (wanted->args)
		assert_string_equal(f.data.berth.install.args, wanted->args);
	assert_int_equal(f.data.berth.install.force, wanted->force);
	assert_int_equal(f.data.berth.install.reboot, wanted->reboot);
	assert_false(f.data.ssh_keys_in_doubt);
	release(&f);
}

static void test_taken(void **state)
{
	static char automatic[] = "auto", path[] = "/dev/disk/by-id/a.b_c:d", args[] = "ip=dhcp x";
	static char none[] = "";

	(void)state;
	taken(HEAD "    disk: auto\n", &(struct user_install){ .disk = automatic });
	taken(HEAD "    disk: auto\n    force: no\n    then: poweroff\n    args: \"\"\n",
	      &(struct user_install){ .disk = automatic, .args = none });
	taken(HEAD "    disk: /dev/disk/by-id/a.b_c:d\n    force: true\n    then: reboot\n"
		   "    args: ip=dhcp x\n",
	      &(struct user_install){ .disk = path, .args = args, .force = true, .reboot = true });
	taken("#cloud-config\nberth: {install: {disk: auto, force: On}}\n",
	      &(struct user_install){ .disk = automatic, .force = true });
}

/* There is this problem, and nothing is installed. */
static void refused(const char *text, const char *place, const char *words)
{
	struct fixture f;

	parse(&f, text);
	if (!has_problem(&f, place, words)) {
		diag_print(&f.diags, stderr);
		fail_msg("%s: not %s: %s", text, place, words);
	}
	assert_null(f.data.berth.install.disk);
	assert_null(f.data.berth.install.args);
	assert_false(f.data.berth.install.force);
	assert_false(f.data.berth.install.reboot);
	release(&f);
}

/* The same for a whole berth.install with this in it: that nothing is installed is said as well. */
static void refused_below(const char *lines, const char *place, const char *words)
{
	char text[2048];
	struct fixture f;

	(void)snprintf(text, sizeof(text), HEAD "%s", lines);
	refused(text, place, words);
	parse(&f, text);
	assert_true(has_problem(&f, "3:3", "nothing is installed"));
	assert_int_equal(f.diags.count, 2);
	release(&f);
}

static void test_wrong_values(void **state)
{
	(void)state;
	refused_below("    disk: [sda]\n", "4:11", "must be a string, not a list");
	refused_below("    disk: 0123\n", "4:11", "put it in quotes");
	refused_below("    disk:\n", "4:10", "berth.install.disk is empty");
	refused_below("    disk: \"\"\n", "4:11", "no name of a disk");
	refused_below("    disk: sda sdb\n", "4:11", "'sda sdb' is no name of a disk");
	refused_below("    disk: \"sda\\\" x\"\n", "4:11", "no name of a disk");
	refused_below("    disk: auto\n    force: 1\n", "5:12", "must be true or false");
	refused_below("    disk: auto\n    force: \"true\"\n", "5:12", "must be true or false");
	refused_below("    disk: auto\n    force:\n", "5:11", "must be true or false");
	refused_below("    disk: auto\n    then: halt\n", "5:11", "poweroff or reboot, not 'halt'");
	refused_below("    disk: auto\n    args: 'a\"b'\n", "5:11", "quotes");
	refused_below("    disk: auto\n    args: 5\n", "5:11", "put it in quotes");
}

static void test_keys(void **state)
{
	(void)state;
	refused_below("    force: true\n", "3:3", "needs a disk");
	refused_below("    disk: auto\n    froce: true\n", "5:5",
		      "unknown key 'berth.install.froce'");
	refused("#cloud-config\nberth:\n  install: sda\n", "3:12", "must be a mapping");
	refused("#cloud-config\nberth:\n  install:\n", "3:11", "must be a mapping");
	refused("#cloud-config\nberth: sda\n", "2:8", "berth must be a mapping");
	refused("#cloud-config\nberth:\n  instal:\n    disk: auto\n", "3:3",
		"unknown key 'berth.instal'");
}

static void test_long_name(void **state)
{
	char lines[400] = "    disk: ";
	size_t at = strlen(lines);

	(void)state;
	memset(lines + at, 'a', 256);
	(void)strcpy(lines + at + 256, "\n");
	refused_below(lines, "4:11", "no name of a disk");
}

/* A host name may come out of half a file; a disk is not erased by it. */
static void test_damaged_file(void **state)
{
	static const char *const after[] = { "x: [\n", "hostname: !a b\n", "    disk: sda\n",
					     "  install:\n    disk: sda\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
		char text[256];

		(void)snprintf(text, sizeof(text), HEAD "    disk: auto\n%s", after[i]);
		refused(text, "0:0", "nothing is installed: not by");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),	     cmocka_unit_test(test_wrong_values),
		cmocka_unit_test(test_keys),	     cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_damaged_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
