// SPDX-License-Identifier: Apache-2.0
//
// The only program of the floor machine: says on the console when it was reached.

#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_BOOTTIME, &now) < 0)
		perror("bench: no clock");
	else
		printf("bench: init started at %lld.%02ld s\n", (long long)now.tv_sec,
		       now.tv_nsec / 10000000);
	(void)fflush(stdout);
	for (;;)
		(void)pause(); /* the end of PID 1 would be a panic */
}
