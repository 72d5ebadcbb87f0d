// SPDX-License-Identifier: Apache-2.0
//
// User-data: from bytes to what the machine should be. What kind of file it is, or of how many
// parts, is told from its beginning, as cloud-init does it; keys are read by user_keys.c. Pure.

#include "user_data.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../../common/cleanup.h"
#include "../../yaml/yaml_tree.h"
#include "mime.h"
#include "user_keys.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

enum kind {
	KIND_CONFIG,
	KIND_SCRIPT,
	KIND_PARTS,
	KIND_OTHER, /* not to be read: which one has been told */
};

/* Other kinds of user-data that cloud-init takes, by how they begin. */
static const struct {
	const char *begin, *name;
} other_kinds[] = {
	{ "#include", "a list of addresses to include" },
	{ "#cloud-config-archive", "a cloud-config archive" },
	{ "#cloud-config-jsonp", "a JSON patch" },
	{ "#cloud-boothook", "a boot hook" },
	{ "#part-handler", "a part handler" },
	{ "## template:", "a template" },
	{ "\x1f\x8b", "a gzip file" },
};

static bool begins(const char *bytes, size_t len, const char *begin)
{
	size_t need = strlen(begin);

	return len >= need && strncasecmp(bytes, begin, need) == 0;
}

static bool is_config(const char *bytes, size_t len)
{
	static const char header[] = "#cloud-config";
	size_t header_len = sizeof(header) - 1;

	return begins(bytes, len, header) &&
	       (len == header_len || strchr(" \t\r\n", bytes[header_len]));
}

static enum kind kind_of(const char *bytes, size_t len, struct diag_list *diags)
{
	if (begins(bytes, len, "#!"))
		return KIND_SCRIPT;
	if (mime_is(bytes, len))
		return KIND_PARTS;
	for (size_t i = 0; i < sizeof(other_kinds) / sizeof(other_kinds[0]); i++)
		if (begins(bytes, len, other_kinds[i].begin)) {
			diag_add(
				diags, 1, 1,
				"this is %s, which is not supported by this version; use #cloud-config",
				other_kinds[i].name);
			return KIND_OTHER;
		}
	if (len && !is_config(bytes, len))
		diag_add(diags, 1, 1, "the first line must be '#cloud-config'");
	return KIND_CONFIG;
}

/* Line ends of DOS: the kernel would look for an interpreter `/bin/sh\\r`. */
static size_t without_dos_ends(const char *bytes, size_t len, char *to)
{
	size_t out = 0;

	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\r' || i + 1 == len || bytes[i + 1] != '\n')
			to[out++] = bytes[i];
	return out;
}

/* A file that is run as it is. */
static int take_script(const char *bytes, size_t len, struct diag_list *diags,
		       struct user_data *data)
{
	cleanup_free char *text = NULL;

	if (memchr(bytes, '\0', len)) {
		diag_add(diags, 0, 0, "this is a script with a NUL in it; it is not run");
		return 0;
	}
	text = malloc(len + 1);
	if (!text)
		return -ENOMEM;
	data->usable = true;
	return string_list_add(&data->scripts, text, without_dos_ends(bytes, len, text));
}

static int take_config(const char *bytes, size_t len, struct diag_list *diags,
		       struct user_data *data)
{
	struct yaml_tree tree;
	int r = yaml_tree_parse(bytes, len, diags, &tree);

	if (r < 0)
		return r;
	r = user_keys_read(&tree, diags, data);
	yaml_tree_free(&tree);
	return r;
}

/* What a part is, it says itself, or else its beginning does. */
static enum kind kind_of_part(const struct mime_part *part, struct diag_list *diags)
{
	if (strcmp(part->type, "text/cloud-config") == 0)
		return KIND_CONFIG;
	if (strcmp(part->type, "text/plain") == 0 ||
	    strcmp(part->type, "text/x-shellscript") == 0) {
		enum kind kind = kind_of(part->content, part->len, diags);

		if (kind != KIND_PARTS)
			return kind;
	}
	diag_add(diags, 1, 1, "a part of type %.60s is not supported by this version", part->type);
	return KIND_OTHER;
}

static int take_part(const struct mime_part *part, struct diag_list *diags, struct user_data *data)
{
	int r = 0;

	switch (kind_of_part(part, diags)) {
	case KIND_SCRIPT:
		if (part->cut)
			diag_add(diags, 1, 1, "this script is cut short, and not run");
		else
			r = take_script(part->content, part->len, diags, data);
		break;
	case KIND_CONFIG:
		r = take_config(part->content, part->len, diags, data);
		break;
	default:
		/* it can be read, and may have meant anything */
		data->usable = data->ssh_keys_in_doubt = true;
		break;
	}
	/* those of parts before this one are where they belong already */
	user_files_move(&data->files, part->line, part->encoded);
	user_accounts_move(&data->users, part->line, part->encoded);
	user_groups_move(&data->groups, part->line, part->encoded);
	user_berth_move(&data->berth, part->line, part->encoded);
	return r;
}

