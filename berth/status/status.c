// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a machine, and the end of the struct that holds its state. See status.h.

#include "status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FULL_PERCENT 95 /* of /var: pulls and logs fail soon */

static int judge_service(const struct service_entry *service, struct string_list *problems)
{
	bool started = strcmp(service->state, "started") == 0;
	bool failed = strcmp(service->state, "failed") == 0;
	const char *reason = service->reason ? service->reason : "";

	if (started && !*reason)
		return 0;
	return string_list_printf(problems, "service %s%s%s%s%s", service->name,
				  started  ? ""
				  : failed ? " "
					   : " is ",
				  started ? "" : service->state, *reason ? ": " : "", reason);
}

static int judge_engine(const struct status *s, struct string_list *problems)
{
	switch (s->engine) {
	case ENGINE_SILENT:
		return string_list_printf(problems,
					  "the container engine does not answer (waited %d s)",
					  s->engine_limit_ms / 1000);
	case ENGINE_DOWN:
		return string_list_printf(problems, "the container engine does not run");
	case ENGINE_FAILED:
		return string_list_printf(problems, "the container engine cannot be asked: %s",
					  s->engine_problem ? s->engine_problem : "unknown error");
	case ENGINE_OK:
	case ENGINE_SKIPPED:
	case ENGINE_FORBIDDEN:
		break;
	}
	return 0;
}

static int judge_containers(const struct container_list *containers, struct string_list *problems)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < containers->down_count; i++)
		r = string_list_printf(problems, "container %s ought to run: %s",
				       containers->down[i].name, containers->down[i].status);
	return r;
}

static int judge_data(const struct data_status *data, struct string_list *problems)
{
	int r = 0;

	if (!data->known)
		return 0;
	if (data->read_only)
		r = string_list_printf(problems, "/var is read-only: the kernel log tells why");
	/* without a division, which a size of 0 would not survive */
	if (r == 0 && data->used * 100 >= (data->used + data->free) * FULL_PERCENT &&
	    data->used > 0)
		r = string_list_printf(problems, "/var is nearly full");
	return r;
}

int status_judge(struct status *s)
{
	struct string_list problems = { 0 };
	int r = 0;

	if (s->boot_failure)
		r = string_list_printf(&problems, "%s", s->boot_failure);
	/* early: at log-in only the first few are shown */
	if (r == 0)
		r = slots_judge(&s->slots, &problems);
	if (r == 0 && s->services.count == 0)
		r = string_list_printf(&problems, "it is not known which services run");
	for (size_t i = 0; r == 0 && i < s->services.count; i++)
		r = judge_service(&s->services.items[i], &problems);
	if (r == 0)
		r = judge_engine(s, &problems);
	if (r == 0)
		r = judge_containers(&s->containers, &problems);
	if (r == 0 && s->addresses_known && s->addresses.count == 0)
		r = string_list_printf(&problems, "no network address");
	if (r == 0)
		r = judge_data(&s->data, &problems);
	if (r < 0) {
		string_list_release(&problems);
		return r;
	}
	string_list_release(&s->problems);
	s->problems = problems;
	return 0;
}

const char *engine_answer_word(enum engine_answer answer)
{
	static const char *const words[] = {
		[ENGINE_OK] = "ok",	      [ENGINE_SILENT] = "silent",
		[ENGINE_SKIPPED] = "skipped", [ENGINE_DOWN] = "down",
		[ENGINE_FAILED] = "failed",   [ENGINE_FORBIDDEN] = "forbidden",
	};

	return words[answer];
}

void status_release(struct status *s)
{
	char *const texts[] = { s->name,	  s->version,	  s->commit,
				s->profile,	  s->hostname,	  s->kernel,
				s->boot_failure,  s->data.device, s->data.partition,
				s->engine_problem };
	struct string_list *const lists[] = { &s->gateways, &s->dns, &s->config_problems,
					      &s->problems, &s->not_seen };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		string_list_release(lists[i]);
	medium_release(&s->medium);
	slots_release(&s->slots);
	net_address_list_release(&s->addresses);
	service_list_release(&s->services);
	container_list_release(&s->containers);
	*s = (struct status){ 0 };
}
