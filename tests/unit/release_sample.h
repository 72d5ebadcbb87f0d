// SPDX-License-Identifier: Apache-2.0
//
// A release in a folder of its own, with small files: for the tests of the installer.

#ifndef BERTH_TESTS_UNIT_RELEASE_SAMPLE_H
#define BERTH_TESTS_UNIT_RELEASE_SAMPLE_H

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../berth/install/machine_args.h"
#include "../../common/io.h"
#include "../../common/run.h"
#include "../../common/text.h"
#include "fat_sample.h"

#define RELEASE_SAMPLE_MACHINE 12u /* first cluster of grub/machine.cfg */
#define RELEASE_SAMPLE_ROOT (2u * 1024 * 1024 + 4096) /* bytes; more than is copied at once */

struct release_sample {
	char dir[32];
	char manifest[4096];
};

static inline void release_sample_path(const struct release_sample *s, const char *name,
				       char ret_path[256])
{
	(void)snprintf(ret_path, 256, "%s/%s", s->dir, name);
}

static inline void release_sample_write(const struct release_sample *s, const char *name,
					const void *data, size_t len)
{
	char path[256];

	release_sample_path(s, name, path);
	assert_int_equal(write_file(path, data, len, 0644), 0);
}

/* Write a file, and list it in the manifest. */
static inline void release_sample_add(struct release_sample *s, const char *name, const void *data,
				      size_t len)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];
	size_t at = strlen(s->manifest);

	(void)crypto_hash_sha256(hash, data, len);
	(void)sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	(void)snprintf(s->manifest + at, sizeof(s->manifest) - at,
		       "%s{\"name\": \"%s\", \"size\": %zu, \"sha256\": \"%s\"}",
		       s->manifest[at - 1] == '[' ? "" : ",", name, len, hex);
	release_sample_write(s, name, data, len);
}

/* Bytes that differ from file to file and from place to place. */
static inline unsigned char *release_sample_bytes(size_t len, unsigned start)
{
	unsigned char *data = malloc(len);

	assert_non_null(data);
	for (size_t i = 0; i < len; i++)
		data[i] = (unsigned char)(start + i + (i >> 8) * 7 + (i >> 16));
	return data;
}

static inline void release_sample_add_bytes(struct release_sample *s, const char *name, size_t len,
					    unsigned start)
{
	unsigned char *data = release_sample_bytes(len, start);

	release_sample_add(s, name, data, len);
	free(data);
}

static inline void release_sample_add_mbr(struct release_sample *s)
{
	unsigned char *data = release_sample_bytes(512, 3);

	data[510] = 0x55;
	data[511] = 0xAA;
	release_sample_add(s, "loader/mbr.img", data, 512);
	free(data);
}

static inline void release_sample_add_esp(struct release_sample *s, uint32_t sector)
{
	struct fat_sample fat = { .sector = sector, .cluster = 8 * 512 / sector };
	char name[32];

	fat.at = calloc(1, fat_sample_bytes(&fat));
	assert_non_null(fat.at);
	fat_sample_make(&fat, 1024);
	fat_sample_entry(fat_sample_entry_at(&fat, FAT_SAMPLE_GRUB, 3), "MACHINE CFG", 0x20,
			 RELEASE_SAMPLE_MACHINE, MACHINE_CFG_BYTES);
	fat_sample_link(&fat, RELEASE_SAMPLE_MACHINE, FAT_SAMPLE_END);
	(void)snprintf(name, sizeof(name), "loader/esp-%u.img", sector);
	release_sample_add(s, name, fat.at, fat_sample_bytes(&fat));
	free(fat.at);
}

/* The manifest is written by release_sample_finish(). */
static inline void release_sample_make(struct release_sample *s)
{
	char path[256];

	(void)strcpy(s->dir, "/tmp/berth-unit-rel.XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	(void)strcpy(s->manifest, "{\"product\": \"berth\", \"version\": \"0.9\", "
				  "\"arch\": \"x86_64\", \"files\": [");
	release_sample_path(s, "loader", path);
	assert_int_equal(mkdir(path, 0755), 0);
	release_sample_add_bytes(s, "root.img", RELEASE_SAMPLE_ROOT, 1);
	release_sample_add_bytes(s, "boot.img", 5000, 2);
	release_sample_add_mbr(s);
	release_sample_add_bytes(s, "loader/core.img", 3000, 4);
	release_sample_add_bytes(s, "loader/BOOTX64.EFI", 4000, 5);
	release_sample_add_esp(s, 512);
	release_sample_add_esp(s, 4096);
}

static inline void release_sample_finish(struct release_sample *s)
{
	(void)strcat(s->manifest, "]}");
	release_sample_write(s, "manifest.json", s->manifest, strlen(s->manifest));
}

static inline void release_sample_remove(struct release_sample *s)
{
	const char *const argv[] = { "rm", "-r", s->dir, NULL };
	int status = 1;

	assert_int_equal(run(argv, NULL, &status, NULL), 0);
	assert_int_equal(status, 0);
}

#endif
