// SPDX-License-Identifier: Apache-2.0
//
// The files of a boot image and their checksums. See boot_files.h.

#include "boot_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"

#include "../slots/boot_part.h"

#define TEXT_MAX 65536
#define READ_STEP 65536

int boot_files_sums(int boot, struct sums *ret_sums)
{
	cleanup_free char *text = NULL;
	int r = boot_part_read(boot, SUMS_FILE, TEXT_MAX, &text);

	return r < 0 ? r : sums_parse(text, ret_sums);
}

static int digest_of(int boot, const char *name, unsigned char digest[SUMS_DIGEST])
{
	cleanup_fd int fd = openat(boot, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	cleanup_free unsigned char *data = malloc(READ_STEP);
	crypto_hash_sha256_state state;
	ssize_t n;

	if (fd < 0)
		return -errno;
	if (!data)
		return -ENOMEM;
	crypto_hash_sha256_init(&state);
	while ((n = read(fd, data, READ_STEP)) > 0)
		crypto_hash_sha256_update(&state, data, (size_t)n);
	if (n < 0)
		return -errno;
	crypto_hash_sha256_final(&state, digest);
	return 0;
}

int boot_file_check(int boot, const struct sum *sum)
{
	unsigned char digest[SUMS_DIGEST];
	int r = digest_of(boot, sum->name, digest);

	if (r == 0 && memcmp(digest, sum->digest, SUMS_DIGEST) != 0)
		return -EILSEQ;
	return r;
}

bool boot_files_are_whole(int boot)
{
	struct sums sums;

	if (boot_files_sums(boot, &sums) != 0)
		return false;
	for (size_t i = 0; i < sums.count; i++)
		if (boot_file_check(boot, &sums.items[i]) != 0)
			return false;
	return true;
}
