// SPDX-License-Identifier: Apache-2.0
//
// The files of a slot's boot image and their checksums: what the loader checks too, before it
// starts them. See verify.h.

#include "verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../common/cleanup.h"

#include "../command.h"
#include "../slots/boot_part.h"
#include "../slots/slot_cfg.h"
#include "boot_files.h"

#define TEXT_MAX 65536

static int check_file(const char *what, int boot, const struct sum *sum)
{
	int r = boot_file_check(boot, sum);

	if (r == 0)
		return EXIT_OK;
	if (r == -EILSEQ)
		(void)printf("%s: boot image: %s is damaged: its checksum is another one\n", what,
			     sum->name);
	else
		(void)printf("%s: boot image: %s: %s\n", what, sum->name, strerror(-r));
	return EXIT_PROBLEM;
}

static int check_files(const char *what, int boot)
{
	struct sums sums = { 0 };
	int result = EXIT_OK;
	int r = boot_files_sums(boot, &sums);

	if (r < 0) {
		(void)printf("%s: boot image: its list of checksums (" SUMS_FILE ") is %s\n", what,
			     r == -ENOENT ? "missing" : "damaged");
		return EXIT_PROBLEM;
	}
	for (size_t i = 0; i < sums.count; i++)
		if (check_file(what, boot, &sums.items[i]) != EXIT_OK)
			result = EXIT_PROBLEM;
	if (result == EXIT_OK)
		(void)printf("%s: boot image: verified, %zu files\n", what, sums.count);
	return result;
}

static int read_root_hash(const char *what, int boot, char **ret_root_hash)
{
	cleanup_free char *text = NULL;
	int r = boot_part_read(boot, SLOT_CFG, TEXT_MAX, &text);

	if (r == 0)
		r = slot_cfg_value(text, SLOT_CFG_ROOT_HASH, ret_root_hash);
	if (r == 0)
		return EXIT_OK;
	(void)printf("%s: boot image: no hash of a root image in " SLOT_CFG "\n", what);
	*ret_root_hash = NULL;
	return EXIT_PROBLEM;
}

int verify_boot_image(const char *what, const char *device, char **ret_root_hash)
{
	cleanup_fd int boot = boot_part_open(device);
	int files, hash;

	*ret_root_hash = NULL;
	if (boot == -ENODATA) {
		(void)printf("%s: empty\n", what);
		return EXIT_OK;
	}
	if (boot < 0) {
		(void)printf("%s: boot image: cannot be mounted from %s: %s\n", what, device,
			     strerror(-boot));
		return EXIT_PROBLEM;
	}
	files = check_files(what, boot);
	hash = read_root_hash(what, boot, ret_root_hash);
	return files == EXIT_OK ? hash : files;
}
