// SPDX-License-Identifier: Apache-2.0
//
// Replacing the loader of a disk. See loader_refresh.h.

#include "loader_refresh.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/fsident.h"
#include "../../common/slot_disk.h"
#include "../../common/text.h"
#include "../command.h"
#include "../slots/boot_part.h"
#include "../slots/detached_mount.h"
#include "../slots/slot_cfg.h"
#include "disk_look.h"
#include "loader_bios.h"
#include "loader_contract.h"
#include "loader_efi.h"
#include "release.h"
#include "voice.h"

#define SLOT_CFG_MAX 65536
#define BIOS_SECTOR 512 /* BIOS starts from no disk with other sectors */

/* Returns 0, or a negative errno after having said why. */
static int find_own_disk(struct slot_disk *ret_disk)
{
	int r = slot_disk_find(ret_disk);

	if (r == -ENODEV)
		voice_error("this system does not run from a slot of a disk. Name the disk: "
			    "'berth install' alone lists them");
	else if (r < 0)
		voice_error("looking for the disk of this system: %s", strerror(-r));
	return r;
}

/* The partitions of a disk, as if the system ran from it. */
static int find_slots_on(const char *name, struct slot_disk *ret_disk)
{
	struct blockdev_list devices = { 0 };
	char *const disk = strdup(name);
	char partname[] = "berth-a";
	const struct blockdev root = { .disk = disk, .partname = partname };
	int r = disk ? blockdev_list_read(&devices) : -ENOMEM;

	if (r == 0)
		r = slot_disk_choose(&root, &devices, ret_disk);
	blockdev_list_release(&devices);
	free(disk);
	if (r == -ENODEV)
		voice_error("%s is no disk of Berth: it has no partition berth-efi", name);
	else if (r < 0)
		voice_error("looking for the partitions of %s: %s", name, strerror(-r));
	return r;
}

static int find_named_disk(const char *name, struct slot_disk *ret_disk)
{
	const struct install_conditions conditions = { .force = true };
	cleanup_free char *text = NULL;
	enum refusal refusal;
	struct disk_look look;
	int r = disk_look(name, &look);

	if (r < 0) {
		voice_error("looking at %s: %s", name, strerror(-r));
		return r;
	}
	/* that it is in use, or small, does not matter here */
	refusal = look.facts.kind == DISK_WHOLE ? REFUSE_NOTHING
						: install_decide(&look.facts, &conditions);
	if (refusal == REFUSE_NOTHING) {
		r = find_slots_on(look.name, ret_disk);
	} else {
		text = install_refusal_text(refusal, &look.facts, &conditions);
		voice_error("%s", text ? text : "memory is short");
		r = -EINVAL;
	}
	disk_look_release(&look);
	return r;
}

/* 0 if there is nothing that could be started. */
static unsigned read_contract(const char *boot, enum slot slot)
{
	cleanup_free char *text = NULL;
	cleanup_fd int fd = boot ? boot_part_open(boot) : -ENODATA;
	int r = fd < 0 ? fd : boot_part_read(fd, SLOT_CFG, SLOT_CFG_MAX, &text);

	if (r == 0)
		return loader_contract_of(text);
	if (r != -ENODATA && r != -ENOENT)
		voice_warn("slot %c cannot be read (%s), and does not count", slot_letter(slot),
			   strerror(-r));
	return 0;
}

static int check_contract(const struct slot_disk *disk, unsigned loader)
{
	cleanup_free char *problem = NULL;
	unsigned slots[SLOT_COUNT];
	int r;

	for (enum slot slot = SLOT_A; slot < SLOT_COUNT; slot++)
		slots[slot] = read_contract(disk->boot[slot], slot);
	r = loader_contract_check(loader, slots, &problem);
	if (r < 0)
		voice_error("%s", problem ? problem : "memory is short");
	return r;
}

static void say_done(const char *disk, const char *what, bool changed)
{
	voice_say("%s: the loader for %s %s", disk, what,
		  changed ? "is replaced" : "is the one of this release already");
}

