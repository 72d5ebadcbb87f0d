// SPDX-License-Identifier: Apache-2.0
//
// Where the parts of `berth`, and PID 1, meet: files that one writes and another one reads. /run is
// of this boot; /var/lib is kept.

#ifndef BERTH_CONFIG_PATHS_H
#define BERTH_CONFIG_PATHS_H

#define CONFIG_RUN_DIR "/run/berth"
#define CONFIG_REPORT CONFIG_RUN_DIR "/config-report" /* text: source and problems */
#define CONFIG_IN_FORCE CONFIG_RUN_DIR "/config.yaml" /* cloud-config: what was applied */
#define BOOT_FAILURE CONFIG_RUN_DIR "/boot-failure" /* text, by PID 1: what it found broken */
#define ANNOUNCED CONFIG_RUN_DIR "/announced" /* text: what the consoles were told last */
#define MEDIUM_MOUNT CONFIG_RUN_DIR "/medium" /* by stage 1: the volume with the root image */
#define OS_RELEASE "/etc/os-release"
#define SERVICE_STATES "/run/openrc" /* by PID 1; layout: init/service/service_state.h */
#define SERVICE_RUNLEVEL "/etc/runlevels/default"
#define AUTHORIZED_KEYS_OF_ROOT "/root/.ssh/authorized_keys"
#define CONFIG_STATE_DIR "/var/lib/berth"
#define CONFIG_CACHE_DIR CONFIG_STATE_DIR "/seed"

#endif
