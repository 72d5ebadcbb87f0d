// SPDX-License-Identifier: Apache-2.0
//
// Failures in words. See install_failure.h.

#include "install_failure.h"

#include <errno.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/text.h"

#define SHORT_MEMORY "memory is short: end other programs, or give the machine more"

/* A failure of the disk, with its place: in bytes for programs, in MiB for people. */
static char *disk_text(const char *name, int error, const struct target_failure *failure)
{
	if (failure->what == TARGET_SYNC)
		return format_text("%s cannot write its cache out: %s. The disk, its cable or its "
				   "controller is broken: use another one",
				   name, strerror(-error));
	return format_text("%s cannot be %s at byte %llu (%llu MiB): %s. The disk, its cable or "
			   "its controller is broken: use another one",
			   name, failure->what == TARGET_READ ? "read" : "written",
			   (unsigned long long)failure->at, (unsigned long long)(failure->at >> 20),
			   strerror(-error));
}

static char *reason_text(const char *name, int error, const struct target_failure *failure)
{
	if (error == -EBADMSG)
		return format_text("wrong image: it does not have the sha256 that the release "
				   "says. The medium is damaged: make it again");
	if (error == -EILSEQ)
		return format_text("%s does not give back what was written to it. The disk, its "
				   "cable or its controller is broken: use another one",
				   name);
	if (error == -EFBIG)
		return format_text("an image is larger than its place on the disk: this is not a "
				   "release for this installer");
	if (error == -EUCLEAN || error == -EINVAL)
		return format_text("the release's loader is not of the form that this installer "
				   "knows: use the installer of that release");
	if (failure->what != TARGET_FINE)
		return disk_text(name, error, failure);
	if (error == -ENOMEM)
		return format_text(SHORT_MEMORY);
	/* it was not the disk: what is read is the medium */
	return format_text("%s. The installation medium may be damaged, or gone: make it again, or "
			   "try another port",
			   strerror(-error));
}

char *install_unread_text(const char *name, int error)
{
	if (error == -ENOMEM)
		return format_text("%s cannot be looked at: " SHORT_MEMORY, name);
	return format_text("%s cannot be read: %s. The disk, its cable or its controller is "
			   "broken: use another one",
			   name, strerror(-error));
}

/* What is on the disk now: only what is known. */
static char *state_text(const char *name, const struct install_outcome *outcome)
{
	if (!outcome->erased)
		return strdup("");
	if (outcome->cleanup < 0)
		return format_text("\nwhat is on %s now is not known: do not start from it", name);
	return format_text("\n%s has no partition table now: nothing starts from it", name);
}

char *install_failure_text(const char *name, int error, const struct install_outcome *outcome,
			   const struct target_failure *failure)
{
	cleanup_free char *reason = reason_text(name, error, failure);
	cleanup_free char *state = NULL;

	if (!reason)
		return NULL;
	state = state_text(name, outcome);
	if (!state)
		return NULL;
	return format_text("%s: %s%s", outcome->step ? outcome->step : "installing", reason, state);
}
