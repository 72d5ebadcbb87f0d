// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/install/manifest.c.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/install/manifest.h"

#define HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define HEAD "{\"product\": \"berth\", \"version\": \"0.1\", \"arch\": \"x86_64\", "
#define FILE_OF(name, size, hash) \
	"{\"name\": \"" name "\", \"size\": " size ", \"sha256\": \"" hash "\"}"

static int parse(const char *text, struct manifest *manifest, char **problem)
{
	return manifest_parse(text, strlen(text), manifest, problem);
}

static void test_read(void **state)
{
	static const char text[] = HEAD
		"\"console\": \"console=tty0\", \"contract\": 3, \"commit\": \"new\", \"files\": [" FILE_OF(
			"root.img", "4294967296", HASH) ", " FILE_OF("loader/a_b-c.img", "1",
								     HASH) "]}";
	struct manifest m;
	char *problem;

	(void)state;
	assert_int_equal(parse(text, &m, &problem), 0);
	assert_null(problem);
	assert_string_equal(m.product, "berth");
	assert_string_equal(m.version, "0.1");
	assert_string_equal(m.arch, "x86_64");
	assert_string_equal(m.console, "console=tty0");
	assert_int_equal(m.contract, 3);
	assert_int_equal(m.count, 2);
	assert_int_equal(manifest_find(&m, "root.img")->size, 1ULL << 32);
	assert_int_equal(manifest_find(&m, "root.img")->sha256[0], 0xBA);
	assert_int_equal(manifest_find(&m, "root.img")->sha256[31], 0xAD);
	assert_int_equal(manifest_find(&m, "loader/a_b-c.img")->size, 1);
	assert_null(manifest_find(&m, "boot.img"));
	manifest_release(&m);
}

static void refused(const char *text, const char *why)
{
	struct manifest m = { 0 };
	char *problem = NULL;

	assert_int_equal(parse(text, &m, &problem), -EINVAL);
	assert_non_null(problem);
	if (!strstr(problem, why))
		fail_msg("%s: %s", text, problem);
	assert_null(m.product);
	free(problem);
}

static void test_refused(void **state)
{
	(void)state;
	refused("", "line 1");
	refused("[]", "product, version or arch");
	refused("{\"product\": \"berth\"}", "product, version or arch");
	refused("{\"product\": \"berth\", \"product\": \"x\"}", "line 1");
	refused("{\"product\": 1, \"version\": \"0.1\", \"arch\": \"x\"}", "product, version");
	refused(HEAD "\"contract\": \"1\", \"files\": []}", "contract is no number");
	refused(HEAD "\"contract\": 65536, \"files\": []}", "contract is no number");
	refused(HEAD "\"contract\": 0, \"files\": []}", "contract is no number");
	refused(HEAD "\"files\": []}", "no files");
	refused(HEAD "\"files\": [1]}", "no name");
	refused(HEAD "\"files\": [" FILE_OF("/etc/passwd", "1", HASH) "]}", "no name");
	refused(HEAD "\"files\": [" FILE_OF("a/../../b", "1", HASH) "]}", "no name");
	refused(HEAD "\"files\": [" FILE_OF("a b", "1", HASH) "]}", "no name");
	refused(HEAD "\"files\": [" FILE_OF("a", "0", HASH) "]}", "a has no size");
	refused(HEAD "\"files\": [" FILE_OF("a", "-1", HASH) "]}", "a has no size");
	refused(HEAD "\"files\": [" FILE_OF("a", "1099511627777", HASH) "]}", "a has no size");
	refused(HEAD "\"files\": [" FILE_OF("a", "1", "ba78") "]}", "a has no size");
	refused(HEAD "\"files\": [" FILE_OF("a", "1", HASH "00") "]}", "a has no size");
	refused(HEAD "\"files\": [{\"name\": \"a\", \"size\": 1}]}", "a has no size");
}

static void test_number_of_files(void **state)
{
	char *text = malloc(65536);
	struct manifest m;
	char *problem;
	int len = 0;

	(void)state;
	assert_non_null(text);
	for (int count = MANIFEST_FILES_MAX; count <= MANIFEST_FILES_MAX + 1; count++) {
		len = sprintf(text, HEAD "\"files\": [");
		for (int i = 0; i < count; i++)
			len += sprintf(text + len, "%s" FILE_OF("a%d", "1", HASH), i ? "," : "", i);
		(void)strcpy(text + len, "]}");
		if (count > MANIFEST_FILES_MAX) {
			refused(text, "more than 64");
			break;
		}
		assert_int_equal(parse(text, &m, &problem), 0);
		assert_int_equal(m.count, MANIFEST_FILES_MAX);
		manifest_release(&m);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_number_of_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
