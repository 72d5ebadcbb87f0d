// SPDX-License-Identifier: Apache-2.0
//
// Finding and checking the files of a release. See release.h.

#include "release.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/text.h"
#include "image_file.h"

#define PRODUCT "berth"
#define ARCH "x86_64"
#define SMALL_MAX (64UL * 1024 * 1024)

static const char *part_name(enum release_part part, uint32_t sector_size)
{
	static const char *const names[RELEASE_PARTS] = {
		[RELEASE_ROOT] = "root.img",	      [RELEASE_BOOT] = "boot.img",
		[RELEASE_MBR] = "loader/mbr.img",     [RELEASE_CORE] = "loader/core.img",
		[RELEASE_ESP] = "loader/esp-512.img", [RELEASE_EFI] = "loader/BOOTX64.EFI",
	};

	return part == RELEASE_ESP && sector_size == 4096 ? "loader/esp-4096.img" : names[part];
}

static int open_in(const char *const dirs[], const char *name)
{
	int r = -ENOENT;

	for (size_t i = 0; dirs[i] && r == -ENOENT; i++) {
		cleanup_free char *path = format_text("%s/%s", dirs[i], name);

		if (!path)
			return -ENOMEM;
		r = open(path, O_RDONLY | O_CLOEXEC);
		if (r < 0)
			r = -errno;
	}
	return r;
}

static int say_not_found(int error, const char *const dirs[], const char *name, char **ret_problem)
{
	*ret_problem = format_text(
		"%s cannot be opened in %s%s%s: %s. An installation needs a release: start from "
		"the ISO, or name its folder with --release",
		name, dirs[0], dirs[1] ? " or " : "", dirs[1] ? dirs[1] : "", strerror(-error));
	return error;
}

static int read_manifest(const char *const dirs[], struct manifest *ret_manifest,
			 char **ret_problem)
{
	cleanup_fd int fd = open_in(dirs, MANIFEST_NAME);
	cleanup_free char *text = NULL;
	cleanup_free char *why = NULL;
	size_t len = 0;
	int r;

	if (fd < 0)
		return say_not_found(fd, dirs, MANIFEST_NAME, ret_problem);
	r = read_fd(fd, MANIFEST_BYTES_MAX, &text, &len);
	if (r == 0)
		r = manifest_parse(text, len, ret_manifest, &why);
	if (r < 0)
		*ret_problem = format_text("%s cannot be read: %s", MANIFEST_NAME,
					   why ? why : strerror(-r));
	return r;
}

static int check_product(const struct manifest *manifest, char **ret_problem)
{
	if (strcmp(manifest->product, PRODUCT) == 0 && strcmp(manifest->arch, ARCH) == 0)
		return 0;
	*ret_problem = format_text("this is a release of %s for %s; %s for %s is needed",
				   manifest->product, manifest->arch, PRODUCT, ARCH);
	return -EINVAL;
}

static int check_size(const struct release_file *file, char **ret_problem)
{
	struct stat st;

	if (fstat(file->fd, &st) < 0)
		return -errno;
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size == file->facts->size)
		return 0;
	*ret_problem = format_text("wrong image: %s has %lld bytes and should have %llu. The "
				   "medium is incomplete or damaged: make it again",
				   file->facts->name, (long long)st.st_size,
				   (unsigned long long)file->facts->size);
	return -EBADMSG;
}

static int check_hash(const struct release_file *file, char **ret_problem)
{
	struct image_file image = {
		.fd = file->fd,
		.name = file->facts->name,
		.size = file->facts->size,
		.sha256 = file->facts->sha256,
	};
	int r = image_file_hash(&image);

	if (r == -EBADMSG)
		*ret_problem = format_text("wrong image: %s does not have the sha256 that the "
					   "release says. The medium is damaged: make it again",
					   file->facts->name);
	else if (r < 0)
		*ret_problem = format_text("reading %s: %s. The medium is damaged: make it again",
					   file->facts->name, strerror(-r));
	return r;
}

static int open_file(const char *const dirs[], const struct manifest *manifest, const char *name,
		     struct release_file *file, char **ret_problem)
{
	file->facts = manifest_find(manifest, name);
	if (!file->facts) {
		*ret_problem = format_text("the release has no %s: it cannot be installed", name);
		return -ENOENT;
	}
	file->fd = open_in(dirs, name);
	if (file->fd < 0)
		return say_not_found(file->fd, dirs, name, ret_problem);
	return check_size(file, ret_problem);
}

/* What is to be opened. */
struct wanted {
	bool parts[RELEASE_PARTS];
	uint32_t sector_size; /* of the disk */
};

static int open_files(const char *const dirs[], const struct wanted *wanted,
		      struct release *release, char **ret_problem)
{
	int r = 0;

	for (enum release_part part = 0; part < RELEASE_PARTS && r == 0; part++) {
		struct release_file *file = &release->files[part];

		if (!wanted->parts[part])
			continue;
		r = open_file(dirs, &release->manifest, part_name(part, wanted->sector_size), file,
			      ret_problem);
		if (r == 0 && part != RELEASE_ROOT)
			r = check_hash(file, ret_problem);
	}
	return r;
}

static int open_wanted(const char *const dirs[], const struct wanted *wanted,
		       struct release *ret_release, char **ret_problem)
{
	struct release release = { 0 };
	int r;

	*ret_problem = NULL;
	for (enum release_part part = 0; part < RELEASE_PARTS; part++)
		release.files[part].fd = -1;
	r = read_manifest(dirs, &release.manifest, ret_problem);
	if (r == 0)
		r = check_product(&release.manifest, ret_problem);
	if (r == 0)
		r = open_files(dirs, wanted, &release, ret_problem);
	if (r < 0) {
		release_close(&release);
		return r;
	}
	*ret_release = release;
	return 0;
}

int release_open(const char *const dirs[], uint32_t sector_size, struct release *ret_release,
		 char **ret_problem)
{
	struct wanted wanted = { .sector_size = sector_size };

	for (enum release_part part = 0; part < RELEASE_PARTS; part++)
		wanted.parts[part] = part != RELEASE_EFI;
	return open_wanted(dirs, &wanted, ret_release, ret_problem);
}

int release_open_loader(const char *const dirs[], struct release *ret_release, char **ret_problem)
{
	static const struct wanted wanted = {
		.parts = { [RELEASE_MBR] = true, [RELEASE_CORE] = true, [RELEASE_EFI] = true },
	};

	return open_wanted(dirs, &wanted, ret_release, ret_problem);
}

void release_close(struct release *release)
{
	for (enum release_part part = 0; part < RELEASE_PARTS; part++)
		if (release->files[part].fd >= 0)
			(void)close(release->files[part].fd);
	manifest_release(&release->manifest);
}

int release_load(const struct release *release, enum release_part part, unsigned char **ret_data,
		 size_t *ret_len)
{
	const struct release_file *file = &release->files[part];
	cleanup_free unsigned char *data = NULL;
	unsigned char hash[SHA256_BYTES];
	int r;

	if (file->facts->size > SMALL_MAX)
		return -EFBIG;
	data = malloc(file->facts->size);
	if (!data)
		return -ENOMEM;
	r = pread_all(file->fd, data, file->facts->size, 0);
	if (r < 0)
		return r;
	/* what was hashed at the opening was read by itself, and a medium need not say it twice */
	(void)crypto_hash_sha256(hash, data, file->facts->size);
	if (memcmp(hash, file->facts->sha256, sizeof(hash)) != 0)
		return -EBADMSG;
	*ret_len = file->facts->size;
	*ret_data = take_ptr(data);
	return 0;
}
