// SPDX-License-Identifier: Apache-2.0
//
// The key `write_files` of user-data: files that the machine is to have.
//
//   write_files:
//     - path: /etc/app/config
//       content: |
//         answer = 42
//       owner: root:root      # default
//       permissions: '0640'   # default 0644; octal, in quotes
//       encoding: text/plain  # or b64, gzip, gz+b64 and their other names
//       append: false         # true: behind what is there
//       defer: false          # true: after users and groups have been made
//
// Pure: what is compressed is still so in the result, as only a program of its own should open it.

#ifndef BERTH_USER_FILES_H
#define BERTH_USER_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../../yaml/diag.h"
#include "../../yaml/yaml_tree.h"

#define USER_FILES_MAX 1000

struct user_file {
	char *path; /* absolute; no part of it is empty, `.` or `..` */
	char *owner; /* USER or USER:GROUP, names or numbers; NULL = root */
	char *content; /* @len bytes and a NUL */
	size_t len;
	mode_t mode;
	bool gzip; /* the content is compressed */
	bool append, defer;
	unsigned line, column; /* of the entry: for problems that writing it meets */
};

struct user_files {
	struct user_file *items; /* in the order of the file */
	size_t count;
	bool placed; /* in the file as a whole: see user_files_move() */
};

/*
 * user_files_read - read the value of the key `write_files`.
 * @diags: gets the problems; an entry with one is left out
 * @ret: release with user_files_release()
 * Returns 0, also for bad values, or -ENOMEM.
 */
int user_files_read(const struct node *value, struct diag_list *diags, struct user_files *ret);

/*
 * user_files_move - what was read was a part of a larger file, and began at this line of it.
 * @encoded: no line of it is one of the file: all are at that line
 */
void user_files_move(struct user_files *files, unsigned line, bool encoded);
void user_files_release(struct user_files *files);

#endif
