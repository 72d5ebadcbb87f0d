// SPDX-License-Identifier: Apache-2.0
//
// The services of the image. See deptree.h.

#include "deptree.h"

#include <errno.h>
#include <string.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../reexec/saved_service.h"

static int take_service(struct service_table *table, struct saved *saved)
{
	const char *name = saved_is(saved, SAVED_SERVICE) ? saved_text(saved) : NULL;
	struct service *service = name ? saved_service_new(saved, name) : NULL;

	return service ? service_table_append(table, service, &(struct plan_item){ 0 }) : -EINVAL;
}

/* The number comes first, so that a text that was cut between two of them is not taken for all. */
static int take_all(struct service_table *table, struct saved *saved)
{
	int64_t count;
	int r = 0;

	if (!saved_next(saved) || !saved_is(saved, DEPTREE_COUNT))
		return -EINVAL;
	count = saved->number;
	while (r == 0 && saved_next(saved))
		r = take_service(table, saved);
	return r == 0 && (*saved->at || saved->broken || (int64_t)table->count != count) ? -EINVAL
											 : r;
}

int deptree_load(struct service_table *table)
{
	cleanup_free char *text = NULL;
	struct saved saved;
	size_t len = 0;
	int r = read_file(DEPTREE, SAVED_STATE_MAX, &text, &len);

	if (r == -ENOENT)
		return r;
	saved = (struct saved){ .at = text };
	if (r == 0)
		r = strlen(text) == len ? take_all(table, &saved) : -EINVAL;
	if (r == 0)
		r = service_table_order(table);
	if (r < 0) {
		table->count = 0; /* the few so far are not worth the code to free them */
		return log_errno(r, "%s (the scripts are read instead)", DEPTREE);
	}
	return 0;
}
