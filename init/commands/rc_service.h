// SPDX-License-Identifier: Apache-2.0
//
// rc-service NAME COMMAND, and openrc-run: a service script that is executed.

#ifndef BERTH_INIT_RC_SERVICE_H
#define BERTH_INIT_RC_SERVICE_H

/* rc_service_main - rc-service. Returns the exit status: of `status` that of OpenRC. */
int rc_service_main(int argc, char *argv[]);

/* openrc_run_main - openrc-run SCRIPT COMMAND, as the kernel calls it for "#!/sbin/openrc-run". */
int openrc_run_main(int argc, char *argv[]);

#endif
