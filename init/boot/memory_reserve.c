// SPDX-License-Identifier: Apache-2.0
//
// Memory that is set aside. See memory_reserve.h. A value of vm.min_free_kbytes in sysctl.d, which
// is read later, wins.

#include "memory_reserve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/sysinfo.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/text.h"

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

unsigned long long memory_guarantee(unsigned long long total, unsigned long long wanted)
{
	return wanted < total / 8 ? wanted : total / 8;
}

unsigned long long memory_total(void)
{
	struct sysinfo memory = { 0 };

	(void)sysinfo(&memory); /* fails for a bad address only */
	return (unsigned long long)memory.totalram * memory.mem_unit;
}

int memory_reserve_limit(void)
{
	cleanup_free char *text = NULL;
	cleanup_free char *value = NULL;
	unsigned long chosen, wanted;
	int r = read_file(MIN_FREE, 64, &text, NULL);

	if (r < 0)
		return log_errno(r, "reading how much memory the kernel keeps free");
	chosen = strtoul(text, NULL, 10);
	wanted = memory_reserve_kb(memory_total() / 1024, chosen);
	if (wanted == chosen)
		return 0;
	value = format_text("%lu", wanted);
	r = value ? write_value(MIN_FREE, value) : -ENOMEM;
	return r < 0 ? log_errno(r, "setting %s", MIN_FREE) : 0;
}
