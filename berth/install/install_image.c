// SPDX-License-Identifier: Apache-2.0
//
// Installation into a file. See install_image.h.

#include "install_image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../command.h"
#include "install_failure.h"
#include "install_run.h"
#include "new_guids.h"
#include "voice.h"

static void say_failure(const struct install_options *options, int error,
			struct install_outcome *outcome, const struct target *target)
{
	cleanup_free char *text = NULL;

	if (error == -ENOSPC && !outcome->erased) {
		voice_error("%s: --size %llu is too small", options->image,
			    (unsigned long long)options->size_mib);
		return;
	}
	/* the file goes away: nobody has to be told what is left on it */
	outcome->erased = false;
	text = install_failure_text(options->image, error, outcome, &target->failure);
	voice_error("%s", text ? text : "memory is short");
}

static int write_image(const struct install_options *options, const struct release *release)
{
	const char *args = options->machine_args ? options->machine_args : "";
	struct install_outcome outcome;
	struct efi_partition esp;
	struct disk_guids guids;
	struct target target;
	struct disk_io io;
	int r = target_create_image(options->image, options->size_mib << 20, options->sector_size,
				    &target, &io);

	if (r < 0) {
		voice_error("%s cannot be made: %s", options->image, strerror(-r));
		return r;
	}
	new_guids_seeded(options->guid_seed, &guids);
	r = install_run(&io, release, &guids, args, NULL, &esp, &outcome);
	if (r < 0)
		say_failure(options, r, &outcome, &target);
	free(outcome.step);
	target_close(&target);
	/* half an image is of no use to anybody */
	if (r < 0)
		(void)unlink(options->image);
	return r;
}

int install_into_image(const struct install_options *options)
{
	const char *const dirs[] = { options->release, NULL };
	cleanup_free char *problem = NULL;
	struct release release;
	int r = release_open(dirs, options->sector_size, &release, &problem);

	if (r < 0) {
		voice_error("%s", problem ? problem : strerror(-r));
		return EXIT_PROBLEM;
	}
	r = write_image(options, &release);
	release_close(&release);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}
