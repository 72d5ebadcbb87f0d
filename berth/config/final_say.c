// SPDX-License-Identifier: Apache-2.0
//
// The last message of a boot. See final_say.h.

#include "final_say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../common/cleanup.h"
#include "../../common/console.h"
#include "../../common/io.h"
#include "../../common/monotonic.h"
#include "../status/os_release.h"
#include "../status/text_rows.h"
#include "config_paths.h"
#include "final_message.h"

#define TEXT_MAX 16777216

static char *source_text(void)
{
	cleanup_free char *config = NULL;
	const char *from = ": ";
	const char *at = NULL;

	/* second line: "# In force; from: ..." */
	if (read_file(CONFIG_IN_FORCE, TEXT_MAX, &config, NULL) == 0)
		at = strstr(config, from);
	return at ? strndup(at + strlen(from), strcspn(at + strlen(from), "\n")) : strdup("none");
}

static void say_lines(char *text)
{
	for (char *line; (line = strsep(&text, "\n"));)
		if (*line) {
			text_printable(line);
			console_say("%s", line);
		}
}

void final_say(void)
{
	cleanup_free char *message = NULL;
	cleanup_free char *release = NULL;
	cleanup_free char *version = NULL;
	cleanup_free char *source = source_text();
	cleanup_free char *text = NULL;
	char uptime[24], now[40] = "";
	time_t clock = time(NULL);
	struct tm tm;

	if (read_file(FINAL_MESSAGE, TEXT_MAX, &message, NULL) < 0)
		return;
	if (read_file(OS_RELEASE, TEXT_MAX, &release, NULL) == 0)
		version = os_release_value(release, "VERSION_ID");
	(void)snprintf(uptime, sizeof(uptime), "%.2f", (double)monotonic_ms() / 1000);
	if (gmtime_r(&clock, &tm))
		(void)strftime(now, sizeof(now), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	const struct final_values values = { .version = version ? version : "?",
					     .uptime = uptime,
					     .timestamp = now,
					     .datasource = source ? source : "?" };
	text = final_message_text(message, &values);
	if (text)
		say_lines(text);
}
