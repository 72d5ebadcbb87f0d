// SPDX-License-Identifier: Apache-2.0
//
// Names of services: they are names of files, of cgroups, and words in dependencies. Pure.

#ifndef BERTH_COMMON_SERVICE_NAME_H
#define BERTH_COMMON_SERVICE_NAME_H

#include <stdbool.h>

#define SERVICE_NAME_MAX 100

/*
 * service_name_is_valid - true if a script of this name may be a service: letters, digits and
 * "._-@+", beginning with a letter, a digit or "_", no longer than SERVICE_NAME_MAX.
 */
bool service_name_is_valid(const char *name);

#endif
