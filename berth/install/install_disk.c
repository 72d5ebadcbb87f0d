// SPDX-License-Identifier: Apache-2.0
//
// Installation on a disk. See install_disk.h.

#include "install_disk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/text.h"
#include "../command.h"
#include "disk_look.h"
#include "efi_vars.h"
#include "install_failure.h"
#include "install_progress.h"
#include "install_run.h"
#include "machine_args.h"
#include "new_guids.h"
#include "size_text.h"
#include "voice.h"

#define ANSWER_MAX 64

static bool is_efi_machine(void)
{
	return access("/sys/firmware/efi", F_OK) == 0;
}

/* Returns 0, or -EINVAL after having said why not. */
static int check_disk(const struct disk_look *look, bool force)
{
	struct install_conditions conditions = {
		.efi = is_efi_machine(),
		.force = force,
		.needed_bytes = disk_layout_min_bytes(),
	};
	enum refusal refusal = install_decide(&look->facts, &conditions);
	cleanup_free char *text = NULL;

	if (refusal == REFUSE_NOTHING && look->contents_error == 0)
		return 0;
	text = refusal == REFUSE_NOTHING ? install_unread_text(look->name, look->contents_error)
					 : install_refusal_text(refusal, &look->facts, &conditions);
	voice_error("%s", text ? text : "memory is short");
	return -EINVAL;
}

/* Two disks with the same names of partitions: which one starts is the firmware's choice. */
static void warn_of_twins(const char *name)
{
	struct string_list twins = { 0 };

	if (disk_twins(name, &twins) == 0 && twins.count)
		voice_warn("%s carries a Berth as well. While both are in the machine, the "
			   "firmware decides which one starts",
			   twins.items[0]);
	string_list_release(&twins);
}

/* Returns 0, -EINVAL (said why) or -ENOMEM. */
static int find_args(const struct install_options *options, const struct manifest *manifest,
		     char **ret_args)
{
	cleanup_free char *cmdline = NULL;
	const char *problem;
	int r;

	if (options->machine_args) {
		*ret_args = strdup(options->machine_args);
		return *ret_args ? 0 : -ENOMEM;
	}
	r = cmdline_read(&cmdline);
	if (r == 0)
		r = machine_args_default(cmdline, manifest->console, ret_args);
	if (r < 0)
		return r;
	problem = machine_args_problem(*ret_args);
	if (!problem)
		return 0;
	voice_error("the words of the kernel command line that would be kept cannot be: %s. Say "
		    "with --machine-args what is wanted",
		    problem);
	return -EINVAL;
}

static void show_disk(const struct disk_look *look)
{
	char size[SIZE_TEXT_MAX];

	size_text(look->facts.bytes, size);
	voice_say("Disk %s: %s%s%s, %s", look->name, look->model, *look->model ? ", " : "", size,
		  look->bus);
	if (look->contents.lines.count)
		voice_say("It is not empty. All of it will be erased:");
	for (size_t i = 0; i < look->contents.lines.count; i++)
		voice_say("  %s", look->contents.lines.items[i]);
}

/* Returns 0, -EINVAL (said why) or -ECANCELED. */
static int ask(const struct disk_look *look, const struct release *release, bool yes)
{
	char answer[ANSWER_MAX];

	show_disk(look);
	if (yes)
		return 0;
	if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) {
		voice_error("there is no terminal to ask on: --yes installs without a question");
		return -EINVAL;
	}
	(void)printf("Berth %s will be installed on it. Type %s to go on: ",
		     release->manifest.version, look->name);
	(void)fflush(stdout);
	if (!fgets(answer, sizeof(answer), stdin))
		return -ECANCELED;
	answer[strcspn(answer, "\n")] = '\0';
	return strcmp(answer, look->name) == 0 ? 0 : -ECANCELED;
}

