// SPDX-License-Identifier: Apache-2.0
//
// From the files of a release to the content of a disk. See install_run.h.

#include "install_run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bios_loader.h"
#include "esp_image.h"

/* All that goes onto the disk, and what it is read from. */
struct content {
	unsigned char *mbr, *core, *esp;
	size_t mbr_len, core_len, esp_len;
	struct image_file root_file, boot_file;
	struct image_memory core_memory, esp_memory;
	struct disk_image root, boot, core_image, esp_image;
	struct install_meter meter;
	struct gpt gpt;
};

static int load(const struct release *release, struct content *content)
{
	int r = release_load(release, RELEASE_MBR, &content->mbr, &content->mbr_len);

	if (r == 0)
		r = release_load(release, RELEASE_CORE, &content->core, &content->core_len);
	if (r == 0)
		r = release_load(release, RELEASE_ESP, &content->esp, &content->esp_len);
	return r;
}

static int partition_of(const struct gpt *gpt, uint32_t number, struct efi_partition *ret)
{
	struct gpt_entry entry;
	int r = gpt_entry(gpt, number, &entry);

	if (r < 0)
		return r;
	*ret = (struct efi_partition){ .number = number,
				       .first = entry.first,
				       .sectors = entry.last - entry.first + 1 };
	memcpy(ret->guid, entry.guid, GPT_GUID_LEN);
	return 0;
}

/* BIOS reads sectors of 512 bytes, and starts from no disk with others. */
static bool has_bios(const struct gpt *gpt)
{
	return gpt->sector_size == 512;
}

static int prepare(struct content *content, const char *args)
{
	struct efi_partition bios;
	int r = partition_of(&content->gpt, PART_BIOS_BOOT, &bios);

	if (r == 0 && has_bios(&content->gpt))
		r = bios_loader_patch(content->mbr, content->mbr_len, content->core,
				      content->core_len, bios.first);
	return r < 0 ? r
		     : esp_image_fill(content->esp, content->esp_len, content->gpt.sector_size,
				      args);
}

static void open_file(const struct release_file *from, struct install_meter *meter,
		      struct image_file *file, struct disk_image *image)
{
	*file = (struct image_file){
		.fd = from->fd,
		.name = from->facts->name,
		.size = from->facts->size,
		.sha256 = from->facts->sha256,
		.meter = meter,
	};
	image_file_image(file, image);
}

static void open_memory(const struct release_file *from, const unsigned char *data,
			struct install_meter *meter, struct image_memory *memory,
			struct disk_image *image)
{
	*memory = (struct image_memory){
		.data = data,
		.name = from->facts->name,
		.size = from->facts->size,
		.meter = meter,
	};
	image_memory_image(memory, image);
}

static void open_images(const struct release *release, struct content *content)
{
	open_file(&release->files[RELEASE_ROOT], &content->meter, &content->root_file,
		  &content->root);
	open_file(&release->files[RELEASE_BOOT], &content->meter, &content->boot_file,
		  &content->boot);
	open_memory(&release->files[RELEASE_CORE], content->core, &content->meter,
		    &content->core_memory, &content->core_image);
	open_memory(&release->files[RELEASE_ESP], content->esp, &content->meter,
		    &content->esp_memory, &content->esp_image);
}

static int write_content(const struct disk_io *disk, struct content *content,
			 struct install_outcome *outcome)
{
	struct install_job job = { 0 };

	job.gpt = &content->gpt;
	job.images[PART_ESP - 1] = &content->esp_image;
	job.images[PART_BOOT_A - 1] = &content->boot;
	job.images[PART_ROOT_A - 1] = &content->root;
	if (has_bios(&content->gpt)) {
		job.images[PART_BIOS_BOOT - 1] = &content->core_image;
		job.boot_code = content->mbr;
	}
	return install_write(disk, &job, &content->meter, outcome);
}

static int run(const struct disk_io *disk, const struct release *release, const char *args,
	       struct content *content, struct install_outcome *outcome)
{
	int r = load(release, content);

	outcome->step = strdup("preparing the loader");
	if (r == 0)
		r = prepare(content, args);
	if (r < 0)
		return r;
	open_images(release, content);
	free(outcome->step);
	return write_content(disk, content, outcome);
}

int install_run(const struct disk_io *disk, const struct release *release,
		const struct disk_guids *guids, const char *args,
		const struct write_progress *progress, struct efi_partition *ret_esp,
		struct install_outcome *ret_outcome)
{
	struct content content = { .meter = { .progress = progress } };
	int r = disk_layout_make(disk_layout(), disk->sector_size, disk->sectors, guids,
				 &content.gpt);

	*ret_outcome = (struct install_outcome){ 0 };
	if (r < 0)
		return r;
	r = run(disk, release, args, &content, ret_outcome);
	if (r == 0)
		r = partition_of(&content.gpt, PART_ESP, ret_esp);
	gpt_release(&content.gpt);
	free(content.mbr);
	free(content.core);
	free(content.esp);
	return r;
}
