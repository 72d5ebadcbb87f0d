// SPDX-License-Identifier: Apache-2.0
//
// Capabilities as scripts write them. See caps_text.h.

#include "caps_text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* In the order of their numbers: linux/capability.h. */
static const char *const names[] = {
	"chown",
	"dac_override",
	"dac_read_search",
	"fowner",
	"fsetid",
	"kill",
	"setgid",
	"setuid",
	"setpcap",
	"linux_immutable",
	"net_bind_service",
	"net_broadcast",
	"net_admin",
	"net_raw",
	"ipc_lock",
	"ipc_owner",
	"sys_module",
	"sys_rawio",
	"sys_chroot",
	"sys_ptrace",
	"sys_pacct",
	"sys_admin",
	"sys_boot",
	"sys_nice",
	"sys_resource",
	"sys_time",
	"sys_tty_config",
	"mknod",
	"lease",
	"audit_write",
	"audit_control",
	"setfcap",
	"mac_override",
	"mac_admin",
	"syslog",
	"wake_alarm",
	"block_suspend",
	"audit_read",
	"perfmon",
	"bpf",
	"checkpoint_restore",
};

static int find(const char *name, size_t len)
{
	if (len <= 4 || strncasecmp(name, "cap_", 4) != 0)
		return -EINVAL;
	name += 4;
	len -= 4;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == len && strncasecmp(names[i], name, len) == 0)
			return (int)i;
	return -EINVAL;
}

static int take_item(const char *item, size_t len, struct caps_iab *caps)
{
	size_t marks = strspn(item, "!^%");
	int number = marks < len ? find(item + marks, len - marks) : -EINVAL;
	uint64_t bit;

	if (number < 0)
		return number;
	bit = UINT64_C(1) << number;
	if (memchr(item, '!', marks))
		caps->dropped |= bit;
	if (memchr(item, '^', marks))
		caps->ambient |= bit;
	if (marks == 0 || memchr(item, '%', marks) || memchr(item, '^', marks))
		caps->inheritable |= bit;
	return 0;
}

int caps_parse(const char *text, struct caps_iab *ret)
{
	struct caps_iab caps = { 0 };

	for (;;) {
		size_t len = strcspn(text, ",");
		int r = take_item(text, len, &caps);

		if (r < 0)
			return r;
		if (!text[len])
			break;
		text += len + 1;
	}
	*ret = caps;
	return 0;
}
