// SPDX-License-Identifier: Apache-2.0
//
// The variables of a script. See script_vars.h.

#include "script_vars.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/cleanup.h"

static struct script_var *find(struct script_vars *vars, const char *name, size_t name_len)
{
	for (size_t i = 0; i < vars->count; i++) {
		struct script_var *var = &vars->items[i];

		if (strncmp(var->name, name, name_len) == 0 && !var->name[name_len])
			return var;
	}
	return NULL;
}

/* Room for one more behind the last, with its name. */
static int append(struct script_vars *vars, const char *name, size_t name_len)
{
	struct script_var *grown;
	cleanup_free char *copy = NULL;

	if (vars->count >= SCRIPT_VARS_MAX)
		return -E2BIG;
	copy = strndup(name, name_len);
	grown = copy ? realloc(vars->items, (vars->count + 1) * sizeof(*grown)) : NULL;
	if (!grown)
		return -ENOMEM;
	vars->items = grown;
	vars->items[vars->count++] = (struct script_var){ .name = take_ptr(copy) };
	return 0;
}

/* Two that mean the same, as notify and ready_socket, are looked at in the order of setting. */
static struct script_var *move_to_the_end(struct script_vars *vars, struct script_var *var)
{
	struct script_var *last = &vars->items[vars->count - 1];
	struct script_var moved = *var;

	memmove(var, var + 1, (size_t)(last - var) * sizeof(*var));
	*last = moved;
	return last;
}

int script_vars_set(struct script_vars *vars, const char *name, size_t name_len, const char *value,
		    unsigned line, bool in_conf)
{
	char *copy = strdup(value);
	struct script_var *var = find(vars, name, name_len);
	int r = copy ? 0 : -ENOMEM;

	if (r == 0 && !var)
		r = append(vars, name, name_len);
	if (r < 0) {
		free(copy);
		return r;
	}
	var = var ? move_to_the_end(vars, var) : &vars->items[vars->count - 1];
	free(var->value);
	var->value = copy;
	var->line = line;
	var->in_conf = in_conf;
	return 0;
}

const char *script_vars_use(struct script_vars *vars, const char *name, size_t name_len)
{
	struct script_var *var = find(vars, name, name_len);

	if (!var)
		return NULL;
	var->used = true;
	return var->value;
}

void script_vars_release(struct script_vars *vars)
{
	for (size_t i = 0; i < vars->count; i++) {
		free(vars->items[i].name);
		free(vars->items[i].value);
	}
	free(vars->items);
	*vars = (struct script_vars){ 0 };
}
