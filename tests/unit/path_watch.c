// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/service/path_watch.c: what is told of a file that comes, in directories that come.
// The loop is played by the test.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../init/service/path_watch.h"

static char dir[] = "/tmp/path_watch.XXXXXX";
static char wanted[128];
static unsigned changes;

int loop_add_fd(struct loop_fd *source, uint32_t events)
{
	(void)source;
	(void)events;
	return 0;
}

void loop_del_fd(struct loop_fd *source)
{
	if (source->fd >= 0)
		(void)close(source->fd);
	source->fd = -1;
}

static void changed(struct path_watch *watch)
{
	(void)watch;
	changes++;
}

/* All that there is to be told; how often .changed was called for it. */
static unsigned told(struct path_watch *watch)
{
	struct pollfd ready = { .fd = watch->source.fd, .events = POLLIN };

	changes = 0;
	while (path_watch_is_open(watch) && poll(&ready, 1, 0) == 1)
		watch->source.ready(&watch->source, POLLIN);
	return changes;
}

static const char *path(const char *name)
{
	static char text[128];

	(void)snprintf(text, sizeof(text), "%s/%s", dir, name);
	return text;
}

static void make_file(const char *name)
{
	int fd = open(path(name), O_CREAT | O_WRONLY, 0600);

	assert_true(fd >= 0);
	(void)close(fd);
}

static void begin(struct path_watch *watch)
{
	*watch = (struct path_watch){ .changed = changed };
	path_watch_init(watch);
	(void)snprintf(wanted, sizeof(wanted), "%s", path("a/b/file"));
	assert_int_equal(path_watch_open(watch, wanted), 0);
}

static void make_directory(const char *name)
{
	assert_int_equal(mkdir(path(name), 0700), 0);
}

/* The file comes, which is told, and all goes. */
static void finish(struct path_watch *watch)
{
	make_file("a/b/file");
	assert_true(told(watch) > 0);
	path_watch_close(watch);
	(void)unlink(path("a/b/file"));
	(void)rmdir(path("a/b"));
	(void)rmdir(path("a"));
}

static void test_it_comes_with_its_directories(void **state)
{
	struct path_watch watch;

	(void)state;
	begin(&watch);
	assert_int_equal(told(&watch), 0);
	make_directory("a");
	assert_true(told(&watch) > 0);
	make_directory("a/b");
	assert_true(told(&watch) > 0);
	finish(&watch);
}

/* All of them are there before the first is told. */
static void test_directories_that_come_at_once(void **state)
{
	struct path_watch watch;

	(void)state;
	begin(&watch);
	make_directory("a");
	make_directory("a/b");
	assert_true(told(&watch) > 0);
	finish(&watch);
}

static void test_what_is_elsewhere_is_not_told(void **state)
{
	struct path_watch watch;

	(void)state;
	begin(&watch);
	make_file("another");
	make_file("fil");
	assert_int_equal(told(&watch), 0);
	assert_true(path_watch_is_open(&watch));
	path_watch_close(&watch);
	(void)unlink(path("another"));
	(void)unlink(path("fil"));
}

static void test_where_too_much_happens_it_gives_up(void **state)
{
	struct path_watch watch;
	unsigned last = 0;

	(void)state;
	begin(&watch);
	for (int i = 0; i < 10000 && path_watch_is_open(&watch); i++) {
		make_file("another");
		(void)unlink(path("another"));
		last = told(&watch);
	}
	assert_false(path_watch_is_open(&watch));
	assert_int_equal(last, 1); /* so that its owner goes on by himself */
}

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_comes_with_its_directories),
		cmocka_unit_test(test_directories_that_come_at_once),
		cmocka_unit_test(test_what_is_elsewhere_is_not_told),
		cmocka_unit_test(test_where_too_much_happens_it_gives_up),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
