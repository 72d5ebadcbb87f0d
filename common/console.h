// SPDX-License-Identifier: Apache-2.0
//
// Lines for people in front of the machine. Each line goes to every console that the kernel has
// (/sys/class/tty/console/active), because nobody knows which one is being looked at, and never
// waits for one: a stopped serial line must not stop the writer.

#ifndef BERTH_COMMON_CONSOLE_H
#define BERTH_COMMON_CONSOLE_H

#include <stddef.h>

/*
 * console_names - the names of the kernel's consoles (`tty0`, `ttyS0`), in the kernel's order.
 * @ret_names: NULL-terminated array; free with console_names_free()
 * Returns 0 or a negative errno.
 */
int console_names(char ***ret_names);

/* console_names_free - free what console_names() returned; NULL is allowed. */
void console_names_free(char **names);

/*
 * console_say - write one line (a newline is added) to every console, or to /dev/console if the
 * list cannot be read. What a console does not take at once is dropped.
 */
void console_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * console_milestone - `berth: WHAT at S s`, S being the seconds since kernel start (CLOCK_BOOTTIME)
 * with two decimals. The form is an interface: tests and people's scripts read it.
 */
void console_milestone(const char *what);

#endif
