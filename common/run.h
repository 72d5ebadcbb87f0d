// SPDX-License-Identifier: Apache-2.0
//
// Run a program to its end: an argument array, never a shell, always with a time limit.
// Not for PID 1 itself, whose only reaper would take the exit status away; PID 1's children
// may use it.

#ifndef BERTH_COMMON_RUN_H
#define BERTH_COMMON_RUN_H

#include <stddef.h>

struct run_options {
	int timeout_ms; /* 0 = no limit; at the limit the program's process group is killed */
	const char *const *env; /* NULL = the caller's environment */
	const char *directory; /* NULL = the caller's */
	const char *input_path; /* standard input; NULL = /dev/null */
	size_t output_max; /* with @ret_output: bytes kept, the rest is read and dropped */
	size_t *output_len; /* with @ret_output: gets how many were kept; NULL = not needed */
};

/*
 * run - start a program, wait for its end.
 * @argv: NULL-terminated; argv[0] is looked up in PATH if it has no slash
 * @options: NULL = no limit, inherited environment, no input
 * @ret_status: exit status 0..255, or 128 + signal number
 * @ret_output: NULL = standard output and error are inherited; otherwise both are collected in a
 *              NUL-terminated string that the caller frees (also when the exit status is not 0)
 * Returns 0 if the program ran and ended by itself or by a signal, -ETIMEDOUT if it was killed at
 * the limit, or a negative errno if it could not be started (exec failures included: -ENOENT ...).
 */
int run(const char *const argv[], const struct run_options *options, int *ret_status,
	char **ret_output);

#endif
