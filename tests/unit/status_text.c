// SPDX-License-Identifier: Apache-2.0
//
// Tests of berth/status/status_text.c: the whole text of a well machine and of broken ones.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "../../berth/status/status_text.h"
#include "status_sample.h"

static char *shown(struct status *s, void (*print)(const struct status *, FILE *))
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(status_judge(s), 0);
	assert_non_null(out);
	print(s, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void assert_shown(struct status *s, void (*print)(const struct status *, FILE *),
			 const char *wanted)
{
	char *text = shown(s, print);

	assert_string_equal(text, wanted);
	free(text);
}

static void assert_has(struct status *s, const char *line)
{
	char *text = shown(s, status_print);

	if (!strstr(text, line))
		fail_msg("no \"%s\" in:\n%s", line, text);
	free(text);
}

static void assert_has_not(struct status *s, const char *line)
{
	char *text = shown(s, status_print);

	assert_null(strstr(text, line));
	free(text);
}

static void test_well(void **state)
{
	struct status s = sample_status();

	(void)state;
	assert_shown(&s, status_print,
		     "Berth 0.1.0 (virt), commit b02ad454cbe0\n"
		     "  health      ok\n"
		     "  host        box, up 3 min, Linux 6.12.107\n"
		     "  medium      disk /dev/vda5, slot a, partition berth-a\n"
		     "  slot        a of vda, version 0.1.0, good, verified; b: empty\n"
		     "  data        953 MiB of 7.4 GiB used (14 %), 6.1 GiB free\n"
		     "              /var on /dev/vda7, partition berth-data\n"
		     "  memory      190 MiB of 990 MiB used, 800 MiB available\n"
		     "  network     eth0 10.0.2.15/24\n"
		     "              eth0 fec0::1/64\n"
		     "              gateway 10.0.2.2\n"
		     "              DNS 10.0.2.3\n"
		     "  services    containerd  started\n"
		     "              dropbear    started\n"
		     "  containers  2 of 3 running\n");
	assert_shown(&s, status_print_short,
		     "box: Berth 0.1.0 (virt), ok\n"
		     "  addresses   10.0.2.15\n"
		     "              fec0::1\n"
		     "  data        953 MiB of 7.4 GiB used (14 %)\n"
		     "  containers  2 of 3 running\n");
	status_release(&s);
}

static void test_broken(void **state)
{
	struct status s = sample_status();

	(void)state;
	sample_service(&s, "web", "failed", "/usr/bin/web ended with exit status 1");
	sample_down(&s, "db", "Exited (1) 3 minutes ago");
	sample_down(&s, "shop", "Created");
	assert_has(&s, "  health      degraded\n"
		       "              - service web failed: /usr/bin/web ended with exit status 1\n"
		       "              - container db ought to run: Exited (1) 3 minutes ago\n"
		       "              - container shop ought to run: Created\n");
	assert_has(&s, "              web         failed: /usr/bin/web ended with exit status 1\n");
	assert_has(&s, "  containers  2 of 3 running\n"
		       "              not running: db, shop\n");
	assert_shown(&s, status_print_short,
		     "box: Berth 0.1.0 (virt), degraded\n"
		     "  problems    - service web failed: /usr/bin/web ended with exit status 1\n"
		     "              - container db ought to run: Exited (1) 3 minutes ago\n"
		     "              - container shop ought to run: Created\n"
		     "  addresses   10.0.2.15\n"
		     "              fec0::1\n"
		     "  data        953 MiB of 7.4 GiB used (14 %)\n"
		     "  containers  2 of 3 running\n");
	status_release(&s);
}

/* The first thing to see at log-in, whatever else there is. */
static void test_a_slot_was_left(void **state)
{
	struct status s = sample_status();
	char *text;

	(void)state;
	for (char name[] = "a"; *name < 'j'; (*name)++)
		sample_down(&s, name, "Created");
	sample_set(&s.slots.aftermath, "slot b was left: no health");
	text = shown(&s, status_print_short);
	assert_non_null(strstr(text, "  problems    - slot b was left: no health\n"));
	free(text);
	status_release(&s);
}

static void test_many_problems_at_log_in(void **state)
{
	struct status s = sample_status();
	char *text;

	(void)state;
	for (char name[] = "a"; *name < 'j'; (*name)++)
		sample_down(&s, name, "Created");
	text = shown(&s, status_print_short);
	assert_non_null(strstr(text, "- container e ought to run: Created\n"
				     "              - and 4 more: berth status\n"));
	assert_null(strstr(text, "container f"));
	free(text);
	status_release(&s);
}

static void test_media(void **state)
{
	struct status s = sample_status();

	(void)state;
	medium_release(&s.medium);
	slots_release(&s.slots);
	assert_has_not(&s, "  slot ");
	assert_has(&s, "  medium      unknown\n");
	s.medium = (struct medium){ .kind = MEDIUM_ISO,
				    .device = strdup("/dev/sr0"),
				    .volume = strdup("LABEL=BERTH"),
				    .image = strdup("/berth/root.img") };
	assert_has(&s, "  medium      ISO or USB volume LABEL=BERTH on /dev/sr0, image "
		       "/berth/root.img\n");
	medium_release(&s.medium);
	s.medium = (struct medium){ .kind = MEDIUM_NETWORK, .image = strdup("/root.img") };
	assert_has(&s, "  medium      network: image /root.img, in memory\n");
	medium_release(&s.medium);
	s.medium = (struct medium){ .kind = MEDIUM_DISK, .partition = strdup("other") };
	assert_has(&s, "  medium      disk, partition other\n");
	medium_release(&s.medium);
	s.medium = (struct medium){ .kind = MEDIUM_DISK,
				    .device = strdup("/dev/vda"),
				    .volume = strdup("UUID=1-2") };
	assert_has(&s, "  medium      disk /dev/vda, UUID=1-2\n");
	status_release(&s);
}

static void test_data(void **state)
{
	struct status s = sample_status();

	(void)state;
	s.data.read_only = true;
	assert_has(&s, "6.1 GiB free, read-only\n");
	s.data.kept = false;
	assert_has(&s, "              /var in memory only: nothing is kept over a restart\n");
	s.data = (struct data_status){ .device = s.data.device, .partition = s.data.partition };
	assert_has(&s, "  data        unknown\n");
	status_release(&s);
}

static void test_engine(void **state)
{
	static const struct {
		enum engine_answer answer;
		const char *line;
	} cases[] = {
		{ ENGINE_SILENT, "  containers  the engine did not answer within 5 s\n" },
		{ ENGINE_SKIPPED, "  containers  the engine did not answer within 5 s\n" },
		{ ENGINE_DOWN, "  containers  the engine does not run\n" },
		{ ENGINE_FAILED, "  containers  unknown: broken\n" },
		{ ENGINE_FORBIDDEN, "  containers  unknown: only root may ask the engine\n" },
	};
	struct status s = sample_status();

	(void)state;
	sample_set(&s.engine_problem, "broken");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s.engine = cases[i].answer;
		assert_has(&s, cases[i].line);
	}
	s.engine = ENGINE_OK;
	s.containers.total = s.containers.running = 0;
	assert_has(&s, "  containers  none\n");
	status_release(&s);
}