/* Where a person finds it: lines of the file, or of a part that has to be decoded first. */
static void move_problems(const struct diag_list *from, const struct mime_part *part, size_t number,
			  struct diag_list *to)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct diag *d = &from->items[i];

		void (*add)(struct diag_list * list, unsigned line, unsigned column,
			    const char *format, ...) = d->note ? diag_note : diag_add;

		if (part->encoded)
			add(to, part->line, 1, "part %zu, line %u: %s", number, d->line, d->text);
		else
			add(to, d->line ? d->line + part->line - 1 : part->line, d->column,
			    "part %zu: %s", number, d->text);
	}
	to->dropped += from->dropped;
}

/* Whether all of it can be kept, and whether keys might have been meant, is a matter of all parts.
 */
static int take_parts(const struct mime *mime, struct diag_list *diags, struct user_data *data)
{
	bool whole = true, in_doubt = diag_found(diags) > 0;
	int r = 0;

	for (size_t i = 0; i < mime->count && r == 0; i++) {
		struct diag_list found;

		data->usable = data->ssh_keys_in_doubt = false;
		diag_init(&found, diags->file);
		r = take_part(&mime->parts[i], &found, data);
		move_problems(&found, &mime->parts[i], i + 1, diags);
		diag_free(&found);
		whole = whole && data->usable && !mime->parts[i].cut;
		in_doubt = in_doubt || data->ssh_keys_in_doubt || !data->usable;
	}
	data->usable = whole && mime->count > 0 && !mime->damaged;
	data->ssh_keys_in_doubt = in_doubt;
	if (!data->usable && data->berth.install.disk) {
		user_install_release(&data->berth.install);
		diag_add(diags, 0, 0, "nothing is installed: not by a file that is damaged");
	}
	return r;
}

static int take_mime(const char *bytes, size_t len, struct diag_list *diags, struct user_data *data)
{
	struct mime mime;
	int r = mime_parse(bytes, len, diags, &mime);

	if (r < 0)
		return r;
	r = take_parts(&mime, diags, data);
	mime_release(&mime);
	return r;
}

static int take_any(const char *bytes, size_t len, struct diag_list *diags, struct user_data *data)
{
	if (len > USER_DATA_MAX) {
		diag_add(diags, 0, 0, "larger than %d bytes; it is not read", USER_DATA_MAX);
		return 0;
	}
	if (begins(bytes, len, BYTE_ORDER_MARK)) {
		bytes += strlen(BYTE_ORDER_MARK);
		len -= strlen(BYTE_ORDER_MARK);
	}
	switch (kind_of(bytes, len, diags)) {
	case KIND_CONFIG:
		return take_config(bytes, len, diags, data);
	case KIND_SCRIPT:
		return take_script(bytes, len, diags, data);
	case KIND_PARTS:
		return take_mime(bytes, len, diags, data);
	case KIND_OTHER:
		break;
	}
	return 0;
}

/* Root is a user like others, and the one that the key on top speaks of. */
static int merge_keys_of_root(struct user_data *data)
{
	struct string_list *more = &data->users.root_keys;
	int r = 0;

	for (size_t i = 0; i < more->count && r == 0; i++)
		r = string_list_add_once(&data->ssh_keys, more->items[i]);
	string_list_release(more);
	data->ssh_keys_in_doubt = data->ssh_keys_in_doubt || data->users.root_keys_in_doubt;
	return r;
}

int user_data_add(const char *bytes, size_t len, struct diag_list *diags, struct user_data *data)
{
	int r;

	/* as far as anyone can tell: a file that could not be read may have meant some */
	data->usable = false;
	data->ssh_keys_in_doubt = true;
	r = take_any(bytes, len, diags, data);
	return r < 0 ? r : merge_keys_of_root(data);
}

int user_data_parse(const char *bytes, size_t len, struct diag_list *diags,
		    struct user_data *ret_data)
{
	struct user_data data = { .usable = false };
	int r = user_data_add(bytes, len, diags, &data);

	if (r < 0) {
		user_data_release(&data);
		return r;
	}
	*ret_data = data;
	return 0;
}

void user_data_release(struct user_data *data)
{
	free(data->hostname);
	free(data->fqdn);
	string_list_release(&data->ssh_keys);
	user_accounts_release(&data->users);
	user_groups_release(&data->groups);
	user_passwords_release(&data->passwords);
	password_release(&data->password);
	user_berth_release(&data->berth);
	free(data->timezone);
	string_list_release(&data->ntp_servers);
	user_ca_certs_release(&data->ca_certs);
	user_files_release(&data->files);
	free(data->bootcmd);
	free(data->runcmd);
	free(data->power);
	free(data->final_message);
	string_list_release(&data->scripts);
	*data = (struct user_data){ .usable = false };
}
