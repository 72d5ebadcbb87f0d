// SPDX-License-Identifier: Apache-2.0
//
// Scripts that only a shell can read: what it makes of one is a script that says the same without
// (rootfs/usr/lib/berth/rc/digest.sh).

#ifndef BERTH_INIT_SCRIPT_DIGEST_H
#define BERTH_INIT_SCRIPT_DIGEST_H

/*
 * script_digest - let a shell read a script, and its configuration before it. It is given ten
 * seconds, and what it has started by then is killed.
 * @name: of the service
 * @path: of the script, absolute
 * @ret_text: the digest; the caller frees it. Written on success
 * @ret_why: on -EINVAL, what the shell said last, or what became of it; the caller frees it
 * Returns 0, -EINVAL (the script is broken), or another negative errno.
 */
int script_digest(const char *name, const char *path, char **ret_text, char **ret_why);

#endif
