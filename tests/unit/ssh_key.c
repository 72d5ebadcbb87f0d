// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/user_data/ssh_key.c. The keys are no keys of anybody: their fields hold
// counting or zero bytes.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/user_data/ssh_key.h"

#define ED25519_DATA "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define ED25519 "ssh-ed25519 " ED25519_DATA
#define SK_ED25519                                                                                 \
	"sk-ssh-ed25519@openssh.com "                                                              \
	"AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f" \
	"AAAABHNzaDo="
#define ECDSA                                                                                      \
	"ecdsa-sha2-nistp256 "                                                                     \
	"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define RSA_768                                                                            \
	"ssh-rsa "                                                                         \
	"AAAAB3NzaC1yc2EAAAADAQABAAAAYQCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define ED25519_SHORT \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAHwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4="

static void test_good_keys(void **state)
{
	static const struct {
		const char *text, *line;
	} cases[] = {
		{ ED25519, ED25519 },
		{ SK_ED25519 " card", SK_ED25519 " card" },
		{ ECDSA, ECDSA },
		{ " " ED25519 " me@host \n", ED25519 " me@host" },
		{ "ssh-ed25519 \t " ED25519_DATA "   a b  c\r\n", ED25519 " a b  c" },
		{ ED25519 " J\xc3\xb6rg", ED25519 " J\xc3\xb6rg" },
		{ "no-pty " ED25519, "no-pty " ED25519 },
		{ "restrict,command=\"echo \\\"a b\\\"\",permitopen=\"h:1\"  " ED25519,
		  "restrict,command=\"echo \\\"a b\\\"\",permitopen=\"h:1\" " ED25519 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;
		char *line = NULL;

		if (ssh_key_normalize(cases[i].text, &line, &why) != 0)
			fail_msg("'%s': %s", cases[i].text, why);
		assert_string_equal(line, cases[i].line);
		free(line);
	}
}

static void test_bad_keys(void **state)
{
	static const struct {
		const char *text, *why; /* a part of the message */
	} cases[] = {
		{ "", "empty" },
		{ " \n", "empty" },
		{ "# a comment", "comment" },
		{ "hello", "key type" },
		{ "hello world", "key type" },
		{ "ssh-ed25519", "base64" },
		{ "ssh-ed25519 !!!!", "base64" },
		{ "ssh-ed25519 AAA", "base64" },
		{ "ssh-ed25519 AA=A", "base64" },
		{ "ssh-ed25519 ====", "base64" },
		{ "ssh-ed25519 AAAA", "damaged" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "damaged" },
		{ "ssh-ed25519 /////3NzaC1lZDI1NTE5", "damaged" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ",
		  "damaged" },
		{ ED25519 "AAAA", "damaged" }, /* something behind the last field */
		{ "ssh-rsa " ED25519_DATA, "another type" },
		{ "sk-ssh-ed25519@openssh.com " ED25519_DATA, "another type" },
		{ ED25519_SHORT, "too short" },
		{ RSA_768, "too short" },
		{ "ssh-dss AAAAB3NzaC1kc3M=", "DSA" },
		{ "ssh-ed448 AAAA", "Ed448" },
		{ "from=\"10.0.0.1\" " ED25519, "option" },
		{ "no-pty, " ED25519, "option" },
		{ "command=\" " ED25519, "key type" }, /* quote never closed */
		{ "command=\"x\"y " ED25519, "option" },
		{ ED25519 "\n" ED25519, "more than one line" },
		{ ED25519 " a\x1b[2J", "control" },
		{ ED25519 " \xc2\x9b", "control" },
		{ ED25519 " \xff", "control" },
		{ "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "PRIVATE" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;
		char *line = NULL;

		assert_int_equal(ssh_key_normalize(cases[i].text, &line, &why), -EINVAL);
		assert_null(line);
		if (!strstr(why, cases[i].why))
			fail_msg("'%s': said '%s'", cases[i].text, why);
	}
}

static void test_length_limit(void **state)
{
	char text[SSH_KEY_LINE_MAX + 100] = ED25519 " ";
	const char *why = NULL;
	char *line = NULL;

	(void)state;
	memset(text + strlen(text), 'x', SSH_KEY_LINE_MAX - strlen(text));
	assert_int_equal(ssh_key_normalize(text, &line, &why), 0);
	free(line);
	line = NULL;
	text[SSH_KEY_LINE_MAX] = 'x';
	assert_int_equal(ssh_key_normalize(text, &line, &why), -EINVAL);
	assert_null(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_keys),
		cmocka_unit_test(test_bad_keys),
		cmocka_unit_test(test_length_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
