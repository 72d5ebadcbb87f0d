// SPDX-License-Identifier: Apache-2.0
//
// Public keys as they stand in authorized_keys: `[OPTIONS] TYPE BASE64 [COMMENT]`.
//
// A key that the ssh server would silently pass over locks its owner out, so the shape is checked
// when the configuration is read, against what our server (dropbear) accepts. Pure.

#ifndef BERTH_SSH_KEY_H
#define BERTH_SSH_KEY_H

#define SSH_KEY_LINE_MAX 4200 /* dropbear passes over longer lines */

/*
 * ssh_key_normalize - check one key and put it into the form that dropbear reads
 * @text: the key as the user wrote it; blanks and line ends around it are removed
 * @ret_line: options, type, base64 and comment with one blank between, without line end; caller
 * frees
 * @ret_why: on -EINVAL what is wrong (static text that quotes nothing of the key)
 *
 * Returns 0, -EINVAL or -ENOMEM.
 */
int ssh_key_normalize(const char *text, char **ret_line, const char **ret_why);

#endif
