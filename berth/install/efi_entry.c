// SPDX-License-Identifier: Apache-2.0
//
// Boot entries of UEFI firmware. See efi_entry.h.

#include "efi_entry.h"

#include <errno.h>
#include <string.h>

#define ACTIVE 1 /* LOAD_OPTION_ACTIVE */
#define NAME_AT 6 /* behind attributes and length of the path */
#define NAME_BYTES (2 * sizeof(EFI_ENTRY_NAME)) /* UTF-16, with the NUL */

/* The node of a partition: offsets and values (10.3.5.1). */
enum {
	DISK_NODE_BYTES = 42,
	DISK_NUMBER = 4,
	DISK_FIRST = 8,
	DISK_SECTORS = 16,
	DISK_GUID = 24,
	DISK_FORMAT = 40,
	DISK_GUID_TYPE = 41,
	FORMAT_GPT = 2,
	GUID_TYPE_GUID = 2,
	MEDIA = 4,
	MEDIA_DISK = 1,
	MEDIA_FILE = 4,
	END = 0x7F,
	END_ALL = 0xFF,
	NODE_HEADER = 4,
};

static void put_le(unsigned char *at, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

/* UTF-16, with the NUL. Returns the bytes. */
static size_t put_text(unsigned char *at, const char *text)
{
	size_t len = strlen(text) + 1;

	for (size_t i = 0; i < len; i++)
		put_le(at + 2 * i, (unsigned char)text[i], 2);
	return 2 * len;
}

static void put_node_header(unsigned char *at, unsigned type, unsigned subtype, size_t len)
{
	at[0] = (unsigned char)type;
	at[1] = (unsigned char)subtype;
	put_le(at + 2, len, 2);
}

static size_t put_disk_node(unsigned char *at, const struct efi_partition *partition)
{
	put_node_header(at, MEDIA, MEDIA_DISK, DISK_NODE_BYTES);
	put_le(at + DISK_NUMBER, partition->number, 4);
	put_le(at + DISK_FIRST, partition->first, 8);
	put_le(at + DISK_SECTORS, partition->sectors, 8);
	memcpy(at + DISK_GUID, partition->guid, GPT_GUID_LEN);
	at[DISK_FORMAT] = FORMAT_GPT;
	at[DISK_GUID_TYPE] = GUID_TYPE_GUID;
	return DISK_NODE_BYTES;
}

static size_t put_file_node(unsigned char *at, const char *path)
{
	size_t len = NODE_HEADER + put_text(at + NODE_HEADER, path);

	put_node_header(at, MEDIA, MEDIA_FILE, len);
	return len;
}

size_t efi_entry_encode(const struct efi_partition *partition, unsigned char *ret_data)
{
	unsigned char *path, *at;

	put_le(ret_data, ACTIVE, 4);
	path = at = ret_data + NAME_AT + put_text(ret_data + NAME_AT, EFI_ENTRY_NAME);
	at += put_disk_node(at, partition);
	at += put_file_node(at, EFI_LOADER_PATH);
	put_node_header(at, END, END_ALL, NODE_HEADER);
	at += NODE_HEADER;
	put_le(ret_data + 4, (uint64_t)(at - path), 2);
	return (size_t)(at - ret_data);
}

/* Our entries begin with name and partition; what follows may have changed over the years. */
bool efi_entry_is_ours(const unsigned char *data, size_t len,
		       const unsigned char guid[GPT_GUID_LEN])
{
	unsigned char name[NAME_BYTES];
	const unsigned char *node = data + NAME_AT + NAME_BYTES;

	(void)put_text(name, EFI_ENTRY_NAME);
	return len >= NAME_AT + NAME_BYTES + DISK_NODE_BYTES &&
	       memcmp(data + NAME_AT, name, NAME_BYTES) == 0 && node[0] == MEDIA &&
	       node[1] == MEDIA_DISK && memcmp(node + DISK_GUID, guid, GPT_GUID_LEN) == 0;
}

static bool has(const uint16_t *numbers, size_t count, unsigned number)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] == number)
			return true;
	return false;
}

/* The lowest of ours, or the lowest that is free. Returns it or -ENOSPC. */
static int choose_number(const uint16_t *used, size_t used_count, const uint16_t *ours,
			 size_t ours_count)
{
	for (unsigned number = 0; number <= UINT16_MAX; number++) {
		if (ours_count ? has(ours, ours_count, number) : !has(used, used_count, number))
			return (int)number;
	}
	return -ENOSPC;
}

int efi_plan_make(const uint16_t *used, size_t used_count, const uint16_t *ours, size_t ours_count,
		  const uint16_t *order, size_t order_count, struct efi_plan *ret_plan)
{
	int number = choose_number(used, used_count, ours, ours_count);

	if (number < 0)
		return number;
	*ret_plan = (struct efi_plan){ .number = (uint16_t)number };
	ret_plan->order[ret_plan->order_count++] = (uint16_t)number;
	for (size_t i = 0; i < order_count; i++) {
		if (order[i] == number || has(ours, ours_count, order[i]))
			continue;
		if (ret_plan->order_count == EFI_ORDER_MAX)
			return -ENOSPC;
		ret_plan->order[ret_plan->order_count++] = order[i];
	}
	return 0;
}
