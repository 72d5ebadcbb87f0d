// SPDX-License-Identifier: Apache-2.0
//
// How the installer speaks: to who typed the command, or, unattended, to all consoles.

#ifndef BERTH_INSTALL_VOICE_H
#define BERTH_INSTALL_VOICE_H

#include <stdbool.h>

/* voice_use_consoles - from now on speak to the consoles. */
void voice_use_consoles(void);
bool voice_is_on_consoles(void);

/* voice_say - a line of information. voice_warn, voice_error - lines about what is wrong. */
void voice_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void voice_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void voice_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
