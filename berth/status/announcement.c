// SPDX-License-Identifier: Apache-2.0
//
// What the consoles tell people about reaching the machine. See announcement.h.

#include "announcement.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"

#include "text_rows.h"

#define ADDRESSES_SHOWN 4 /* one line of a console */

bool authorized_keys_any(const char *text)
{
	for (const char *line = text; *line; line += strcspn(line, "\n")) {
		line += strspn(line, " \t\r\n");
		if (*line && *line != '#')
			return true;
	}
	return false;
}

/*
 * IPv4 addresses, or IPv6 ones where there are no others: one line has to do, and those of IPv6
 * come and go by themselves.
 */
static bool is_shown(const struct net_address_list *list, const struct net_address *address)
{
	for (size_t i = 0; address->ipv6 && i < list->count; i++)
		if (!list->items[i].ipv6)
			return false;
	return true;
}

/* "10.0.2.15, 10.0.3.15"; @ret_first is the one to log in at, NULL if there is none. */
static char *addresses_text(const struct net_address_list *list, const char **ret_first)
{
	char *text = NULL;
	size_t size = 0, shown = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	*ret_first = NULL;
	for (size_t i = 0; i < list->count; i++) {
		if (!is_shown(list, &list->items[i]))
			continue;
		if (!*ret_first)
			*ret_first = list->items[i].text;
		if (shown++ < ADDRESSES_SHOWN)
			(void)fprintf(out, "%s%s", shown > 1 ? ", " : "", list->items[i].text);
	}
	if (shown > ADDRESSES_SHOWN)
		(void)fprintf(out, " and %zu more", shown - ADDRESSES_SHOWN);
	return fclose(out) == 0 ? text : NULL;
}

static int add_how_to_log_in(struct string_list *lines)
{
	static const char *const how[] = {
		"berth: No ssh key is known, nobody can log in. To change that, attach a volume",
		"berth: labelled cidata (ISO 9660 or FAT; CD, disk, USB) with the files user-data",
		"berth: (it names keys as ssh_authorized_keys) and meta-data, and restart.",
		"berth: docs/run.md shows how; 'berth config validate FILE' checks such a file.",
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(how) / sizeof(how[0]); i++)
		r = string_list_add(lines, how[i], strlen(how[i]));
	return r;
}

int announcement_lines(const struct announcement *a, struct string_list *ret_lines)
{
	struct string_list lines = { 0 };
	const char *first = NULL;
	cleanup_free char *addresses = addresses_text(a->addresses, &first);
	int r = addresses ? 0 : -ENOMEM;

	if (r == 0 && !first)
		r = string_list_printf(&lines,
				       "berth: %s (berth %s): no network address: is a cable or "
				       "a network card missing, or a DHCP server?",
				       a->hostname, a->version);
	else if (r == 0 && a->user)
		r = string_list_printf(&lines, "berth: %s (berth %s) at %s: ssh %s@%s", a->hostname,
				       a->version, addresses, a->user, first);
	else if (r == 0)
		r = string_list_printf(&lines, "berth: %s (berth %s) at %s", a->hostname,
				       a->version, addresses);
	if (r == 0 && a->aftermath)
		r = string_list_printf(&lines, "berth: %s", a->aftermath);
	if (r == 0 && !a->user)
		r = add_how_to_log_in(&lines);
	if (r < 0) {
		string_list_release(&lines);
		return r;
	}
	for (size_t i = 0; i < lines.count; i++)
		text_printable(lines.items[i]);
	*ret_lines = lines;
	return 0;
}
