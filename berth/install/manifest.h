// SPDX-License-Identifier: Apache-2.0
//
// manifest.json of a release: what it is, and size and hash of each of its files. Pure.

#ifndef BERTH_INSTALL_MANIFEST_H
#define BERTH_INSTALL_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#define MANIFEST_NAME "manifest.json"
#define MANIFEST_BYTES_MAX 65536
#define MANIFEST_FILES_MAX 64
#define MANIFEST_FILE_MAX (1ULL << 40) /* bytes of one file; sizes above are nonsense */
#define SHA256_BYTES 32

struct manifest_file {
	char *name; /* below the release's folder: "loader/core.img" */
	uint64_t size; /* bytes */
	unsigned char sha256[SHA256_BYTES];
};

/* Strings are owned by the struct. */
struct manifest {
	char *product, *version, *arch;
	char *console; /* words of the slots for consoles; NULL if it does not say */
	unsigned contract; /* between loader and slot (configs/grub/disk.cfg); 0: not said */
	struct manifest_file *files;
	size_t count;
};

/*
 * manifest_parse - read the text. Members that are not known are skipped.
 * @ret_manifest: release with manifest_release(); written on success only
 * @ret_problem: what is wrong with it, for a message; the caller frees it; NULL if memory is short
 * Returns 0, -EINVAL (@ret_problem says why) or -ENOMEM.
 */
int manifest_parse(const char *text, size_t len, struct manifest *ret_manifest, char **ret_problem);
void manifest_release(struct manifest *manifest);

/* manifest_find - a file by its name; NULL if the release does not have it. */
const struct manifest_file *manifest_find(const struct manifest *manifest, const char *name);

#endif
