// SPDX-License-Identifier: Apache-2.0
//
// Tests of init/reexec/saved_state.c and saved_service.c: what is written is read, and what is cut
// short, or of another init, does no harm.

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
#include <sys/mman.h>
#include <unistd.h>

#include "../../common/cleanup.h"
#include "../../common/io.h"
#include "../../init/reexec/saved_service.h"
#include "../../init/reexec/saved_state.h"

static char *content(const struct saver *saver)
{
	char *text = NULL;

	assert_int_equal(saver->error, 0);
	assert_int_equal(lseek(saver->fd, 0, SEEK_SET), 0);
	assert_int_equal(read_fd(saver->fd, 1 << 20, &text, NULL), 0);
	return text;
}

static void test_what_is_written_is_read(void **state)
{
	cleanup_fd int fd = memfd_create("test", MFD_CLOEXEC);
	cleanup_fd int other = memfd_create("other", MFD_CLOEXEC);
	struct saver saver = { .fd = fd };
	cleanup_free char *text = NULL;
	struct saved saved;

	(void)state;
	saver_number(&saver, "n", -5);
	saver_text(&saver, "empty", "");
	saver_text(&saver, "none", NULL);
	saver_text(&saver, "text", "two\nlines 7\n");
	saver_fd(&saver, "fd", other);
	saver_fd(&saver, "nofd", -1);
	assert_int_equal(fcntl(other, F_GETFD), 0);
	text = content(&saver);
	saved = (struct saved){ .at = text };
	assert_true(saved_next(&saved) && saved_is(&saved, "n"));
	assert_int_equal(saved.number, -5);
	assert_true(saved_next(&saved) && saved_is(&saved, "empty"));
	assert_string_equal(saved_text(&saved), "");
	assert_true(saved_next(&saved) && saved_is(&saved, "text"));
	assert_string_equal(saved_text(&saved), "two\nlines 7\n");
	assert_true(saved_next(&saved) && saved_is(&saved, "fd"));
	assert_int_equal(saved_fd(&saved), other);
	assert_int_equal(fcntl(other, F_GETFD), FD_CLOEXEC);
	assert_false(saved_next(&saved));
	assert_string_equal(saved.at, "");
}

static void test_nothing_is_executed_after_all(void **state)
{
	cleanup_fd int fd = memfd_create("test", MFD_CLOEXEC);
	struct saver saver = { .fd = fd };

	(void)state;
	saver_fd(&saver, "fd", fd);
	assert_int_equal(fcntl(fd, F_GETFD), 0);
	saver_take_back(&saver);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
}

static void test_a_write_that_fails_is_known(void **state)
{
	cleanup_fd int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct saver saver = { .fd = fd };

	(void)state;
	saver_number(&saver, "n", 1);
	assert_int_equal(saver.error, -ENOSPC);
}

static void test_lines_that_are_none(void **state)
{
	static const char *const lines[] = {
		"",	      "word",	 "word\n",
		"word x\n",   " 5\n",	 "word 5",
		"word 5 6\n", "word \n", "word 99999999999999999999\n"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		cleanup_free char *text = strdup(lines[i]);
		struct saved saved = { .at = text };

		if (saved_next(&saved))
			fail_msg("'%s' was taken for a line", lines[i]);
	}
}

static void test_texts_that_are_cut_short(void **state)
{
	static const char *const lines[] = { "t 5\nabc\n", "t 3\nabcd\n",
					     "t 3\nabc",   "t -1\n\n",
					     "t =3\n",	   "t =9223372036854775807\nabc\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		cleanup_free char *text = strdup(lines[i]);
		struct saved saved = { .at = text };

		assert_true(saved_next(&saved));
		if (saved_text(&saved))
			fail_msg("'%s' has no whole text", lines[i]);
		assert_false(saved_next(&saved));
	}
}

/* As services.c has it: the name has been taken before. */
static struct service *read_service(const char *text, struct plan_item *item)
{
	static char *copy;
	struct saved saved;

	free(copy);
	copy = strdup(text);
	saved = (struct saved){ .at = copy };
	return saved_service_read(&saved, "web", item);
}

#define SCRIPT "script =21\ncommand=/usr/bin/true"

static void test_a_service_that_has_stopped(void **state)
{
	struct plan_item item = { 0 };
	struct service *service = read_service(
		SCRIPT "\nreason =4\nwhy?\nlife.state 6\norigin 2\ntimes.began_ms 17\ngoal 2\n"
		       "tried 1\nof_a_later_init 5\nof_another =6\nend 0\n\nend 0\n",
		&item);

	(void)state;
	assert_non_null(service);
	assert_string_equal(service->def.command, "/usr/bin/true");
	assert_string_equal(service->reason, "why?");
	assert_int_equal(service->life.state, SERVICE_STOPPED);
	assert_int_equal(service->origin, SERVICE_BY_HAND);
	assert_int_equal(service->times.began_ms, 17);
	assert_int_equal(item.goal, PLAN_AGAIN);
	assert_true(item.tried);
	service_def_release(&service->def); /* by itself it lives as long as PID 1 */
	free(service);
}

