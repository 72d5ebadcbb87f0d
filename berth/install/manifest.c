// SPDX-License-Identifier: Apache-2.0
//
// Reading manifest.json. See manifest.h.

#include "manifest.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/text.h"

#define CONTRACT_MAX 65535

/* Names become paths: nothing may lead out of the release's folder, or look odd in a message. */
static bool is_plain_name(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._-/";

	return *name && *name != '/' && strlen(name) <= 255 &&
	       strspn(name, allowed) == strlen(name) && !strstr(name, "..");
}

/* A copy of a text member. @required: without it, -EINVAL */
static int get_text(const json_t *object, const char *key, bool required, char **ret)
{
	const char *value = json_string_value(json_object_get(object, key));

	if (!value || !*value)
		return required ? -EINVAL : 0;
	*ret = strdup(value);
	return *ret ? 0 : -ENOMEM;
}

static bool parse_hash(const char *hex, unsigned char *ret_hash)
{
	size_t len = 0;

	return hex && strlen(hex) == 2UL * SHA256_BYTES &&
	       sodium_hex2bin(ret_hash, SHA256_BYTES, hex, strlen(hex), NULL, &len, NULL) == 0 &&
	       len == SHA256_BYTES;
}

static int parse_file(const json_t *item, struct manifest_file *file, char **ret_problem)
{
	const char *name = json_string_value(json_object_get(item, "name"));
	const char *hash = json_string_value(json_object_get(item, "sha256"));
	json_int_t size = json_integer_value(json_object_get(item, "size"));

	if (!name || !is_plain_name(name)) {
		*ret_problem = format_text("a file has no name that can be used");
		return -EINVAL;
	}
	if (size < 1 || (uint64_t)size > MANIFEST_FILE_MAX || !parse_hash(hash, file->sha256)) {
		*ret_problem = format_text("%s has no size or sha256 that can be used", name);
		return -EINVAL;
	}
	file->size = (uint64_t)size;
	file->name = strdup(name);
	return file->name ? 0 : -ENOMEM;
}

static int parse_files(const json_t *list, struct manifest *manifest, char **ret_problem)
{
	size_t count = json_array_size(list);

	if (count < 1 || count > MANIFEST_FILES_MAX) {
		*ret_problem =
			format_text("it lists no files, or more than %d", MANIFEST_FILES_MAX);
		return -EINVAL;
	}
	manifest->files = calloc(count, sizeof(*manifest->files));
	if (!manifest->files)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		int r = parse_file(json_array_get(list, i), &manifest->files[i], ret_problem);

		if (r < 0)
			return r;
		manifest->count++;
	}
	return 0;
}

static int parse_contract(const json_t *value, struct manifest *manifest, char **ret_problem)
{
	json_int_t contract = json_integer_value(value);

	if (!value)
		return 0;
	if (contract < 1 || contract > CONTRACT_MAX) {
		*ret_problem = format_text("contract is no number from 1 to %d", CONTRACT_MAX);
		return -EINVAL;
	}
	manifest->contract = (unsigned)contract;
	return 0;
}

static int parse_root(const json_t *root, struct manifest *manifest, char **ret_problem)
{
	int r = get_text(root, "product", true, &manifest->product);

	if (r == 0)
		r = get_text(root, "version", true, &manifest->version);
	if (r == 0)
		r = get_text(root, "arch", true, &manifest->arch);
	if (r == 0)
		r = get_text(root, "console", false, &manifest->console);
	if (r == -EINVAL)
		*ret_problem = format_text("product, version or arch is missing");
	if (r == 0)
		r = parse_contract(json_object_get(root, "contract"), manifest, ret_problem);
	return r < 0 ? r : parse_files(json_object_get(root, "files"), manifest, ret_problem);
}

int manifest_parse(const char *text, size_t len, struct manifest *ret_manifest, char **ret_problem)
{
	struct manifest manifest = { 0 };
	json_error_t error;
	json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	int r;

	*ret_problem = NULL;
	if (!root) {
		*ret_problem = format_text("line %d: %s", error.line, error.text);
		return -EINVAL;
	}
	r = parse_root(root, &manifest, ret_problem);
	json_decref(root);
	if (r < 0) {
		manifest_release(&manifest);
		return r;
	}
	*ret_manifest = manifest;
	return 0;
}

void manifest_release(struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->count; i++)
		free(manifest->files[i].name);
	free(manifest->files);
	free(manifest->product);
	free(manifest->version);
	free(manifest->arch);
	free(manifest->console);
	*manifest = (struct manifest){ 0 };
}

const struct manifest_file *manifest_find(const struct manifest *manifest, const char *name)
{
	for (size_t i = 0; i < manifest->count; i++)
		if (strcmp(manifest->files[i].name, name) == 0)
			return &manifest->files[i];
	return NULL;
}