/* Nothing at all could be found out. */
static void test_unknown(void **state)
{
	struct status s = { .engine = ENGINE_FORBIDDEN };

	(void)state;
	(void)string_list_printf(&s.not_seen, "services: Permission denied");
	assert_shown(&s, status_print,
		     "unknown unknown (unknown), commit unknown\n"
		     "  health      degraded\n"
		     "              - it is not known which services run\n"
		     "  host        unknown, up 0 s, Linux unknown\n"
		     "  medium      unknown\n"
		     "  data        unknown\n"
		     "  memory      unknown\n"
		     "  network     unknown\n"
		     "              gateway none\n"
		     "              DNS none\n"
		     "  services    unknown\n"
		     "  containers  unknown: only root may ask the engine\n"
		     "  not seen    - services: Permission denied\n");
	status_release(&s);
}

/* Whatever others wrote: 80 columns, no tabs, nothing that a terminal acts on. */
static void test_form(void **state)
{
	struct status s = sample_status();
	char *text, *line, *rest;

	(void)state;
	sample_service(&s, "web", "failed",
		       "a very long reason\twith a tab, an escape \x1b[31m and so many words that "
		       "it does not fit into one line of a terminal, nor into two of them");
	for (int i = 0; i < 50; i++)
		sample_down(&s, "a-name-of-some-length", "Created");
	text = shown(&s, status_print);
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		assert_true(strlen(line) <= 80);
		for (; *line; line++)
			assert_in_range(*line, ' ', '~');
	}
	free(text);
	status_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_well),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_a_slot_was_left),
		cmocka_unit_test(test_many_problems_at_log_in),
		cmocka_unit_test(test_media),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_engine),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