static int say_failure(const char *disk, const char *what, int error)
{
	const char *why = strerror(-error);
	const char *todo = "The loader that was there still starts the machine";

	if (error == -EILSEQ) {
		why = "the disk does not give back what was written to it";
		todo = "The disk, its cable or its controller is broken: use another one";
	} else if (error == -EBADMSG) {
		why = "wrong image: it does not have the sha256 that the release says";
		todo = "Nothing was written: the medium is damaged, make it again";
	} else if (error == -EFBIG) {
		why = "this loader and the one in use do not both fit into the partition bios-boot";
		todo = "Nothing was written: this is not a release for this disk";
	} else if (error == -EUCLEAN) {
		why = "the disk starts a loader that Berth has not put there";
		todo = "Nothing was written: install Berth on the disk anew";
	}
	voice_error("%s: the loader for %s: %s. %s", disk, what, why, todo);
	return error;
}

static int open_esp(const char *device)
{
	static const char *const no_flags[] = { NULL };
	struct fs_identity identity;
	int r = blockdev_identify(device, &identity, NULL);

	if (r < 0)
		return r;
	return identity.type == FS_VFAT ? detached_mount(device, fs_type_name(FS_VFAT), no_flags)
					: -EMEDIUMTYPE;
}

static int refresh_efi(const struct slot_disk *disk, const struct release *release)
{
	cleanup_fd int root = open_esp(disk->esp);
	cleanup_free unsigned char *data = NULL;
	bool changed = false;
	size_t len = 0;
	int r = root < 0 ? root : release_load(release, RELEASE_EFI, &data, &len);

	if (r == 0)
		r = loader_efi_refresh(root, data, len, &changed);
	if (r < 0)
		return say_failure(disk->disk, "UEFI", r);
	say_done(disk->disk, "UEFI", changed);
	return 0;
}

static int write_bios(const struct disk_io *io, const struct release *release, bool *ret_changed)
{
	cleanup_free unsigned char *mbr = NULL;
	cleanup_free unsigned char *core = NULL;
	struct loader_bios loader = { 0 };
	int r = release_load(release, RELEASE_MBR, &mbr, &loader.mbr_len);

	if (r == 0)
		r = release_load(release, RELEASE_CORE, &core, &loader.core_len);
	if (r < 0)
		return r;
	loader.mbr = mbr;
	loader.core = core;
	return loader_bios_refresh(io, &loader, ret_changed);
}

/* Not for ourselves alone: the system may run from it. */
static int refresh_bios(const struct slot_disk *disk, const struct release *release)
{
	cleanup_free char *path = format_text("/dev/%s", disk->disk);
	cleanup_fd int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	struct disk_io io = { 0 };
	bool changed = false;
	int r = -ENOMEM;

	if (path)
		r = fd < 0 ? -errno : disk_io_open(&fd, &io);
	if (r == 0 && io.sector_size != BIOS_SECTOR)
		return 0;
	if (r == 0)
		r = write_bios(&io, release, &changed);
	if (r < 0)
		return say_failure(disk->disk, "BIOS", r);
	say_done(disk->disk, "BIOS", changed);
	return 0;
}

/* One that fails does not keep the other from being replaced: a machine starts by one of them. */
static int refresh_both(const struct slot_disk *disk, const struct release *release)
{
	int efi = refresh_efi(disk, release);
	int bios = refresh_bios(disk, release);

	return efi < 0 ? efi : bios;
}

static int refresh_disk(const struct slot_disk *disk, const char *release_dir)
{
	const char *const running[] = { RELEASE_DIR, RELEASE_MEDIUM_DIR, NULL };
	const char *const given[] = { release_dir, NULL };
	cleanup_free char *problem = NULL;
	struct release release;
	int r = release_open_loader(release_dir ? given : running, &release, &problem);

	if (r < 0) {
		voice_error("%s", problem ? problem : strerror(-r));
		return r;
	}
	r = check_contract(disk, release.manifest.contract);
	if (r == 0)
		r = refresh_both(disk, &release);
	release_close(&release);
	return r;
}

int loader_refresh(const struct install_options *options)
{
	struct slot_disk disk = { .running = SLOT_NONE };
	int r;

	if (geteuid() != 0) {
		voice_error("only root may replace the loader");
		return EXIT_PROBLEM;
	}
	r = options->disk ? find_named_disk(options->disk, &disk) : find_own_disk(&disk);
	if (r == 0)
		r = refresh_disk(&disk, options->release);
	slot_disk_release(&disk);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}