static char *written(const struct service *service, const struct plan_item *item)
{
	cleanup_fd int fd = memfd_create("test", MFD_CLOEXEC);
	struct saver saver = { .fd = fd };

	saved_service_write(&saver, service, item);
	return content(&saver);
}

/* Each member that is written is read, too, whatever its size. */
static void test_there_and_back(void **state)
{
	static const char numbers[] =
		"origin 1\nrequested 1\nwait_status 256\nlife.state 3\nlife.due_ms 5000000000\n"
		"life.up 1\nlife.by_process 1\nlife.whole_session 1\nlife.overdue 1\n"
		"life.undying 1\nlife.ready_by_ms 5000000001\nlife.stopping.next 2\n"
		"life.respawn.count 7\nlife.respawn.period_start_ms 5000000002\n"
		"times.began_ms 5000000003\ntimes.settled_ms 5000000004\n"
		"times.forked_ms 5000000005\ngoal 1\ntried 1\n";
	struct plan_item item = { 0 }, again = { 0 };
	cleanup_free char *text = NULL, *same = NULL, *rest = NULL;
	struct service *service, *other;

	(void)state;
	assert_true(asprintf(&text,
			     "conf =4\nx=1\n\n" SCRIPT "\nnext.script =22\ncommand=/usr/bin/false\n"
			     "reason =3\nwhy\nbehind =2\ndb\n%send 0\n",
			     numbers) > 0);
	service = read_service(text, &item);
	assert_non_null(service);
	same = written(service, &item);
	/* what it was read from has its first line before it */
	assert_int_equal(strncmp(same, "service =3\nweb\n", 15), 0);
	for (const char *line = numbers; *line; line += strcspn(line, "\n") + 1) {
		cleanup_free char *one = strndup(line, strcspn(line, "\n") + 1);

		if (!strstr(same, one))
			fail_msg("'%s' is lost", one);
	}
	other = read_service(same + 15, &again);
	assert_non_null(other);
	rest = written(other, &again);
	assert_string_equal(rest, same);
	service_def_release(&service->def);
	service_def_release(&other->def);
	service_def_release(service->next_def);
	service_def_release(other->next_def);
	free(service->next_def);
	free(other->next_def);
	free(service->behind);
	free(other->behind);
	free(service);
	free(other);
}

/* What a shell is to read stays to be read. */
static void test_one_that_was_not_started(void **state)
{
	static const char whole[] =
		"service =3\nweb\nconf =4\nx=1\n\n" SCRIPT "\norigin 1\nend 0\n";
	static const char unread[] = "service =3\nweb\norigin 1\nend 0\n";
	const char *const texts[] = { whole, unread };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		cleanup_fd int fd = memfd_create("test", MFD_CLOEXEC);
		struct saver saver = { .fd = fd };
		cleanup_free char *copy = strdup(texts[i]), *again = NULL;
		struct saved saved = { .at = copy };
		struct service *service;

		assert_true(saved_next(&saved) && saved_is(&saved, SAVED_SERVICE));
		service = saved_service_new(&saved, saved_text(&saved));
		assert_non_null(service);
		assert_int_equal(service->origin, SERVICE_ASKED_FOR);
		assert_int_equal(service->unread, i == 1);
		assert_int_equal(service->life.state, SERVICE_WAITING);
		saved_service_write_new(&saver, service);
		again = content(&saver);
		assert_string_equal(again, texts[i]);
		service_def_release(&service->def);
		free(service);
	}
}

static void test_of_an_init_that_knows_more(void **state)
{
	struct plan_item item = { 0 };

	(void)state;
	assert_null(read_service(SCRIPT "\nlife.state 77\nend 0\n", &item));
	assert_null(read_service(SCRIPT "\nlife.wait 77\nend 0\n", &item));
	assert_null(read_service(SCRIPT "\ngoal 77\nend 0\n", &item));
}

static void test_services_that_are_cut_short(void **state)
{
	struct plan_item item = { 0 };

	(void)state;
	assert_null(read_service("", &item));
	assert_null(read_service("life.state 2\n", &item));
	assert_null(read_service("script =5\nco", &item));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_nothing_is_executed_after_all),
		cmocka_unit_test(test_a_write_that_fails_is_known),
		cmocka_unit_test(test_lines_that_are_none),
		cmocka_unit_test(test_texts_that_are_cut_short),
		cmocka_unit_test(test_a_service_that_has_stopped),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_one_that_was_not_started),
		cmocka_unit_test(test_of_an_init_that_knows_more),
		cmocka_unit_test(test_services_that_are_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