static void enter_into_firmware(const struct disk_look *look, const struct efi_partition *esp)
{
	int r;

	if (!is_efi_machine())
		return;
	r = efi_vars_install(EFI_VARS_DIR, esp, look->contents.guids, look->contents.guid_count);
	if (r < 0)
		voice_warn("no entry in the firmware's boot menu: %s. The disk starts all the same "
			   "where the firmware looks for " EFI_REMOVABLE_PATH
			   "; if it does not, choose %s in the firmware's set-up",
			   strerror(-r), look->name);
}

/* Nothing else can use the disk once it is open, and it stays the one that was opened. */
static int open_shown_disk(const struct disk_look *look, struct target *target, struct disk_io *io)
{
	cleanup_free char *path = format_text("/dev/%s", look->name);
	int r = path ? target_open_disk(path, target, io) : -ENOMEM;

	if (r < 0)
		return r;
	r = target_check_same(target, look->diskseq);
	if (r < 0)
		target_close(target);
	return r;
}

static void say_not_opened(const char *name, int error)
{
	if (error == -ESTALE)
		voice_error("%s is not the disk any more that was looked at: another one has got "
			    "this name. Nothing was changed: look at it again",
			    name);
	else if (error == -EBUSY)
		voice_error("%s is in use: unmount or detach it, or choose another disk", name);
	else
		voice_error("%s cannot be opened: %s", name, strerror(-error));
}

/* Returns 0, or a negative errno after having said what failed. */
static int write_disk(const struct disk_look *look, const struct release *release, const char *args)
{
	struct install_progress progress;
	struct write_progress report;
	struct install_outcome outcome;
	struct efi_partition esp;
	struct disk_guids guids;
	struct target target;
	struct disk_io io;
	cleanup_free char *text = NULL;
	int r = open_shown_disk(look, &target, &io);

	if (r < 0) {
		say_not_opened(look->name, r);
		return r;
	}
	new_guids_random(&guids);
	install_progress_begin(&progress, &report);
	r = install_run(&io, release, &guids, args, &report, &esp, &outcome);
	install_progress_end(&progress);
	if (r == 0)
		target_reread_table(&target);
	else
		text = install_failure_text(look->name, r, &outcome, &target.failure);
	target_close(&target);
	free(outcome.step);
	if (r == 0)
		enter_into_firmware(look, &esp);
	else
		voice_error("%s", text ? text : "memory is short");
	return r;
}

static int install_release(const struct install_options *options, const struct disk_look *look,
			   const struct release *release)
{
	cleanup_free char *args = NULL;
	int r = find_args(options, &release->manifest, &args);

	if (r == 0)
		r = ask(look, release, options->yes);
	if (r == -ECANCELED)
		voice_error("nothing was changed");
	if (r == 0)
		r = write_disk(look, release, args);
	if (r == 0)
		voice_say("Berth %s is on %s. It starts from it once the installation medium is "
			  "out.",
			  release->manifest.version, look->name);
	return r;
}

static int install_on(const struct install_options *options, const struct disk_look *look)
{
	const char *const running[] = { RELEASE_DIR, RELEASE_MEDIUM_DIR, NULL };
	const char *const given[] = { options->release, NULL };
	cleanup_free char *problem = NULL;
	struct release release;
	int r = check_disk(look, options->force);

	if (r < 0)
		return r;
	warn_of_twins(look->name);
	r = release_open(options->release ? given : running, look->facts.sector_size, &release,
			 &problem);
	if (r < 0) {
		voice_error("%s", problem ? problem : strerror(-r));
		return r;
	}
	r = install_release(options, look, &release);
	release_close(&release);
	return r;
}

int install_on_disk(const struct install_options *options)
{
	struct disk_look look;
	int r = disk_look(options->disk, &look);

	if (r < 0) {
		voice_error("looking at %s: %s", options->disk, strerror(-r));
		return EXIT_PROBLEM;
	}
	r = install_on(options, &look);
	disk_look_release(&look);
	return r < 0 ? EXIT_PROBLEM : EXIT_OK;
}
