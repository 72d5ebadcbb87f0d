// SPDX-License-Identifier: Apache-2.0
//
// Values of os-release(5). Pure.

#ifndef BERTH_OS_RELEASE_H
#define BERTH_OS_RELEASE_H

/*
 * os_release_value - the value of a key.
 * @text: content of the file
 * Returns it without quotes, freed by the caller; NULL if the key is missing or memory is short.
 */
char *os_release_value(const char *text, const char *key);

#endif
