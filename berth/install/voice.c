// SPDX-License-Identifier: Apache-2.0
//
// How the installer speaks. See voice.h.

#include "voice.h"

#include <stdarg.h>
#include <stdio.h>

#include "../../common/console.h"

#define LINE_MAX_BYTES 8192 /* a list of 128 partitions fits */

static bool on_consoles;

void voice_use_consoles(void)
{
	on_consoles = true;
}

bool voice_is_on_consoles(void)
{
	return on_consoles;
}

static void speak(FILE *to, const char *prefix, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void speak(FILE *to, const char *prefix, const char *fmt, va_list ap)
{
	char text[LINE_MAX_BYTES];

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	if (on_consoles) {
		console_say("berth install: %s%s", prefix, text);
		return;
	}
	(void)fprintf(to, "%s%s%s\n", to == stderr ? "berth: install: " : "", prefix, text);
	(void)fflush(to);
}

void voice_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	speak(stdout, "", fmt, ap);
	va_end(ap);
}

void voice_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	speak(stderr, "warning: ", fmt, ap);
	va_end(ap);
}

void voice_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	speak(stderr, "", fmt, ap);
	va_end(ap);
}
