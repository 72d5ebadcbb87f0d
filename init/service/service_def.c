// SPDX-License-Identifier: Apache-2.0
//
// What a service script says. See service_def.h.

#include "service_def.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

bool service_is_script(const struct service_def *def)
{
	return !def->command || string_list_has(&def->functions, "start");
}

const char *service_pid_file(const struct service_def *def)
{
	return def->background && !def->supervised && !service_is_script(def) ? def->pidfile : NULL;
}

int service_def_keep_source(struct service_def *def, const struct service_source *source)
{
	def->source.script = source->script ? strdup(source->script) : NULL;
	def->source.conf = source->conf ? strdup(source->conf) : NULL;
	if ((source->script && !def->source.script) || (source->conf && !def->source.conf))
		return -ENOMEM;
	return 0;
}

void service_def_release(struct service_def *def)
{
	char *const texts[] = {
		def->name,	  def->command,		def->output_log, def->error_log,
		def->directory,	  def->readiness.path,	def->retry,	 def->user,
		def->ulimits,	  def->cgroup_settings, def->pidfile,	 def->script,
		def->source.conf, def->source.script
	};
	struct string_list *const lists[] = { &def->args,
					      &def->args_background,
					      &def->args_foreground,
					      &def->functions,
					      &def->environment,
					      &def->required_dirs,
					      &def->required_files,
					      &def->need,
					      &def->want,
					      &def->use,
					      &def->after,
					      &def->before,
					      &def->provide };

	for (size_t i = 0; i < COUNT(texts); i++)
		free(texts[i]);
	for (size_t i = 0; i < COUNT(lists); i++)
		string_list_release(lists[i]);
	*def = (struct service_def){ 0 };
}
