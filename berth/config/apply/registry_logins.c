// SPDX-License-Identifier: Apache-2.0
//
// Logins at registries. See registry_logins.h. Config and record have the same form:
// {"auths": {"HOST": {"auth": "base64 of NAME:PASSWORD"}}}.

#include "registry_logins.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "../../../common/cleanup.h"
#include "../../../common/text.h"

#define AUTHS "auths"
#define FORMAT (JSON_INDENT(2) | JSON_SORT_KEYS)

/* What docker calls a registry in this file. */
static const char *key_of(const struct user_registry *registry)
{
	return strcmp(registry->host, "docker.io") == 0 ? "https://index.docker.io/v1/"
							: registry->host;
}

/*
 * An object without logins if there is nothing, as a power cut may leave it; NULL if it is
 * something else, or memory is short.
 */
static json_t *parse(const char *text)
{
	bool empty = !text || text[strspn(text, " \t\r\n")] == '\0';
	json_t *object = empty ? json_object() : json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	json_t *auths = json_object_get(object, AUTHS);

	if (object && (!auths || json_is_null(auths)))
		(void)json_object_set_new(object, AUTHS, json_object());
	if (json_is_object(json_object_get(object, AUTHS)))
		return object;
	json_decref(object);
	return NULL;
}

static json_t *make_login(const struct user_registry *registry)
{
	cleanup_free char *plain = format_text("%s:%s", registry->username, registry->password);
	size_t len = plain ? strlen(plain) : 0;
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
	cleanup_free char *coded = malloc(room);

	if (!plain || !coded)
		return NULL;
	(void)sodium_bin2base64(coded, room, (const unsigned char *)plain, len,
				sodium_base64_VARIANT_ORIGINAL);
	return json_pack("{s:s}", "auth", coded);
}

/* Those that are still as they were put there. */
static void remove_old(json_t *auths, json_t *old)
{
	const char *key;
	json_t *login;

	json_object_foreach(old, key, login) if (json_equal(json_object_get(auths, key), login))(
		void) json_object_del(auths, key);
}

/* nerdctl writes the usual port as well, and would find that one first. */
static int remove_with_port(json_t *auths, const char *host)
{
	cleanup_free char *key = format_text("%s:443", host);

	if (!key)
		return -ENOMEM;
	(void)json_object_del(auths, key);
	return 0;
}

static int add_login(json_t *auths, json_t *ours, const struct user_registry *registry)
{
	json_t *login = make_login(registry);
	int r = login ? remove_with_port(auths, registry->host) : -ENOMEM;

	if (r == 0 && (json_object_set(auths, key_of(registry), login) < 0 ||
		       json_object_set(ours, key_of(registry), login) < 0))
		r = -ENOMEM;
	json_decref(login);
	return r;
}

static int add_all(json_t *auths, json_t *ours, const struct user_registries *registries)
{
	int r = 0;

	for (size_t i = 0; i < registries->count && r == 0; i++)
		if (registries->items[i].username)
			r = add_login(auths, ours, &registries->items[i]);
	return r;
}

static int dump(const json_t *object, char **ret_text)
{
	*ret_text = json_dumps(object, FORMAT);
	return *ret_text ? 0 : -ENOMEM;
}

/* @config, @record: changed */
static int change(json_t *config, json_t *record, const struct user_registries *registries,
		  struct registry_logins *ret)
{
	json_t *auths = json_object_get(config, AUTHS);
	json_t *ours = json_object_get(record, AUTHS);
	json_t *before = json_deep_copy(config);
	int r = before ? 0 : -ENOMEM;

	remove_old(auths, ours);
	(void)json_object_clear(ours);
	if (r == 0)
		r = add_all(auths, ours, registries);
	if (r == 0 && !json_equal(before, config))
		r = dump(config, &ret->config);
	if (r == 0 && json_object_size(ours) > 0)
		r = dump(record, &ret->record);
	json_decref(before);
	return r;
}

int registry_logins_make(const struct user_registries *registries, const char *config,
			 const char *record, struct registry_logins *ret)
{
	struct registry_logins logins = { .config = NULL };
	json_t *now = parse(config);
	json_t *old = parse(record);
	int r = now ? 0 : config ? -EINVAL : -ENOMEM;

	if (!old)
		old = parse(NULL);
	if (r == 0)
		r = old ? change(now, old, registries, &logins) : -ENOMEM;
	json_decref(now);
	json_decref(old);
	if (r < 0)
		registry_logins_release(&logins);
	else
		*ret = logins;
	return r;
}

void registry_logins_release(struct registry_logins *logins)
{
	free(logins->config);
	free(logins->record);
	*logins = (struct registry_logins){ .config = NULL };
}
