// SPDX-License-Identifier: Apache-2.0
//
// Fuzz target: the manifest of a release. Asserts that what is accepted keeps its promises: names
// that stay in the release's folder, sizes and counts within bounds; and that a refusal has a
// reason.

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/install/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

static void check(const struct manifest *manifest)
{
	require(*manifest->product && *manifest->version && *manifest->arch);
	require(manifest->count >= 1 && manifest->count <= MANIFEST_FILES_MAX);
	for (size_t i = 0; i < manifest->count; i++) {
		const struct manifest_file *file = &manifest->files[i];

		require(*file->name && *file->name != '/' && !strstr(file->name, ".."));
		require(file->size >= 1 && file->size <= MANIFEST_FILE_MAX);
		require(manifest_find(manifest, file->name) != NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct manifest manifest;
	char *problem = NULL;
	int r = manifest_parse((const char *)data, size, &manifest, &problem);

	if (r == 0) {
		require(problem == NULL);
		check(&manifest);
		manifest_release(&manifest);
	} else {
		require(r == -EINVAL && problem);
	}
	free(problem);
	return 0;
}
