// SPDX-License-Identifier: Apache-2.0
//
// Whom a service runs as. See service_user.h, setuid(2) and capabilities(7).

#include "service_user.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/number.h"

#define CAPABILITIES 64
#define ID_MAX (UINT32_MAX - 1) /* the last one means "no change" to setuid(2) */

struct identity {
	const char *name; /* NULL = a number without a name */
	const char *home;
	uid_t uid;
	gid_t gid;
};

/* A user or group by its number. */
static bool is_number(const char *text, unsigned *ret)
{
	int64_t number = number_parse(text, ID_MAX);

	if (number < 0)
		return false;
	*ret = (unsigned)number;
	return true;
}

static int find_group(const char *text, gid_t *ret)
{
	const struct group *group;

	if (is_number(text, ret))
		return 0;
	group = getgrnam(text);
	if (!group)
		return -ENOENT;
	*ret = group->gr_gid;
	return 0;
}

static int find_user(const char *text, struct identity *ret)
{
	unsigned number = 0;
	bool numeric = is_number(text, &number);
	const struct passwd *user = numeric ? getpwuid(number) : getpwnam(text);

	if (!user && !numeric)
		return -ENOENT;
	*ret = user ? (struct identity){ .name = user->pw_name,
					 .home = user->pw_dir,
					 .uid = user->pw_uid,
					 .gid = user->pw_gid }
		    : (struct identity){ .home = "/", .uid = number, .gid = number };
	return 0;
}

static int find(const char *spec, struct identity *ret)
{
	cleanup_free char *user = strdup(spec);
	char *group = user ? strchr(user, ':') : NULL;
	int r;

	if (!user)
		return -ENOMEM;
	if (group)
		*group++ = '\0';
	r = find_user(user, ret);
	return r < 0 || !group ? r : find_group(group, &ret->gid);
}

static int drop_from_bounding_set(uint64_t dropped)
{
	for (int i = 0; i < CAPABILITIES; i++)
		if (dropped & UINT64_C(1) << i && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0)
			return -errno;
	return 0;
}

static int change_ids(const struct identity *identity)
{
	int r = identity->name ? initgroups(identity->name, identity->gid)
			       : setgroups(1, &identity->gid);

	if (r < 0 || setgid(identity->gid) < 0 || setuid(identity->uid) < 0)
		return -errno;
	if (setenv("HOME", identity->home, 1) < 0)
		return -errno;
	return identity->name && setenv("USER", identity->name, 1) < 0 ? -errno : 0;
}

/* All that is permitted is in effect once more, so that the rest can be set: exec(2) takes it away.
 */
static int set_inheritable(uint64_t inheritable)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		data[i].effective = data[i].permitted;
		data[i].inheritable = (uint32_t)(inheritable >> (32 * i));
	}
	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

static int raise_ambient(uint64_t ambient)
{
	for (int i = 0; i < CAPABILITIES; i++)
		if (ambient & UINT64_C(1) << i &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0, 0) < 0)
			return -errno;
	return 0;
}

int service_user_become(const char *spec, const struct caps_iab *caps)
{
	struct identity identity;
	int r = spec ? find(spec, &identity) : 0;

	/* as long as it is still allowed */
	if (r == 0)
		r = drop_from_bounding_set(caps->dropped);
	if (r == 0 && caps->inheritable && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		r = -errno;
	if (r == 0 && spec)
		r = change_ids(&identity);
	if (r == 0 && caps->inheritable)
		r = set_inheritable(caps->inheritable);
	return r < 0 ? r : raise_ambient(caps->ambient);
}
