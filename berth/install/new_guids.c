// SPDX-License-Identifier: Apache-2.0
//
// Making GUIDs. See new_guids.h.

#include "new_guids.h"

#include <sodium.h>
#include <string.h>

#include "../../common/gpt_guid.h"

void new_guids_random(struct disk_guids *ret_guids)
{
	unsigned char bytes[GPT_GUID_LEN];

	randombytes_buf(bytes, sizeof(bytes));
	gpt_guid_from_bytes(bytes, 4, ret_guids->disk);
	for (size_t i = 0; i < DISK_PARTS; i++) {
		randombytes_buf(bytes, sizeof(bytes));
		gpt_guid_from_bytes(bytes, 4, ret_guids->parts[i]);
	}
}

static void hash_guid(const char *seed, const char *what, const char *name, unsigned char *ret_guid)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)seed, strlen(seed));
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)what, strlen(what));
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)name, strlen(name));
	(void)crypto_hash_sha256_final(&state, hash);
	gpt_guid_from_bytes(hash, 5, ret_guid);
}

void new_guids_seeded(const char *seed, struct disk_guids *ret_guids)
{
	hash_guid(seed, " disk", "", ret_guids->disk);
	for (size_t i = 0; i < DISK_PARTS; i++)
		hash_guid(seed, " partition ", disk_layout()[i].name, ret_guids->parts[i]);
}
