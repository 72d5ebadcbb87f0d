// SPDX-License-Identifier: Apache-2.0
//
// Arguments. See install_options.h.

#include "install_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "machine_args.h"

#define MIB_MAX (1UL << 24) /* 16 TiB */

enum option_code {
	OPT_FORCE = 1,
	OPT_YES,
	OPT_RELEASE,
	OPT_ARGS,
	OPT_UNATTENDED,
	OPT_LOADER,
	OPT_IMAGE,
	OPT_SIZE,
	OPT_SEED,
	OPT_SECTOR,
	OPT_HELP,
};

static const struct option known[] = {
	{ "force", no_argument, NULL, OPT_FORCE },
	{ "yes", no_argument, NULL, OPT_YES },
	{ "release", required_argument, NULL, OPT_RELEASE },
	{ "machine-args", required_argument, NULL, OPT_ARGS },
	{ "unattended", no_argument, NULL, OPT_UNATTENDED },
	{ "loader", no_argument, NULL, OPT_LOADER },
	{ "image", required_argument, NULL, OPT_IMAGE },
	{ "size", required_argument, NULL, OPT_SIZE },
	{ "guid-seed", required_argument, NULL, OPT_SEED },
	{ "sector-size", required_argument, NULL, OPT_SECTOR },
	{ "help", no_argument, NULL, OPT_HELP },
	{ 0 },
};

/* A positive number without anything around it; 0 if it is none, or larger than @max. */
static uint64_t number(const char *text, uint64_t max)
{
	char *end = NULL;
	unsigned long long value;

	if (*text < '0' || *text > '9')
		return 0;
	errno = 0;
	value = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' && value <= max ? value : 0;
}

static void take(int code, const char *value, struct install_options *options)
{
	switch ((enum option_code)code) {
	case OPT_FORCE:
		options->force = true;
		break;
	case OPT_YES:
		options->yes = true;
		break;
	case OPT_RELEASE:
		options->release = value;
		break;
	case OPT_ARGS:
		options->machine_args = value;
		break;
	case OPT_UNATTENDED:
		options->unattended = true;
		break;
	case OPT_LOADER:
		options->loader = true;
		break;
	case OPT_IMAGE:
		options->image = value;
		break;
	case OPT_SIZE:
		options->size_mib = number(value, MIB_MAX);
		break;
	case OPT_SEED:
		options->guid_seed = value;
		break;
	case OPT_SECTOR:
		options->sector_size = (uint32_t)number(value, 4096);
		break;
	case OPT_HELP:
		options->help = true;
		break;
	}
}

static const char *problem_of_image(const struct install_options *options)
{
	if (options->disk || options->loader)
		return "--image goes with neither a disk nor --loader";
	if (!options->release || !options->guid_seed)
		return "--image needs --release and --guid-seed";
	if (!options->size_mib)
		return "--image needs --size, in MiB";
	if (options->sector_size != 512 && options->sector_size != 4096)
		return "--sector-size is 512 or 4096";
	return NULL;
}

static const char *problem_of(const struct install_options *options)
{
	const char *problem =
		options->machine_args ? machine_args_problem(options->machine_args) : NULL;

	if (problem)
		return problem;
	if (options->image)
		return problem_of_image(options);
	if (options->size_mib || options->guid_seed || options->sector_size != 512)
		return "--size, --guid-seed and --sector-size are for --image";
	if (options->loader &&
	    (options->force || options->yes || options->machine_args || options->unattended))
		return "--loader goes with a disk and --release, and nothing else";
	if (options->unattended && options->disk)
		return "--unattended takes the disk from the kernel command line";
	return NULL;
}

int install_options_parse(int argc, char **argv, struct install_options *ret_options,
			  const char **ret_problem)
{
	struct install_options options = { .sector_size = 512 };
	int code;

	*ret_problem = NULL;
	optind = 1;
	opterr = 0;
	while ((code = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (code == '?') {
			*ret_problem = "an option is not known, or its value is missing";
			return -EINVAL;
		}
		take(code, optarg, &options);
	}
	if (optind < argc)
		options.disk = argv[optind++];
	*ret_problem = optind < argc ? "one disk at a time" : problem_of(&options);
	if (*ret_problem && !options.help)
		return -EINVAL;
	*ret_options = options;
	return 0;
}
