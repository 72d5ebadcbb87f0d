// SPDX-License-Identifier: Apache-2.0
//
// Showing the log of a service.

#ifndef BERTH_INIT_SERVICE_LOGS_H
#define BERTH_INIT_SERVICE_LOGS_H

/*
 * service_logs - show the end of a log, and what comes.
 * @argv: "logs", then -f (go on until interrupted) and -n LINES
 * Returns the exit status.
 */
int service_logs(const char *path, int argc, char *argv[]);

#endif
