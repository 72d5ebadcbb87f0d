// SPDX-License-Identifier: Apache-2.0
//
// For the tests of network-config: reads a file, and says what came out as a text with a line per
// link, which has all that is given and nothing else:
//
//	ethernet lan match-name=en* dhcp4 address=192.0.2.1/24 route=0.0.0.0/0,192.0.2.254

#ifndef BERTH_TESTS_NET_SAMPLE_H
#define BERTH_TESTS_NET_SAMPLE_H

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../berth/network/network_config.h"

struct net_sample {
	struct net_plan plan;
	struct diag_list diags;
};

static inline void sample_parse(struct net_sample *s, const char *text)
{
	size_t len = strlen(text);
	/* an exact copy, so that the sanitizer sees a read behind the end */
	char *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, text, len);
	diag_init(&s->diags, "network-config");
	assert_int_equal(network_config_parse(copy, len, &s->diags, &s->plan), 0);
	free(copy);
}

static inline void sample_release(struct net_sample *s)
{
	net_plan_release(&s->plan);
	diag_free(&s->diags);
}

static inline void sample_print_mac(FILE *out, const char *key, const unsigned char *m)
{
	(void)fprintf(out, " %s=%02x:%02x:%02x:%02x:%02x:%02x", key, m[0], m[1], m[2], m[3], m[4],
		      m[5]);
}

static inline void sample_print_match(FILE *out, const struct net_match *match)
{
	if (*match->name)
		(void)fprintf(out, " match-name=%s", match->name);
	if (match->has_mac)
		sample_print_mac(out, "match-mac", match->mac);
	if (match->nothing)
		(void)fputs(" match-nothing", out);
}

static inline void sample_print_number(FILE *out, const char *key, int64_t value)
{
	if (value >= 0)
		(void)fprintf(out, " %s=%" PRId64, key, value);
}

static inline void sample_print_text(FILE *out, const char *key, const char *value)
{
	if (*value)
		(void)fprintf(out, " %s=%s", key, value);
}

static inline void sample_print_list(FILE *out, const char *key, const struct string_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		sample_print_text(out, key, list->items[i]);
}

static inline void sample_print_dhcp(FILE *out, const struct net_link *link)
{
	(void)fputs(link->dhcp4 ? " dhcp4" : "", out);
	(void)fputs(link->dhcp6 ? " dhcp6" : "", out);
	(void)fputs(link->dhcp4_no_dns ? " no-dns" : "", out);
	(void)fputs(link->dhcp4_no_routes ? " no-routes" : "", out);
	sample_print_number(out, "dhcp4-metric", link->dhcp4_metric);
}

static inline void sample_print_prefix(FILE *out, const char *key, const struct net_prefix *prefix)
{
	char text[INET6_ADDRSTRLEN];

	(void)fprintf(out, " %s=%s/%u", key, net_ip_print(&prefix->ip, text), prefix->len);
}

static inline void sample_print_route(FILE *out, const struct net_route *route)
{
	char text[INET6_ADDRSTRLEN];

	sample_print_prefix(out, "route", &route->to);
	if (route->via.family != AF_UNSPEC)
		(void)fprintf(out, ",%s", net_ip_print(&route->via, text));
	if (route->on_link)
		(void)fputs(",on-link", out);
	if (route->metric >= 0)
		(void)fprintf(out, ",metric=%" PRId64, route->metric);
}

static inline void sample_print_addresses(FILE *out, const struct net_link *link)
{
	for (size_t i = 0; i < link->address_count; i++)
		sample_print_prefix(out, "address", &link->addresses[i]);
	for (size_t i = 0; i < link->route_count; i++)
		sample_print_route(out, &link->routes[i]);
}

static inline void sample_print_bond(FILE *out, const struct net_bond *bond)
{
	sample_print_number(out, "mode", bond->mode);
	sample_print_number(out, "lacp-rate", bond->lacp_rate);
	sample_print_number(out, "hash-policy", bond->hash_policy);
	sample_print_number(out, "ad-select", bond->ad_select);
	sample_print_number(out, "fail-over-mac", bond->fail_over_mac);
	sample_print_number(out, "miimon", bond->miimon_ms);
	sample_print_number(out, "up-delay", bond->up_delay_ms);
	sample_print_number(out, "down-delay", bond->down_delay_ms);
	sample_print_number(out, "min-links", bond->min_links);
	sample_print_text(out, "primary", bond->primary);
}

static inline void sample_print_bridge(FILE *out, const struct net_bridge *bridge)
{
	sample_print_number(out, "stp", bridge->stp);
	sample_print_number(out, "forward-delay", bridge->forward_delay_s);
	sample_print_number(out, "hello", bridge->hello_s);
	sample_print_number(out, "max-age", bridge->max_age_s);
	sample_print_number(out, "priority", bridge->priority);
}

static inline void sample_print_link(FILE *out, const struct net_link *link)
{
	(void)fprintf(out, "%s %s", net_kind_name(link->kind), link->name);
	sample_print_match(out, &link->match);
	sample_print_text(out, "set-name", link->set_name);
	sample_print_list(out, "member", &link->members);
	sample_print_text(out, "on", link->parent);
	sample_print_number(out, "id", link->vlan_id);
	sample_print_bond(out, &link->bond);
	sample_print_bridge(out, &link->bridge);
	sample_print_dhcp(out, link);
	sample_print_number(out, "accept-ra", link->accept_ra);
	if (link->mtu != 0)
		sample_print_number(out, "mtu", link->mtu);
	if (link->has_mac)
		sample_print_mac(out, "mac", link->mac);
	sample_print_addresses(out, link);
	sample_print_list(out, "dns", &link->dns);
	sample_print_list(out, "search", &link->search);
	(void)fputc('\n', out);
}

/* sample_text - all links of a plan. The caller frees. */
static inline char *sample_text(const struct net_plan *plan)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (size_t i = 0; i < plan->count; i++)
		sample_print_link(out, &plan->links[i]);
	if (plan->dns.count > 0 || plan->search.count > 0) {
		(void)fputs("machine", out);
		sample_print_list(out, "dns", &plan->dns);
		sample_print_list(out, "search", &plan->search);
		(void)fputc('\n', out);
	}
	if (plan->disabled)
		(void)fputs("disabled\n", out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static inline void assert_plan(const struct net_sample *s, const char *wanted)
{
	char *text = sample_text(&s->plan);

	assert_string_equal(text, wanted);
	free(text);
}

static inline void assert_problem(const struct net_sample *s, size_t i, unsigned line,
				  const char *wanted)
{
	const struct diag *d = &s->diags.items[i];

	assert_true(i < s->diags.count);
	if (d->line != line || !strstr(d->text, wanted))
		fail_msg("got '%u: %s', wanted '%u: %s'", d->line, d->text, line, wanted);
}

static inline void assert_no_problem(const struct net_sample *s)
{
	if (s->diags.count > 0)
		fail_msg("%u: %s", s->diags.items[0].line, s->diags.items[0].text);
}

/* A file without mistakes, and what comes out. */
static inline void check_good(const char *text, const char *wanted)
{
	struct net_sample s;

	sample_parse(&s, text);
	assert_no_problem(&s);
	assert_plan(&s, wanted);
	sample_release(&s);
}

/* A file with one mistake, where it is, and what is left of the file. */
static inline void check_bad(const char *text, unsigned line, const char *problem, const char *left)
{
	struct net_sample s;

	sample_parse(&s, text);
	assert_problem(&s, 0, line, problem);
	assert_int_equal(diag_found(&s.diags), 1);
	assert_plan(&s, left);
	sample_release(&s);
}

#endif
