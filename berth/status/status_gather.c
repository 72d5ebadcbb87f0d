// SPDX-License-Identifier: Apache-2.0
//
// Finding out what `berth status` shows. See status_gather.h. Each step returns 0 or a negative
// errno, which becomes a line in not_seen: only a lack of memory ends the whole.

#include "status_gather.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "../../common/blockdev.h"
#include "../../common/cleanup.h"
#include "../../common/cmdline.h"
#include "../../common/io.h"
#include "../../common/text.h"

#include "../config/config_paths.h"
#include "../config/config_report.h"
#include "../slots/slots_gather.h"
#include "../yaml/diag.h"
#include "engine.h"
#include "os_release.h"
#include "proc_text.h"
#include "status_gather.h"

#define TEXT_MAX (1024UL * 1024)
#define MOUNTINFO_MAX (16UL * 1024 * 1024)
#define DATA_PATH "/var"

static int copy(const char *text, char **ret)
{
	*ret = strdup(text);
	return *ret ? 0 : -ENOMEM;
}

static int gather_release(struct status *s)
{
	cleanup_free char *text = NULL;
	int r = read_file(OS_RELEASE, TEXT_MAX, &text, NULL);

	if (r < 0)
		return r;
	s->name = os_release_value(text, "NAME");
	s->version = os_release_value(text, "VERSION_ID");
	s->commit = os_release_value(text, "BUILD_ID");
	s->profile = os_release_value(text, "VARIANT_ID");
	return 0;
}

static int gather_host(struct status *s)
{
	struct timespec now = { 0 };
	struct utsname names;
	int r;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	s->uptime_s = now.tv_sec;
	if (uname(&names) < 0)
		return -errno;
	r = copy(names.nodename, &s->hostname);
	return r < 0 ? r : copy(names.release, &s->kernel);
}

static int gather_boot_failure(struct status *s)
{
	int r = read_file(BOOT_FAILURE, TEXT_MAX, &s->boot_failure, NULL);

	return r == -ENOENT ? 0 : r;
}

/* For root only: what is wrong with a file may tell what is in it. */
static int gather_config(struct status *s)
{
	cleanup_free char *text = NULL;
	int r = config_report_read(&text);

	if (r == -EACCES)
		return string_list_printf(&s->not_seen, "configuration: only root may see it");
	for (char *rest = text, *line; r == 0 && (line = strsep(&rest, "\n"));)
		if (*line && !diag_line_is_note(line))
			r = string_list_add(&s->config_problems, line, strlen(line));
	return r == -ENOENT ? 0 : r;
}

static int read_mounts(struct mount_list *ret_mounts)
{
	cleanup_free char *text = NULL;
	int r = read_file("/proc/self/mountinfo", MOUNTINFO_MAX, &text, NULL);

	return r < 0 ? r : mountinfo_parse(text, ret_mounts);
}

/* NULL for a root that lies on no device. */
static int find_root_device(char **ret_device)
{
	struct blockdev dev = { 0 };
	int r = blockdev_of_mount("/", &dev);

	if (r < 0)
		return r == -ENODEV ? 0 : r;
	*ret_device = format_text("/dev/%s", dev.name);
	blockdev_release(&dev);
	return *ret_device ? 0 : -ENOMEM;
}

static int gather_medium(struct status *s)
{
	struct mount_list mounts = { 0 };
	cleanup_free char *cmdline = NULL;
	cleanup_free char *root_device = NULL;
	int r = cmdline_read(&cmdline);

	if (r == 0)
		r = read_mounts(&mounts);
	if (r == 0)
		r = find_root_device(&root_device);
	if (r == 0)
		r = medium_derive(cmdline, &mounts, root_device, &s->medium);
	mountinfo_release(&mounts);
	return r;
}

static int describe_data(const struct mount_info *mount, struct data_status *data)
{
	struct blockdev dev;
	int r = 0;

	data->read_only = mount->super_read_only;
	data->kept = strncmp(mount->source, "/dev/", 5) == 0;
	if (!data->kept)
		return 0;
	if (blockdev_of_mount(DATA_PATH, &dev) == 0) {
		if (dev.partname)
			r = copy(dev.partname, &data->partition);
		blockdev_release(&dev);
	}
	return r < 0 ? r : copy(mount->source, &data->device);
}

