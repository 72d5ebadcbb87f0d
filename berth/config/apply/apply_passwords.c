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
#include "../../../common/monotonic.h"
#include "../../rc_service.h"
#include "../config_paths.h"
#include "shadow_text.h"

#define SHADOW "/etc/shadow"
#define SHADOW_MAX 1048576
/* Settings of the service. Its script says `-s` (no passwords) where they do not say otherwise. */
#define SSH_CONF "/etc/conf.d/dropbear"
#define SSH_CONF_MARK "# ssh_pwauth of the configuration\n"
#define SSH_CONF_TEXT SSH_CONF_MARK "BERTH_SSH_AUTH=\"-T 3\"\n"
#define SSH_CONF_MAX 65536
#define SALT_LEN 16
#define SSH_LIMIT_MS 15000

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

static int write_shadow(const struct intent *intent, struct diag_list *problems)
{
	cleanup_free char *old = NULL;
	cleanup_free char *text = NULL;
	int r = read_file(SHADOW, SHADOW_MAX, &old, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	r = shadow_text_make(intent, old ? old : "", hash, problems, &text);
	if (r < 0)
		return r;
	if (text)
		return write_file_if_changed(SHADOW, text, 0600);
	return unlink(SHADOW) < 0 && errno != ENOENT ? -errno : 0;
}

/* Returns 1 if the file is ours, 0 if there is none, or -EEXIST: it is somebody else's. */
static int whose_ssh_conf(void)
{
	cleanup_free char *text = NULL;
	int r = read_file(SSH_CONF, SSH_CONF_MAX, &text, NULL);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return strncmp(text, SSH_CONF_MARK, strlen(SSH_CONF_MARK)) == 0 ? 1 : -EEXIST;
}

/* Without the wish, what somebody else has put there stays. */
static int write_ssh_conf(bool on)
{
	int r = whose_ssh_conf();

	if (!on)
		return r == 1 && unlink(SSH_CONF) < 0 ? -errno : 0;
	if (r < 0)
		return r;
	r = make_dirs("/etc/conf.d", 0755);
	return r < 0 ? r : write_file_if_changed(SSH_CONF, SSH_CONF_TEXT, 0644);
}

int apply_passwords(const struct intent *intent, struct diag_list *problems)
{
	int r = write_shadow(intent, problems);
	int ssh = write_ssh_conf(intent->ssh_passwords);

	if (r < 0)
		diag_add(problems, 0, 0, "passwords are not changed: " SHADOW ": %s", strerror(-r));
	if (ssh < 0)
		diag_add(problems, 0, 0, "ssh_pwauth has no effect: " SSH_CONF ": %s",
			 ssh == -EEXIST ? "it is somebody else's" : strerror(-ssh));
	return r < 0 ? r : ssh;
}

int ssh_passwords_follow(void)
{
	bool wanted = whose_ssh_conf() == 1;
	int r;

	if (wanted == (access(SSH_PASSWORDS, F_OK) == 0))
		return 0;
	r = rc_service("dropbear", "restart", monotonic_ms() + SSH_LIMIT_MS);
	if (r < 0)
		return r;
	if (wanted)
		return write_file(SSH_PASSWORDS, "", 0, 0644);
	return unlink(SSH_PASSWORDS) < 0 ? -errno : 0;
}
