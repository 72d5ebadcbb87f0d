// SPDX-License-Identifier: Apache-2.0
//
// Writing passwords. See apply_passwords.h.

#include "apply_passwords.h"

#include <crypt.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "shadow_text.h"

#define SHADOW "/etc/shadow"
#define SHADOW_MAX 1048576
/* Settings of the service, as on other systems: its script has `-s` (no passwords) without them. */
#define SSH_CONF "/etc/conf.d/dropbear"
#define SSH_CONF_TEXT "# ssh_pwauth of the configuration\nDROPBEAR_OPTS=\"-T 3\"\n"
#define SALT_LEN 16

/* SHA-512 with a new salt: crypt(5). */
static void make_setting(char *setting, size_t size)
{
	static const char letters[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz";
	char salt[SALT_LEN + 1] = "";

	for (int i = 0; i < SALT_LEN; i++)
		salt[i] = letters[randombytes_uniform(sizeof(letters) - 1)];
	(void)snprintf(setting, size, "$6$%s$", salt);
}

/* crypt(3) fails by NULL, or by a text that begins with '*'. */
static char *hash_with(const char *plain, const char *setting)
{
	const char *hash = crypt(plain, setting);

	return hash && *hash != '*' ? strdup(hash) : NULL;
}

static char *hash(const char *plain, const char *old)
{
	char setting[SALT_LEN + 8];
	char *same = old ? hash_with(plain, old) : NULL;

	if (same && strcmp(same, old) == 0)
		return same;
	free(same);
	make_setting(setting, sizeof(setting));
	return hash_with(plain, setting);
}

static int write_or_remove(const char *path, const char *text, mode_t mode)
{
	if (text)
		return write_file_if_changed(path, text, mode);
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

static int write_shadow(const struct intent *intent, struct diag_list *problems)
{
	cleanup_free char *old = NULL;
	cleanup_free char *text = NULL;
	int r = read_file(SHADOW, SHADOW_MAX, &old, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	r = shadow_text_make(intent, old ? old : "", hash, problems, &text);
	return r < 0 ? r : write_or_remove(SHADOW, text, 0600);
}

int apply_passwords(const struct intent *intent, struct diag_list *problems)
{
	int ssh, r = write_shadow(intent, problems);

	if (r < 0)
		diag_add(problems, 0, 0, "passwords are not changed: " SHADOW ": %s", strerror(-r));
	ssh = intent->ssh_passwords ? make_dirs("/etc/conf.d", 0755) : 0;
	if (ssh == 0)
		ssh = write_or_remove(SSH_CONF, intent->ssh_passwords ? SSH_CONF_TEXT : NULL, 0644);
	if (ssh < 0)
		diag_add(problems, 0, 0, "ssh_pwauth is not changed: " SSH_CONF ": %s",
			 strerror(-ssh));
	return r < 0 ? r : ssh;
}

bool ssh_passwords_on(void)
{
	return access(SSH_CONF, F_OK) == 0;
}