int status_gather_data(struct status *s)
{
	struct data_status *data = &s->data;
	struct mount_list mounts = { 0 };
	const struct mount_info *mount;
	struct statvfs fs;
	int r;

	if (statvfs(DATA_PATH, &fs) < 0)
		return -errno;
	data->size = (uint64_t)fs.f_blocks * fs.f_frsize;
	data->used = (uint64_t)(fs.f_blocks - fs.f_bfree) * fs.f_frsize;
	data->free = (uint64_t)fs.f_bavail * fs.f_frsize;
	r = read_mounts(&mounts);
	if (r < 0)
		return r;
	mount = mountinfo_at(&mounts, DATA_PATH);
	r = mount ? describe_data(mount, data) : -ENOENT;
	data->known = r == 0;
	mountinfo_release(&mounts);
	return r;
}

static int gather_memory(struct status *s)
{
	cleanup_free char *text = NULL;
	int r = read_file("/proc/meminfo", TEXT_MAX, &text, NULL);

	if (r == 0)
		r = meminfo_value(text, "MemAvailable", &s->memory.available);
	if (r == 0)
		r = meminfo_value(text, "MemTotal", &s->memory.total);
	if (r == 0)
		s->memory.used = s->memory.total - s->memory.available;
	return r;
}

static int gather_addresses(struct status *s)
{
	int r = net_address_list_read(&s->addresses);

	s->addresses_known = r == 0;
	return r;
}

/* Read a file and collect what a parser finds in it; a file that is not there holds nothing. */
static int collect(const char *path, int (*parse)(const char *, struct string_list *),
		   struct string_list *list)
{
	cleanup_free char *text = NULL;
	int r = read_file(path, TEXT_MAX, &text, NULL);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return parse(text, list);
}

static int gather_gateways(struct status *s)
{
	int r = collect("/proc/net/route", route_gateways, &s->gateways);

	return r < 0 ? r : collect("/proc/net/ipv6_route", ipv6_route_gateways, &s->gateways);
}

static int gather_dns(struct status *s)
{
	return collect("/etc/resolv.conf", resolv_servers, &s->dns);
}

static int gather_services(struct status *s)
{
	return service_list_read(SERVICE_STATES, SERVICE_RUNLEVEL, &s->services);
}

/* What could not be seen of the slots is said with the rest. */
static int gather_slots(struct status *s)
{
	struct string_list *not_seen = &s->slots.not_seen;
	int r = slots_gather(false, &s->slots);

	for (size_t i = 0; r == 0 && i < not_seen->count; i++)
		r = string_list_printf(&s->not_seen, "%s", not_seen->items[i]);
	return r;
}

static const struct {
	const char *what;
	int (*gather)(struct status *s);
} steps[] = {
	{ "version", gather_release },	 { "host", gather_host },
	{ "boot", gather_boot_failure }, { "configuration", gather_config },
	{ "medium", gather_medium },	 { "data partition", status_gather_data },
	{ "memory", gather_memory },	 { "addresses", gather_addresses },
	{ "gateways", gather_gateways }, { "name servers", gather_dns },
	{ "services", gather_services },
};

static int gather_all(const struct gather_options *options, struct status *s)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(steps) / sizeof(steps[0]); i++) {
		r = steps[i].gather(s);
		if (r < 0 && r != -ENOMEM)
			r = string_list_printf(&s->not_seen, "%s: %s", steps[i].what, strerror(-r));
	}
	if (r == 0)
		r = gather_slots(s);
	if (r == 0)
		r = engine_ask(options->engine_limit_ms, options->engine_silence, s);
	if (r == 0 && s->engine == ENGINE_FORBIDDEN)
		r = string_list_printf(&s->not_seen,
				       "containers: only root may ask the container engine");
	return r;
}

int status_gather(const struct gather_options *options, struct status *ret_status)
{
	struct status s = { 0 };
	int r = gather_all(options, &s);

	if (r < 0) {
		status_release(&s);
		return r;
	}
	*ret_status = s;
	return 0;
}
