// SPDX-License-Identifier: Apache-2.0
//
// The slots for people. See slots_text.h.

#include "slots_text.h"

#include <stdarg.h>
#include <stdlib.h>

#include "../../common/cleanup.h"
#include "../status/text_rows.h"

/* Words with ", " between them. */
struct words {
	FILE *out;
	bool any;
};

static void __attribute__((format(printf, 2, 3))) add(struct words *w, const char *fmt, ...)
{
	va_list ap;

	if (w->any)
		(void)fputs(", ", w->out);
	w->any = true;
	va_start(ap, fmt);
	(void)vfprintf(w->out, fmt, ap);
	va_end(ap);
}

/* What the boot record says of it. */
static void add_standing(const struct slots *s, enum slot slot, struct words *w)
{
	const struct slot_record *record = &s->record.slots[slot];

	if (!s->record_known)
		return;
	if (record->good)
		add(w, "good");
	else if (record->tries > 0)
		add(w, "not proven, %u %s left", record->tries,
		    record->tries == 1 ? "try" : "tries");
	else if (s->running == slot && s->mode == BOOT_TRIAL)
		add(w, "on trial, no try left");
	else
		add(w, "not startable");
}

static void add_root(const struct slots *s, const char *prefix, struct words *w)
{
	static const char *const texts[] = {
		[ROOT_CHECK_NONE] = "not verified",
		[ROOT_CHECK_GOOD] = "verified",
		[ROOT_CHECK_DAMAGED] = "damaged",
	};

	if (s->root != ROOT_CHECK_UNKNOWN)
		add(w, "%s%s", prefix, texts[s->root]);
}

static void add_version(const struct slot_state *state, struct words *w)
{
	if (state->version)
		add(w, "version %s", state->version);
}

/* Only worth a word where it is not the running one, which everybody expects. */
static void add_next(const struct slots *s, struct words *w)
{
	if (slots_next(s) == slot_other(s->running))
		add(w, "starts next");
}

/* What the loader finds, whatever the record says. */
static void add_damage(const struct slot_state *state, struct words *w)
{
	if (state->boot_files == BOOT_FILES_DAMAGED)
		add(w, "boot image damaged");
	else if (state->passed_over)
		add(w, "passed over by the boot loader");
}

static void add_other(const struct slots *s, struct words *w)
{
	enum slot other = slot_other(s->running);
	const struct slot_state *state = &s->states[other];

	if (state->content == SLOT_CONTENT_NONE) {
		add(w, "empty");
		return;
	}
	add_version(state, w);
	add_standing(s, other, w);
	add_damage(state, w);
	add_next(s, w);
	if (!w->any)
		add(w, "unknown");
}

char *slots_summary(const struct slots *s)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct words running = { .out = out }, other = { .out = out };

	if (!out)
		return NULL;
	add(&running, "%c of %s", slot_letter(s->running), s->disk);
	add_version(&s->states[s->running], &running);
	add_standing(s, s->running, &running);
	add_root(s, "", &running);
	(void)fprintf(out, "; %c: ", slot_letter(slot_other(s->running)));
	add_other(s, &other);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* "running, first in the order, good, root image verified" */
static char *slot_line(const struct slots *s, enum slot slot)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct words w = { .out = out };

	if (!out)
		return NULL;
	if (slot == s->running)
		add(&w, "running");
	if (s->record_known && s->record.first == slot)
		add(&w, "first in the order");
	if (s->states[slot].content == SLOT_CONTENT_NONE)
		add(&w, "empty");
	add_standing(s, slot, &w);
	add_damage(&s->states[slot], &w);
	if (slot == s->running)
		add_root(s, "root image ", &w);
	else
		add_next(s, &w);
	if (!w.any)
		add(&w, "nothing known");
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static const char *known(const char *text)
{
	return text ? text : "unknown";
}

static void print_slot(const struct slots *s, enum slot slot, FILE *out)
{
	const struct slot_state *state = &s->states[slot];
	cleanup_free char *line = slot_line(s, slot);
	char label[] = "slot ?";

	label[sizeof(label) - 2] = slot_letter(slot);
	text_row(out, label, "%s", known(line));
	if (state->content != SLOT_CONTENT_NONE)
		text_row(out, "", "version %s", known(state->version));
	text_row(out, "", "boot image on %s, root image on %s", known(state->boot),
		 known(state->root));
	if (state->failure)
		text_row(out, "", "given up: %s", state->failure);
}

static const char *mode_text(enum boot_mode mode)
{
	static const char *const texts[] = {
		[BOOT_GOOD] = "started because it is good",
		[BOOT_TRIAL] = "started on trial",
		[BOOT_LAST_RESORT] = "started as the last resort",
		[BOOT_NONE] = "",
	};

	return texts[mode];
}

void slots_print(const struct slots *s, FILE *out)
{
	if (!slots_running_from(s)) {
		(void)fputs("This system does not run from a slot of a disk.\n", out);
		return;
	}
	(void)fprintf(out, "Slot %c of disk %s runs, %s\n", slot_letter(s->running), s->disk,
		      mode_text(s->mode));
	for (enum slot slot = SLOT_A; slot < SLOT_COUNT; slot++)
		print_slot(s, slot, out);
	if (s->aftermath)
		text_row(out, "before", "%s", s->aftermath);
	for (size_t i = 0; i < s->not_seen.count; i++)
		text_row(out, i ? "" : "not seen", "- %s", s->not_seen.items[i]);
}
