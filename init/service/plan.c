// SPDX-License-Identifier: Apache-2.0
//
// Who is started or stopped next. See plan.h.

#include "plan.h"

static bool is_under_way(enum service_state state)
{
	return state == SERVICE_WAITING || state == SERVICE_STARTING || state == SERVICE_STOPPING;
}

bool plan_has_settled(const struct plan_item *item)
{
	return item->goal == PLAN_NO_GOAL && !is_under_way(item->state);
}

static bool is_up(const struct plan_item *item)
{
	return item->alive || item->state == SERVICE_STARTED || is_under_way(item->state);
}

/* The walk visits each service once: a cycle of wants is no endless one. */
static void want(const struct order *order, struct plan_item items[], size_t index, bool wanted[])
{
	struct plan_item *item = &items[index];

	if (wanted[index] || item->goal == PLAN_AGAIN)
		return;
	if (item->goal == PLAN_NO_GOAL &&
	    (item->state == SERVICE_STARTING || item->state == SERVICE_STARTED))
		return;
	if (item->goal == PLAN_NO_GOAL)
		item->tried = item->given_up = false;
	if (item->goal == PLAN_DOWN || item->state == SERVICE_STOPPING)
		item->goal = PLAN_AGAIN;
	else
		wanted[index] = true;
	for (size_t i = 0; i < order->nodes[index].edge_count; i++)
		if (order->nodes[index].edges[i].kind != EDGE_ORDER)
			want(order, items, order->nodes[index].edges[i].to, wanted);
}

void plan_up(const struct order *order, struct plan_item items[], size_t index, bool ret_wanted[])
{
	want(order, items, index, ret_wanted);
}

static bool needs(const struct order_node *node, size_t other)
{
	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i].to == other)
			return node->edges[i].kind == EDGE_NEED;
	return false;
}

void plan_down(const struct order *order, struct plan_item items[], size_t index,
	       enum plan_goal goal)
{
	items[index].goal = goal;
	items[index].tried = items[index].given_up = false;
	for (size_t i = 0; i < order->count; i++)
		if (items[i].goal != goal && items[i].goal != PLAN_DOWN && is_up(&items[i]) &&
		    needs(&order->nodes[i], index))
			plan_down(order, items, i, goal);
}

void plan_give_up(const struct order *order, struct plan_item items[], size_t index)
{
	const struct order_node *node = &order->nodes[index];

	items[index].goal = PLAN_NO_GOAL;
	items[index].given_up = true;
	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i].kind == EDGE_NEED &&
		    items[node->edges[i].to].goal != PLAN_NO_GOAL)
			plan_give_up(order, items, node->edges[i].to);
}

static bool needs_marked(const struct order_node *node, const struct plan_item items[])
{
	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i].kind == EDGE_NEED && items[node->edges[i].to].marked)
			return true;
	return false;
}

/* Once along the order, in which a service comes after what it needs. */
bool plan_has_settled_with_all(const struct order *order, struct plan_item items[], size_t index)
{
	for (size_t i = 0; i < order->count; i++)
		items[i].marked = i == index;
	for (size_t i = 0; i < order->count; i++) {
		size_t at = order->sequence[i];

		if (needs_marked(&order->nodes[at], items))
			items[at].marked = true;
		if (items[at].marked && !plan_has_settled(&items[at]))
			return false;
	}
	return true;
}

/* Those that need it and are to be stopped as well go first. */
static bool is_still_needed(const struct order *order, const struct plan_item items[], size_t index)
{
	for (size_t i = 0; i < order->count; i++)
		if (items[i].goal != PLAN_NO_GOAL && items[i].state != SERVICE_STOPPED &&
		    needs(&order->nodes[i], index))
			return true;
	return false;
}

static enum plan_step step_down(const struct order *order, const struct plan_item items[],
				size_t index)
{
	const struct plan_item *item = &items[index];

	if (item->state == SERVICE_STOPPED)
		return item->goal == PLAN_AGAIN ? PLAN_WANT : PLAN_DONE;
	if (item->tried && (item->state == SERVICE_FAILED || item->state == SERVICE_STARTED))
		return PLAN_GIVE_UP;
	if (item->state == SERVICE_STOPPING || is_still_needed(order, items, index))
		return PLAN_REST;
	return PLAN_STOP;
}

static enum plan_step step_up(const struct order *order, const struct plan_item items[],
			      size_t index, size_t *ret_blocker)
{
	const struct order_node *node = &order->nodes[index];

	for (size_t i = 0; i < node->edge_count; i++) {
		const struct plan_item *other = &items[node->edges[i].to];

		if (!plan_has_settled(other))
			return PLAN_REST;
		if (node->edges[i].kind == EDGE_NEED && other->state != SERVICE_STARTED) {
			*ret_blocker = node->edges[i].to;
			return PLAN_REFUSE;
		}
	}
	return PLAN_START;
}

enum plan_step plan_step(const struct order *order, const struct plan_item items[], size_t index,
			 size_t *ret_blocker)
{
	if (items[index].goal != PLAN_NO_GOAL)
		return step_down(order, items, index);
	if (items[index].state == SERVICE_WAITING)
		return step_up(order, items, index, ret_blocker);
	return PLAN_REST;
}
