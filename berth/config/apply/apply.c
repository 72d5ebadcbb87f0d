// SPDX-License-Identifier: Apache-2.0
//
// Makes the machine what the intent says. /etc is a RAM overlay and forgets, so this runs at every
// boot; /root is on the data partition and keeps.

#include "apply.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../common/cleanup.h"
#include "../../../common/io.h"
#include "../../../common/text.h"

#include "../config_paths.h"
#include "../user_data/host_name.h"
#include "authorized_keys.h"

#define ETC_FILE_MAX 2097152 /* 2 MiB: more than a machine has names */
#define CA_LIST "/etc/ssl/certs/ca-certificates.crt"
#define ZONES "/usr/share/zoneinfo"
#define LOCALTIME "/etc/localtime"
#define CA_LIST_OF_IMAGE CONFIG_RUN_DIR "/ca-certificates.crt"
#define CA_LIST_MAX 16777216

static int set_kernel_name(const char *name, size_t len)
{
	char now[HOST_NAME_LABEL_MAX + 2]; /* the kernel's own limit is 64 */

	if (gethostname(now, sizeof(now)) == 0 && strlen(now) == len && memcmp(now, name, len) == 0)
		return 0;
	return sethostname(name, len) < 0 ? -errno : 0;
}

static int write_hostname_file(const char *name, size_t len)
{
	char text[HOST_NAME_LABEL_MAX + 2];

	(void)snprintf(text, sizeof(text), "%.*s\n", (int)len, name);
	return write_file_if_changed("/etc/hostname", text, 0644);
}

static int write_hosts_file(const char *full, const char *name)
{
	cleanup_free char *old = NULL;
	cleanup_free char *text = NULL;
	int r = read_file("/etc/hosts", ETC_FILE_MAX, &old, NULL);

	if (r < 0 && r != -ENOENT)
		return r;
	r = hosts_with_name(old ? old : "127.0.0.1 localhost\n::1 localhost\n", full, name, &text);
	return r < 0 ? r : write_file_if_changed("/etc/hosts", text, 0644);
}

/* For the service `install`, which decides whether this is a system that installs. */
static int leave_install_wish(const struct intent *intent)
{
	cleanup_free char *words = NULL;
	int r;

	if (!intent->install)
		return unlink(INSTALL_WISH) < 0 && errno != ENOENT ? -errno : 0;
	r = intent_install_words(intent, &words);
	return r < 0 ? r : write_file_if_changed(INSTALL_WISH, words, 0600);
}

/* localtime(5), which is a link. */
static int set_timezone(const char *name)
{
	cleanup_free char *zone = format_text(ZONES "/%s", name);
	struct stat st;

	if (!zone)
		return -ENOMEM;
	if (stat(zone, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EISDIR;
	(void)unlink(LOCALTIME ".new");
	if (symlink(zone, LOCALTIME ".new") < 0 || rename(LOCALTIME ".new", LOCALTIME) < 0)
		return -errno;
	return 0;
}

static int write_ntp(const struct intent *intent)
{
	cleanup_free char *text = NULL;
	int r = intent_ntp_text(intent, &text);

	return r < 0 ? r : write_file_if_changed("/etc/ntp.conf", text, 0644);
}

/* Both names of the list lead to one file. What the image has is kept before the first change. */
static int write_ca_certs(const struct user_ca_certs *certs)
{
	cleanup_free char *old = NULL;
	cleanup_free char *text = NULL;
	int r = read_file(CA_LIST_OF_IMAGE, CA_LIST_MAX, &old, NULL);

	if (r == -ENOENT) {
		r = read_file(CA_LIST, CA_LIST_MAX, &old, NULL);
		if (r == 0)
			r = write_file(CA_LIST_OF_IMAGE, old, strlen(old), 0644);
	}
	if (r < 0)
		return r;
	text = user_ca_certs_text(certs, old);
	return text ? write_file_if_changed(CA_LIST, text, 0644) : -ENOMEM;
}

static void note(struct diag_list *problems, int r, const char *what, int *result)
{
	if (r == 0)
		return;
	diag_add(problems, 0, 0, "cannot %s: %s", what, strerror(-r));
	*result = r;
}

int apply_intent(const struct intent *intent, struct diag_list *problems)
{
	int result = 0;

	if (intent->hostname) {
		const char *name = intent->hostname;
		size_t len = host_name_short_len(name);

		note(problems, set_kernel_name(name, len), "set the host name", &result);
		note(problems, write_hostname_file(name, len), "write /etc/hostname", &result);
		note(problems, write_hosts_file(intent->fqdn, name), "write /etc/hosts", &result);
	}
	note(problems, authorized_keys_apply("/root", intent->ssh_keys, intent->no_keys_meant),
	     "write the ssh keys of root", &result);
	if (intent->timezone)
		note(problems, set_timezone(intent->timezone), "set the time zone", &result);
	if (intent->ntp_servers->count)
		note(problems, write_ntp(intent), "write /etc/ntp.conf", &result);
	if (intent->ca_certs->trusted.count || intent->ca_certs->remove_defaults ||
	    access(CA_LIST_OF_IMAGE, F_OK) == 0)
		note(problems, write_ca_certs(intent->ca_certs), "write " CA_LIST, &result);
	note(problems, leave_install_wish(intent), "write " INSTALL_WISH, &result);
	return result;
}
