// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/source/seed.c and berth/config/source/seed_cache.c in a directory of their
// own: what a volume may hold under the names that are read, and that the cache is replaced as a
// whole or not at all.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../berth/config/source/seed.h"
#include "../../berth/config/user_data/user_data.h"

static char start[4096]; /* where the test was started; each test works in a directory below /tmp */

static int enter(void **state)
{
	char *dir = strdup("/tmp/berth-seed-XXXXXX");

	if (!dir || !mkdtemp(dir) || !getcwd(start, sizeof(start)) || chdir(dir) < 0)
		return -1;
	*state = dir;
	return 0;
}

static void remove_files(const char *dir)
{
	static const char *const names[] = { "user-data", "meta-data", "other" };
	char path[100];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		(void)remove(path);
	}
	(void)rmdir(dir);
}

static int leave(void **state)
{
	remove_files("seed");
	remove_files("seed.new");
	remove_files(".");
	if (chdir(start) < 0 || rmdir(*state) < 0)
		return -1;
	free(*state);
	return 0;
}

static void write_text(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static int read_here(struct seed *seed, char *problem, size_t size)
{
	struct diag_list problems;

	diag_init(&problems, "volume");
	*seed = (struct seed){ .source = NULL };
	int r = seed_read_dir(".", &problems, seed);
	(void)snprintf(problem, size, "%s", problems.count ? problems.items[0].text : "");
	diag_free(&problems);
	return r;
}

static void test_read_dir(void **state)
{
	struct seed seed;
	char problem[500];

	(void)state;
	assert_int_equal(read_here(&seed, problem, sizeof(problem)), -ENOENT);
	assert_string_equal(problem, "has no file 'user-data'");
	write_text("user-data", "u");
	assert_int_equal(read_here(&seed, problem, sizeof(problem)), 0);
	assert_string_equal(problem, "has no file 'meta-data'");
	assert_null(seed.meta_data);
	seed_release(&seed);
	write_text("meta-data", "");
	assert_int_equal(read_here(&seed, problem, sizeof(problem)), 0);
	assert_string_equal(problem, "");
	assert_string_equal(seed.user_data, "u");
	assert_int_equal(seed.user_data_len, 1);
	assert_non_null(seed.meta_data);
	assert_int_equal(seed.meta_data_len, 0);
	seed_release(&seed);
}

static void test_what_is_no_plain_file(void **state)
{
	struct seed seed;
	char problem[500];

	(void)state;
	assert_int_equal(symlink("/etc/passwd", "user-data"), 0);
	assert_int_equal(read_here(&seed, problem, sizeof(problem)), -ENOENT);
	assert_string_equal(problem, "'user-data' is not a plain file");
	assert_int_equal(remove("user-data"), 0);
	assert_int_equal(mkfifo("user-data", 0600), 0);
	assert_int_equal(read_here(&seed, problem, sizeof(problem)), -ENOENT);
	assert_string_equal(problem, "'user-data' is not a plain file");
	assert_int_equal(remove("user-data"), 0);
	assert_int_equal(mkdir("user-data", 0700), 0);
	assert_int_equal(read_here(&seed, problem, sizeof(problem)), -ENOENT);
	assert_string_equal(problem, "'user-data' is not a plain file");
}

static void test_size_limit(void **state)
{
	struct seed seed;
	char problem[500];

	(void)state;
	write_text("user-data", "x");
	assert_int_equal(truncate("user-data", USER_DATA_MAX), 0);
	assert_int_equal(read_here(&seed, problem, sizeof(problem)), 0);
	seed_release(&seed);
	assert_int_equal(truncate("user-data", USER_DATA_MAX + 1), 0);
	assert_int_equal(read_here(&seed, problem, sizeof(problem)), -ENOENT);
	assert_string_equal(problem, "file 'user-data' is larger than 1048576 bytes");
}

static struct seed make_seed(const char *user_data, const char *meta_data)
{
	struct seed seed = { .source = strdup("test") };

	seed.user_data = strdup(user_data);
	seed.user_data_len = strlen(user_data);
	seed.meta_data = meta_data ? strdup(meta_data) : NULL;
	seed.meta_data_len = meta_data ? strlen(meta_data) : 0;
	return seed;
}

static void store(const char *user_data, const char *meta_data)
{
	struct seed seed = make_seed(user_data, meta_data);

	assert_int_equal(seed_cache_store("seed", &seed), 0);
	assert_int_equal(access("seed.new", F_OK), -1);
	seed_release(&seed);
}

static void assert_kept(const char *user_data, const char *meta_data)
{
	struct seed seed;

	assert_int_equal(seed_from_cache("seed", &seed), 0);
	assert_string_equal(seed.user_data, user_data);
	if (meta_data)
		assert_string_equal(seed.meta_data, meta_data);
	else
		assert_null(seed.meta_data);
	seed_release(&seed);
}

static void test_cache(void **state)
{
	struct stat st;
	struct seed seed;

	(void)state;
	assert_int_equal(seed_from_cache("seed", &seed), -ENOENT);
	store("u1", "m1");
	assert_kept("u1", "m1");
	assert_int_equal(stat("seed", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat("seed/user-data", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* the old meta-data does not stay with a seed that has none */
	store("u2", NULL);
	assert_kept("u2", NULL);
}

static void test_cache_is_not_written_again(void **state)
{
	struct stat before, after;

	(void)state;
	store("u", "m");
	assert_int_equal(stat("seed/user-data", &before), 0);
	store("u", "m");
	assert_int_equal(stat("seed/user-data", &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

static void test_cache_after_a_power_cut(void **state)
{
	(void)state;
	/* cut while the new one was written: the old one counts, the rest is cleared away */
	store("u1", "m1");
	assert_int_equal(mkdir("seed.new", 0700), 0);
	write_text("seed.new/user-data", "half of");
	assert_kept("u1", "m1");
	store("u2", "m2");
	assert_kept("u2", "m2");
	/* cut between exchange and clearing: the new one counts */
	assert_int_equal(mkdir("seed.new", 0700), 0);
	write_text("seed.new/user-data", "u1");
	write_text("seed.new/meta-data", "m1");
	assert_kept("u2", "m2");
	store("u3", "m3");
	assert_kept("u3", "m3");
}

static void test_cache_that_cannot_be_written(void **state)
{
	struct seed seed = make_seed("u2", "m2");

	(void)state;
	store("u1", "m1");
	/* a directory inside cannot be cleared away: stands for any failure ahead of the exchange
	 */
	assert_int_equal(mkdir("seed.new", 0700), 0);
	assert_int_equal(mkdir("seed.new/other", 0700), 0);
	assert_int_equal(seed_cache_store("seed", &seed), -ENOTEMPTY);
	assert_kept("u1", "m1");
	assert_int_equal(seed_cache_store("missing/seed", &seed), -ENOENT);
	seed_release(&seed);
}

#define in_directory(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_directory(test_read_dir),
		in_directory(test_what_is_no_plain_file),
		in_directory(test_size_limit),
		in_directory(test_cache),
		in_directory(test_cache_is_not_written_again),
		in_directory(test_cache_after_a_power_cut),
		in_directory(test_cache_that_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
