// SPDX-License-Identifier: Apache-2.0
//
// vm.min_free_kbytes on small machines. See memory_reserve.h. A value in sysctl.d, which is read
// later, wins.

#include "memory_reserve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/sysinfo.h>

#include "../common/cleanup.h"
#include "../common/io.h"
#include "../common/log.h"
#include "../common/text.h"

#define MIN_FREE "/proc/sys/vm/min_free_kbytes"

/* Rounded down; Newton's method from above. */
static unsigned long square_root(unsigned long n)
{
	unsigned long root = n, next = n / 2 + n % 2;

	while (next < root) {
		root = next;
		next = (root + n / root) / 2;
	}
	return root;
}

unsigned long memory_reserve_kb(unsigned long total_kb, unsigned long chosen_kb)
{
	unsigned long most = 2 * square_root(16 * total_kb);

	return chosen_kb < most ? chosen_kb : most;
}

int memory_reserve_limit(void)
{
	cleanup_free char *text = NULL;
	cleanup_free char *value = NULL;
	unsigned long chosen, wanted;
	struct sysinfo memory = { 0 };
	int r = read_file(MIN_FREE, 64, &text, NULL);

	if (r == 0 && sysinfo(&memory) < 0)
		r = -errno;
	if (r < 0)
		return log_errno(r, "reading how much memory the kernel keeps free");
	chosen = strtoul(text, NULL, 10);
	wanted = memory_reserve_kb(memory.totalram / 1024 * memory.mem_unit, chosen);
	if (wanted == chosen)
		return 0;
	value = format_text("%lu", wanted);
	r = value ? write_value(MIN_FREE, value) : -ENOMEM;
	return r < 0 ? log_errno(r, "setting %s", MIN_FREE) : 0;
}
