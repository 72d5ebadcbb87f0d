// SPDX-License-Identifier: Apache-2.0
//
// How it is known that a daemon is ready. By one of three ways it tells, or lets itself be asked:
//
//   notify=fd:N          it writes a line to its descriptor N (s6's way)
//   notify=socket:ready  it sends READY=1 to the socket in $NOTIFY_SOCKET (sd_notify(3))
//   ready_socket=PATH    it accepts connections at a Unix socket; ours, as no daemon has to know it
//
// Pure.

#ifndef BERTH_INIT_READINESS_SPEC_H
#define BERTH_INIT_READINESS_SPEC_H

enum readiness_kind {
	READINESS_EXECUTED, /* it does not tell: it is ready when its program is executed */
	READINESS_FD,
	READINESS_NOTIFY,
	READINESS_CONNECT,
};

/* What a script says about it. */
struct readiness {
	enum readiness_kind kind;
	int fd; /* READINESS_FD: the number that it has in the service */
	char *path; /* READINESS_CONNECT; owned */
};

/*
 * readiness_parse - read the value of notify=.
 * @ret: written on success only
 * Returns 0 or -EINVAL.
 */
int readiness_parse(const char *text, struct readiness *ret);

#endif
