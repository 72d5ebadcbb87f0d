// SPDX-License-Identifier: Apache-2.0
//
// State of the machine itself. See machine_state.h.

#include "machine_state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/log.h"
#include "../../common/machine_id.h"
#include "../pid1/child.h"
#include "clock.h"
#include "data.h"
#include "phase.h"

#define CLOCK "/var/lib/berth/clock" /* its mtime is the time */
#define SEED "/var/lib/berth/random-seed"
#define SEED_BYTES 256 /* all of it or nothing, by getrandom(2) */
#define EVERY_MS (60L * 60 * 1000)

static void save_again(struct loop_timer *timer);
static void saver_ended(struct loop_child *self, int wait_status);

static struct loop_timer timer = { .expired = save_again };
static struct loop_child saver = { .ended = saver_ended };

/*
 * Mixed in, and not counted as randomness: a disk that was copied has the same seed twice, and
 * nobody can tell. So a seed that is used again after a power cut does no harm either.
 */
static int load_seed(void)
{
	cleanup_free char *seed = NULL;
	size_t len;
	cleanup_fd int fd = -1;
	int r = read_file(SEED, SEED_BYTES, &seed, &len);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
	return fd < 0 ? -errno : write_all(fd, seed, len);
}

static int save_seed(void)
{
	char seed[SEED_BYTES];

	/* not before the kernel itself has enough of it */
	if (getrandom(seed, sizeof(seed), GRND_NONBLOCK) != (ssize_t)sizeof(seed))
		return errno == EAGAIN ? 0 : -errno;
	return write_file(SEED, seed, sizeof(seed), 0600);
}

static int load_clock(void)
{
	struct stat st;

	if (stat(CLOCK, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	return clock_not_before(st.st_mtime);
}

static int save_clock(void)
{
	cleanup_fd int fd = open(CLOCK, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	return futimens(fd, NULL) < 0 ? -errno : 0;
}

void machine_state_load(void)
{
	int r = load_clock();

	if (r < 0)
		log_errno(r, "using the time kept in " CLOCK);
	r = load_seed();
	if (r < 0)
		log_errno(r, "using the random seed kept in " SEED);
	r = machine_id_load();
	if (r < 0)
		log_errno(r, "keeping the machine's id (" MACHINE_ID " is of this boot only)");
}

int machine_state_save(void)
{
	int clock = save_clock();
	int seed = save_seed();

	if (clock < 0)
		log_errno(clock, "keeping the time in " CLOCK);
	if (seed < 0)
		log_errno(seed, "keeping a random seed in " SEED);
	return clock < 0 ? clock : seed;
}

static void saver_ended(struct loop_child *self, int wait_status)
{
	(void)self;
	(void)wait_status; /* what it could not do it has told */
	loop_set_timer(&timer, EVERY_MS);
}

static void save_again(struct loop_timer *self)
{
	pid_t pid;

	if (phase_is_down())
		return;
	pid = child_fork(&saver);
	if (pid == 0)
		_exit(machine_state_save() < 0);
	if (pid < 0)
		loop_set_timer(self, EVERY_MS);
}

void machine_state_keep(void)
{
	if (data_is_kept())
		save_again(&timer);
}
