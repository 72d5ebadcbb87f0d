// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/config/apply/apply_files.c, gunzip.c and once.c, in a directory of their own.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../berth/config/apply/apply_files.h"
#include "../../berth/config/apply/once.h"
#include "../../berth/config/source/gunzip.h"
#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../common/run.h"
#include "../../common/text.h"

static char place[] = "/tmp/berth-unit-files.XXXXXX";

/* `printf hello | gzip -n` */
static const char hello[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10"
			    "\x36\x05\0\0\0";

static int make_place(void **state)
{
	(void)state;
	return mkdtemp(place) ? 0 : -1;
}

static int remove_place(void **state)
{
	const char *const argv[] = { "rm", "-r", place, NULL };
	int status = -1;

	(void)state;
	assert_int_equal(run(argv, NULL, &status, NULL), 0);
	return status;
}

static struct user_file file_of(const char *name, const char *content, mode_t mode)
{
	return (struct user_file){ .path = format_text("%s/%s", place, name),
				   .content = strdup(content),
				   .len = strlen(content),
				   .mode = mode,
				   .line = 3,
				   .column = 5 };
}

static void release(struct user_file *file)
{
	free(file->path);
	free(file->content);
}

static void assert_content(const struct user_file *file, const char *wanted, mode_t mode)
{
	cleanup_free char *text = NULL;
	struct stat st;

	assert_int_equal(read_file(file->path, 1 << 20, &text, NULL), 0);
	assert_string_equal(text, wanted);
	assert_int_equal(stat(file->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
}

static int apply(struct user_file *items, size_t count, struct diag_list *diags)
{
	const struct user_files files = { .items = items, .count = count };
	cleanup_free char *appended = format_text("%s/appended", place);

	diag_init(diags, "user-data");
	return apply_files(&files, false, appended, diags);
}

static void test_written(void **state)
{
	struct user_file files[] = { file_of("new/dir/a", "text", 0640), file_of("b", "one", 0600),
				     file_of("b", "two", 0604), file_of("c", "last", 0644),
				     file_of("c", "first", 0644) };
	struct diag_list diags;

	(void)state;
	files[2].append = true;
	files[3].append = files[3].defer = true;
	assert_int_equal(apply(files, 5, &diags), 0);
	assert_int_equal(diag_found(&diags), 0);
	assert_content(&files[0], "text", 0640);
	assert_content(&files[1], "onetwo", 0604);
	assert_content(&files[3], "firstlast", 0644);
	for (size_t i = 0; i < 5; i++)
		release(&files[i]);
	diag_free(&diags);
}

static void test_compressed(void **state)
{
	struct user_file file = file_of("zipped", "", 0644);
	struct diag_list diags;

	(void)state;
	free(file.content);
	file.content = malloc(sizeof(hello));
	assert_non_null(file.content);
	memcpy(file.content, hello, sizeof(hello));
	file.len = sizeof(hello) - 1;
	file.gzip = true;
	assert_int_equal(apply(&file, 1, &diags), 0);
	assert_content(&file, "hello", 0644);
	file.content[20] ^= 1;
	assert_int_equal(apply(&file, 1, &diags), -EBADMSG);
	assert_non_null(strstr(diags.items[0].text, "its content cannot be decompressed"));
	assert_int_equal(diags.items[0].line, 3);
	assert_content(&file, "hello", 0644); /* nothing half-written */
	release(&file);
	diag_free(&diags);
}

static void test_more_than_is_allowed(void **state)
{
	cleanup_free char *data = NULL;
	size_t len = 0;

	(void)state;
	assert_int_equal(gunzip(hello, sizeof(hello) - 1, 5, 9000, &data, &len), 0);
	assert_int_equal(len, 5);
	free(take_ptr(data));
	assert_int_equal(gunzip(hello, sizeof(hello) - 1, 4, 9000, &data, &len), -EFBIG);
	assert_int_equal(gunzip("", 0, 4, 9000, &data, &len), -EBADMSG);
}

/* Once more in the same boot: nothing is there twice, but for what the list has twice. */
static void test_appended_once(void **state)
{
	struct user_file files[] = { file_of("conf", "a {\n", 0644), file_of("conf", "}\n", 0644),
				     file_of("conf", "b {\n", 0644), file_of("conf", "}\n", 0644),
				     file_of("conf", "c", 0644) };
	struct user_file more[] = { file_of("conf", "c", 0644), file_of("conf", "d\n", 0644) };
	struct diag_list diags;

	(void)state;
	assert_int_equal(write_file(files[0].path, "}\n", 2, 0644), 0);
	for (size_t i = 0; i < 5; i++)
		files[i].append = true;
	more[0].append = more[1].append = true;
	for (int run = 0; run < 3; run++) {
		assert_int_equal(apply(files, 5, &diags), 0);
		assert_int_equal(diag_found(&diags), 0);
		assert_content(&files[0], "}\na {\n}\nb {\n}\nc", 0644);
		diag_free(&diags);
	}
	assert_int_equal(apply(more, 2, &diags), 0);
	assert_content(&files[0], "}\na {\n}\nb {\n}\ncd\n", 0644);
	diag_free(&diags);
	/* somebody has written it anew */
	assert_int_equal(write_file(files[0].path, "x\n", 2, 0644), 0);
	assert_int_equal(apply(more, 2, &diags), 0);
	assert_content(&files[0], "x\ncd\n", 0644);
	diag_free(&diags);
	for (size_t i = 0; i < 5; i++)
		release(&files[i]);
	release(&more[0]);
	release(&more[1]);
}

/* A link leads to the file; what is no file stays what it is. */
static void test_what_is_there_already(void **state)
{
	struct user_file files[] = { file_of("link", "new", 0600), file_of("dir", "", 0644),
				     file_of("fifo", "", 0644) };
	struct user_file real = file_of("real", "", 0600);
	struct stat st;
	struct diag_list diags;

	(void)state;
	files[2].append = true;
	assert_int_equal(write_file(real.path, "old", 3, 0644), 0);
	assert_int_equal(symlink("real", files[0].path), 0);
	assert_int_equal(mkdir(files[1].path, 0755), 0);
	assert_int_equal(mkfifo(files[2].path, 0644), 0);
	assert_int_equal(apply(files, 3, &diags), -EISNAM);
	assert_int_equal(diag_found(&diags), 2);
	assert_non_null(strstr(diags.items[0].text, "something else than a file"));
	assert_content(&real, "new", 0600);
	assert_int_equal(lstat(files[0].path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat(files[2].path, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	for (size_t i = 0; i < 3; i++)
		release(&files[i]);
	release(&real);
	diag_free(&diags);
}

/* What cannot be written is named, and costs the others nothing. */
static void test_not_written(void **state)
{
	static char nobody[] = "no-such-user", group[] = "root:no-such-group";
	struct user_file files[] = { file_of("x", "", 0644), file_of("y", "", 0644),
				     file_of("b/under-a-file", "", 0644), file_of("z", "z", 0600) };
	struct diag_list diags;

	(void)state;
	files[0].owner = nobody;
	files[1].owner = group;
	assert_int_equal(apply(files, 4, &diags), -ENOTDIR);
	assert_int_equal(diag_found(&diags), 3);
	assert_non_null(strstr(diags.items[0].text, "there is no user or group 'no-such-user'"));
	assert_non_null(strstr(diags.items[1].text, "'root:no-such-group'"));
	assert_non_null(strstr(diags.items[2].text, "Not a directory"));
	assert_content(&files[3], "z", 0600);
	assert_int_equal(access(files[0].path, F_OK), -1);
	for (size_t i = 0; i < 4; i++)
		release(&files[i]);
	diag_free(&diags);
}

static void test_once(void **state)
{
	cleanup_free char *dir = format_text("%s/once", place);
	cleanup_free char *mark = format_text("%s/part", dir);

	(void)state;
	assert_false(once_is_done(dir, "part", "i-1"));
	assert_int_equal(once_mark(dir, "part", "i-1"), 0);
	assert_true(once_is_done(dir, "part", "i-1"));
	assert_false(once_is_done(dir, "part", "i-2"));
	assert_false(once_is_done(dir, "part", NULL));
	assert_false(once_is_done(dir, "other", "i-1"));
	assert_int_equal(once_mark(dir, "part", NULL), 0);
	assert_true(once_is_done(dir, "part", NULL));
	/* one that comes back is not done again */
	assert_true(once_is_done(dir, "part", "i-1"));
	assert_int_equal(once_mark(dir, "part", "i-1"), 0);
	assert_true(once_is_done(dir, "part", NULL));
	assert_false(once_is_done(dir, "part", "i-"));
	assert_int_equal(once_mark_only(dir, "only", "i-1"), 0);
	assert_int_equal(once_mark_only(dir, "only", "i-2"), 0);
	assert_true(once_is_done(dir, "only", "i-2"));
	assert_false(once_is_done(dir, "only", "i-1"));
	assert_int_equal(write_file(mark, "", 0, 0600), 0); /* as a power cut may leave it */
	assert_false(once_is_done(dir, "part", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_appended_once),
		cmocka_unit_test(test_compressed),
		cmocka_unit_test(test_not_written),
		cmocka_unit_test(test_what_is_there_already),
		cmocka_unit_test(test_more_than_is_allowed),
		cmocka_unit_test(test_once),
	};

	return cmocka_run_group_tests(tests, make_place, remove_place);
}
