// SPDX-License-Identifier: Apache-2.0
//
// Service scripts in OpenRC's declarative form: assignments and one depend() function, readable
// without a shell. Pure parser.
//
// Understood: comments; NAME=VALUE with plain, 'single' and "double" quoted parts, over several
// lines if quoted; `: ${NAME:=VALUE}`; depend() { WORD NAME...; }. Variables are expanded as
// script_word.h says. As with a shell, the last value of a variable counts, and depend() is called
// when all is set. For other functions and commands a shell is needed: it makes of such a script
// one that can be read here, in which `rc_functions` names what the shell has to be called for.

#ifndef BERTH_INIT_SERVICE_FILE_H
#define BERTH_INIT_SERVICE_FILE_H

#include <stdbool.h>

#include "service_def.h"

/* Something that is said of a line. */
struct service_remark {
	unsigned line;
	bool in_conf; /* of the file in /etc/conf.d */
	const char *text;
};

/* Tells about something that was ignored: .text is what. */
typedef void service_note(void *ctx, const struct service_remark *ignored);

/*
 * service_parse - read a script.
 * @name: of the service
 * @note: called for variables and dependency words that mean nothing here; may be NULL
 * @ret_def: release with service_def_release(); written on success only
 * @ret_error: written on -EINVAL and -ENOEXEC; its text is static
 * Returns 0, -EINVAL (cannot be used), -ENOEXEC (a shell might be able to read it) or -ENOMEM.
 */
int service_parse(const char *name, const struct service_source *source, service_note *note,
		  void *ctx, struct service_def *ret_def, struct service_remark *ret_error);

#endif
