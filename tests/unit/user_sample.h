// SPDX-License-Identifier: Apache-2.0
//
// A file of user-data, read: what the tests of its keys have in common. Behind the headers of
// cmocka.

#ifndef BERTH_TESTS_USER_SAMPLE_H
#define BERTH_TESTS_USER_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/config/user_data/user_data.h"

struct fixture {
	struct user_data data;
	struct diag_list diags;
};

/* parse_bytes - read it, from an exact copy, so that the sanitizer sees a read behind the end. */
static inline void parse_bytes(struct fixture *f, const char *bytes, size_t len)
{
	char *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	diag_init(&f->diags, "user-data");
	assert_int_equal(user_data_parse(copy, len, &f->diags, &f->data), 0);
	free(copy);
}

static inline void parse(struct fixture *f, const char *text)
{
	parse_bytes(f, text, strlen(text));
}

/* has_problem - true if there is one at this LINE:COLUMN with these words in it. */
static inline bool has_problem(const struct fixture *f, const char *place, const char *words)
{
	for (size_t i = 0; i < f->diags.count; i++) {
		const struct diag *d = &f->diags.items[i];
		char found[32];

		(void)snprintf(found, sizeof(found), "%u:%u", d->line, d->column);
		if (strcmp(found, place) == 0 && strstr(d->text, words))
			return true;
	}
	return false;
}

static inline void release(struct fixture *f)
{
	user_data_release(&f->data);
	diag_free(&f->diags);
}

#endif
