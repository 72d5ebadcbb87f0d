// SPDX-License-Identifier: Apache-2.0
//
// A FUSE file system that never answers: hung_fuse DIRECTORY. It mounts, and waits for ever.

#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	int fd = open("/dev/fuse", O_RDWR);
	char options[64];

	(void)snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	if (argc != 2 || fd < 0 || mount("hung", argv[1], "fuse", 0, options) < 0) {
		perror("hung_fuse");
		return 1;
	}
	for (;;)
		(void)pause();
}
