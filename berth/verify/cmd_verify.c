// SPDX-License-Identifier: Apache-2.0
//
// `berth verify`: is everything that the machine starts from as it was released? The running root;
// on a disk also the boot images of both slots and the root of the other one.

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/log.h"
#include "../../common/slot_disk.h"

#include "../command.h"
#include "verify.h"

static const char help[] =
	"Usage: berth verify\n"
	"\n"
	"Reads the whole root image from the medium and checks it. On a disk it also checks the\n"
	"boot images of both slots and the root image of the other one. Only root may.\n"
	"A damaged block of the running root is read through the kernel as well. If it finds the\n"
	"damage, too, that is treated as ever: init gives the running slot up, and starts the\n"
	"other one if that can be started.\n"
	"Exit status: 0 all is as it was released, 1 something is damaged (what and where is\n"
	"printed) or could not be checked, 2 wrong arguments.\n";

static int verify_slot(const struct slot_disk *disk, enum slot slot)
{
	cleanup_free char *root_hash = NULL;
	char what[] = "slot ?", root_what[] = "slot ?: root image";
	int result;

	what[strlen("slot ")] = root_what[strlen("slot ")] = slot_letter(slot);
	if (!disk->boot[slot] || !disk->root[slot]) {
		(void)printf("%s: has no partitions\n", what);
		return EXIT_OK;
	}
	result = verify_boot_image(what, disk->boot[slot], &root_hash);
	/* the running root was checked before */
	if (slot == disk->running)
		return result;
	if (root_hash) {
		int root = verify_root_image(root_what, disk->root[slot], root_hash, NULL);

		return root == EXIT_OK ? result : root;
	}
	return result;
}

static int verify_slots(void)
{
	struct slot_disk disk = { 0 };
	int result = EXIT_OK;
	int r = slot_disk_find(&disk);

	if (r == -ENODEV)
		return EXIT_OK;
	if (r < 0) {
		(void)log_errno(r, "find the slots");
		return EXIT_PROBLEM;
	}
	for (enum slot slot = SLOT_A; slot < SLOT_COUNT; slot++)
		if (verify_slot(&disk, slot) != EXIT_OK)
			result = EXIT_PROBLEM;
	slot_disk_release(&disk);
	return result;
}

static int verify_all(void)
{
	int root, slots;

	if (geteuid() != 0) {
		log_error("verify: only root may read the disk");
		return EXIT_PROBLEM;
	}
	if (sodium_init() < 0) {
		log_error("verify: libsodium cannot be used: no random numbers");
		return EXIT_PROBLEM;
	}
	root = verify_running_root();
	(void)fflush(stdout);
	slots = verify_slots();
	if (root == EXIT_OK && slots == EXIT_OK)
		return EXIT_OK;
	(void)printf("Not everything is verified, see above. A damaged slot is repaired by writing "
		     "a release into it anew.\n");
	return EXIT_PROBLEM;
}

int command_verify(int argc, char **argv)
{
	bool asked = command_wants_help(argc, argv);

	if (argc == 1)
		return verify_all();
	(void)fputs(help, asked ? stdout : stderr);
	return asked ? EXIT_OK : EXIT_USAGE;
}
