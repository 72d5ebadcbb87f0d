// SPDX-License-Identifier: Apache-2.0
//
// The picture. See boot_chart.h. Names of services hold nothing that XML minds (service_name.h).

#include "boot_chart.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "start_times.h"

#define WIDTH 1000
#define LEFT 180 /* where the time begins; names stand before it */
#define RIGHT 120 /* behind the last moment; figures stand there */
#define TOP 40
#define ROW 20
#define BAR_MIN 2
#define TICKS_MAX 12

struct chart {
	FILE *to;
	int64_t end_ms; /* the last moment that is shown */
	int height;
};

static int x_of(const struct chart *chart, int64_t ms)
{
	return LEFT + (int)(ms * (WIDTH - LEFT - RIGHT) / chart->end_ms);
}

/* A round distance between the lines of the scale: 1, 2 or 5 times a power of ten. */
static int64_t tick_ms(int64_t end_ms)
{
	int64_t tick = 100;

	for (int i = 0; end_ms / tick > TICKS_MAX; i++)
		tick = i % 3 == 1 ? tick / 2 * 5 : tick * 2;
	return tick;
}

static void print_scale(const struct chart *chart)
{
	int64_t step = tick_ms(chart->end_ms);

	for (int64_t ms = 0; ms <= chart->end_ms; ms += step) {
		int x = x_of(chart, ms);

		(void)fprintf(chart->to,
			      "<path class=\"scale\" d=\"M%d %dV%d\"/>"
			      "<text class=\"scale\" x=\"%d\" y=\"%d\">%" PRId64 ".%" PRId64
			      " s</text>\n",
			      x, TOP, chart->height - ROW / 2, x, TOP - ROW / 2, ms / 1000,
			      ms % 1000 / 100);
	}
}

static void print_bar(const struct chart *chart, const struct control_record *record, int y)
{
	int64_t took_ms = start_times_took_ms(record);
	int64_t end_ms = took_ms < 0 ? chart->end_ms : record->settled_ms;
	int from = x_of(chart, record->began_ms);
	int width = x_of(chart, end_ms) - from;
	const char *class = record->state == SERVICE_FAILED || record->state == SERVICE_CRASHED
				    ? "failed"
				    : "started";

	if (width < BAR_MIN)
		width = BAR_MIN;
	(void)fprintf(chart->to,
		      "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>"
		      "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
		      "<text x=\"%d\" y=\"%d\">",
		      LEFT - 10, y + ROW - 6, record->name, class, from, y + 3, width, ROW - 6,
		      from + width + 5, y + ROW - 6);
	if (took_ms >= 0)
		(void)fprintf(chart->to, "%.2f s</text>\n", (double)took_ms / 1000);
	else
		(void)fprintf(chart->to, "not yet</text>\n");
}

static struct chart chart_of(const struct control_list *list, FILE *to)
{
	struct chart chart = { .to = to, .end_ms = 1, .height = TOP + ROW };

	for (size_t i = 0; i < list->count; i++) {
		const struct control_record *record = &list->records[i];

		if (!start_times_shows(record))
			continue;
		chart.height += ROW;
		if (record->began_ms > chart.end_ms)
			chart.end_ms = record->began_ms;
		if (record->settled_ms > chart.end_ms)
			chart.end_ms = record->settled_ms;
	}
	return chart;
}

void boot_chart_print(const struct control_list *list, FILE *to)
{
	struct chart chart = chart_of(list, to);
	int y = TOP;

	(void)fprintf(
		to,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\">\n"
		"<title>Starts of services, in seconds since the start of the kernel</title>\n"
		"<style>text{font:12px sans-serif;fill:#222}.name{text-anchor:end}"
		".scale{stroke:#ddd;fill:#777;text-anchor:middle}text.scale{stroke:none}"
		".started{fill:#2f7d5b}.failed{fill:#b3261e}</style>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		WIDTH, chart.height, WIDTH, chart.height);
	print_scale(&chart);
	for (size_t i = 0; i < list->count; i++) {
		if (!start_times_shows(&list->records[i]))
			continue;
		print_bar(&chart, &list->records[i], y);
		y += ROW;
	}
	(void)fprintf(to, "</svg>\n");
}
