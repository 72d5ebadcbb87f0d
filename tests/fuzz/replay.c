// SPDX-License-Identifier: Apache-2.0
//
// Runs a fuzz target once on each file of its corpus, without a fuzzer: every input that ever broke
// something stays an ordinary test. Arguments are files and directories; says how many it ran.

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"

#define INPUT_MAX 16777216

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned int files;

static int replay_file(const char *path)
{
	cleanup_free char *data = NULL;
	cleanup_free uint8_t *exact = NULL;
	size_t len = 0;
	int r = read_file(path, INPUT_MAX, &data, &len);

	if (r < 0)
		return r;
	/* a copy of just that size, without the NUL: then the sanitizer sees each byte too far */
	exact = malloc(len ? len : 1);
	if (!exact)
		return -ENOMEM;
	memcpy(exact, data, len);
	(void)LLVMFuzzerTestOneInput(exact, len);
	files++;
	return 0;
}

static int replay_dir(const char *path)
{
	cleanup_dir DIR *dir = opendir(path);
	struct dirent *entry;
	int r = dir ? 0 : -errno;

	while (r == 0 && (entry = readdir(dir))) {
		cleanup_free char *file = format_text("%s/%s", path, entry->d_name);

		if (entry->d_name[0] != '.')
			r = file ? replay_file(file) : -ENOMEM;
	}
	return r;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct stat st;
		int r = stat(argv[i], &st) < 0 ? -errno
			: S_ISDIR(st.st_mode)  ? replay_dir(argv[i])
					       : replay_file(argv[i]);

		if (r < 0) {
			(void)fprintf(stderr, "replay: %s: %s\n", argv[i], strerror(-r));
			return 1;
		}
	}
	(void)printf("replay: %u inputs\n", files);
	return files ? 0 : 1;
}
