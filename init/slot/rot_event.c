// SPDX-License-Identifier: Apache-2.0
//
// Reports of damaged blocks. See rot_event.h. dm-verity sends a `change` event of its device with
// DM_VERITY_ERR_BLOCK_NR=TYPE,BLOCK; type 0 is data, 1 the hash tree.

#include "rot_event.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/text.h"
#include "../../common/uevent.h"

static bool parse_block(const char *value, struct rot_event *ret_event)
{
	char *end;

	if ((value[0] != '0' && value[0] != '1') || value[1] != ',' ||
	    !isdigit((unsigned char)value[2]))
		return false;
	errno = 0;
	ret_event->in_tree = value[0] == '1';
	ret_event->block = strtoull(value + 2, &end, 10);
	return errno == 0 && *end == '\0';
}

bool rot_event_parse(const char *message, size_t len, const char *device,
		     struct rot_event *ret_event)
{
	const char *action = uevent_get(message, len, "ACTION");
	const char *name = uevent_get(message, len, "DEVNAME");
	const char *block = uevent_get(message, len, "DM_VERITY_ERR_BLOCK_NR");

	if (!action || !name || !block || strcmp(action, "change") != 0 ||
	    strcmp(name, device) != 0)
		return false;
	return parse_block(block, ret_event);
}

char *rot_block_text(const struct rot_event *event)
{
	return format_text("block %llu of the root image%s", event->block,
			   event->in_tree ? "'s hash tree" : "");
}

char *rot_slot_text(enum slot slot, const char *what, enum rot_result result)
{
	char letter = slot_letter(slot);

	switch (result) {
	case ROT_MARKED:
		return format_text("the system in slot %c is damaged (%s); restarting into slot %c",
				   letter, what, slot_letter(slot_other(slot)));
	case ROT_ALONE:
		return format_text("the system in slot %c is damaged (%s), and there is no other "
				   "slot to start: what lies there cannot be read; install again "
				   "with `berth install`, from the ISO",
				   letter, what);
	case ROT_UNMARKED:
	case ROT_RESULT_MAX:
		break;
	}
	return format_text("the system in slot %c is damaged (%s), and the boot record cannot be "
			   "written: what lies there cannot be read; replace the disk, or install "
			   "again with `berth install`, from the ISO",
			   letter, what);
}

char *rot_medium_text(bool on_medium, const char *what)
{
	if (on_medium)
		return format_text("the medium that this system runs from is damaged (%s): what "
				   "lies there cannot be read; write the medium again, or use "
				   "another one",
				   what);
	return format_text("the image that this system runs from is damaged (%s): what lies there "
			   "cannot be read; provide it again and restart the machine",
			   what);
}
