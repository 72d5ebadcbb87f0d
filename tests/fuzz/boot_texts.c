// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: what PID 1 and stage 1 read besides service scripts: the kernel's command line with
// the names of volumes on it, the table of mounts, device events, lines of sysctl.d. A walk over a
// text has to come to its end; what may be written stays below /proc/sys.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/mountinfo.h"
#include "../../common/uevent.h"
#include "../../common/volume_spec.h"
#include "../../init/boot/sysctl.h"
#include "../../init/stage1/boot_params.h"
#include "../../init/stage1/root_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(const char *key)
{
	(void)key;
}

static void use_cmdline(const char *text)
{
	const char *cursor = text;
	char *key = NULL, *value = NULL;
	cleanup_free char *why = NULL;
	struct root_source source;

	while (cmdline_next(&cursor, &key, &value) > 0) {
		struct volume_spec spec;

		if (cursor > text + strlen(text))
			abort();
		if (value && volume_spec_parse(value, &spec) == 0)
			volume_spec_release(&spec);
		free(key);
		free(value);
	}
	(void)boot_params_check(text, ignore);
	if (root_source_parse(text, &source, &why) == 0)
		root_source_release(&source);
}

static void use_mounts(const char *text)
{
	struct mount_list list;

	if (mountinfo_parse(text, &list) < 0)
		return;
	(void)mountinfo_at(&list, "/var");
	mountinfo_release(&list);
}

static void use_sysctl(const char *line)
{
	struct sysctl_setting setting;

	if (sysctl_parse_line(line, &setting) != 1)
		return;
	if (strncmp(setting.path, "/proc/sys/", 10) != 0 || strstr(setting.path, "/../"))
		abort();
	free(setting.path);
	free(setting.value);
}

static void use_event(const uint8_t *data, size_t size)
{
	const char *value = uevent_get((const char *)data, size, "DEVNAME");

	if (value && value + strlen(value) >= (const char *)data + size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cleanup_free char *text = malloc(size + 1);

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	use_cmdline(text);
	use_mounts(text);
	use_sysctl(text);
	use_event(data, size);
	return 0;
}
