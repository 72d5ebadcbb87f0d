// SPDX-License-Identifier: Apache-2.0
//
// Where the parts of `berth`, and PID 1, meet: files that one writes and another one reads. /run is
// of this boot; /var/lib is kept.

#ifndef BERTH_CONFIG_PATHS_H
#define BERTH_CONFIG_PATHS_H

#define CONFIG_RUN_DIR "/run/berth"
#define CONFIG_REPORT CONFIG_RUN_DIR "/config-report" /* text: source and problems */
#define CONFIG_LOCK CONFIG_RUN_DIR "/config.lock" /* held by who carries one out */
#define CONFIG_REPORT_MORE CONFIG_RUN_DIR "/config-report.services" /* what services add */
#define CONFIG_IN_FORCE CONFIG_RUN_DIR "/config.yaml" /* cloud-config: what was applied */
#define NETWORK_WISH CONFIG_RUN_DIR "/network-config" /* as it came; absent: there is none */
#define INSTALL_WISH CONFIG_RUN_DIR "/install-wish" /* words: what the seed wants installed */
#define BOOT_FAILURE CONFIG_RUN_DIR "/boot-failure" /* text, by PID 1: what it found broken */
#define HEALTH_REASON CONFIG_RUN_DIR "/health" /* text: why `berth health` failed, for PID 1 */
#define ANNOUNCED CONFIG_RUN_DIR "/announced" /* text: what the consoles were told last */
#define MEDIUM_MOUNT CONFIG_RUN_DIR "/medium" /* by stage 1: the volume with the root image */
#define OS_RELEASE "/etc/os-release"
#define SERVICE_STATES "/run/openrc" /* by PID 1; layout: init/service/service_state.h */
#define SERVICE_RUNLEVEL "/etc/runlevels/default"
#define HEALTH_DIR_SYSTEM "/usr/lib/berth/health.d" /* executables: more health checks */
#define HEALTH_DIR_USER "/etc/berth/health.d"
#define AUTHORIZED_KEYS ".ssh/authorized_keys" /* in a home directory */
#define CONFIG_STATE_DIR "/var/lib/berth"
#define SLOT_AFTERMATH CONFIG_RUN_DIR "/slot-aftermath" /* text, by PID 1: why a slot was left */
/* A letter, by PID 1: the loader passed this slot over. Who writes the slot anew removes it. */
#define SLOT_PASSED_OVER CONFIG_RUN_DIR "/slot-passed-over"
#define SLOT_FAILURE_FORMAT CONFIG_STATE_DIR "/slot-%c.failure" /* text, by PID 1: why */
#define RESET_MARK CONFIG_STATE_DIR "/reset" /* by `berth reset`: PID 1 makes /var anew */
#define CONFIG_CACHE_DIR CONFIG_STATE_DIR "/seed"
#define CONFIG_APPLIED CONFIG_STATE_DIR "/config.yaml" /* user-data: `berth config apply` */
#define NETWORK_APPLIED CONFIG_STATE_DIR "/network-config" /* the same of a network-config */
#define NETWORK_NOW CONFIG_RUN_DIR "/network-now" /* the one that is in force; "" without one */
#define NETWORK_GOOD CONFIG_STATE_DIR "/network-config.good" /* see ../network/fallback.h */
#define IDENTITY CONFIG_STATE_DIR "/identity" /* text: identity.h */
#define ACCOUNT_IDS CONFIG_STATE_DIR "/accounts" /* text: account_ids.h */
#define ACCOUNTS_OF_IMAGE CONFIG_RUN_DIR "/accounts" /* .passwd, .group: before we changed them */
#define CONFIG_ONCE_DIR CONFIG_STATE_DIR "/once" /* marks; see once.h */
#define ONCE_SCRIPTS "scripts"
#define ONCE_FILES "write_files"
#define ONCE_APPLIED "write_files.applied" /* of the file that was applied last */
#define FILES_APPENDED CONFIG_RUN_DIR "/appended" /* appended.h */
#define BOOTCMD CONFIG_RUN_DIR "/bootcmd"
#define SCRIPTS_DIR CONFIG_RUN_DIR "/scripts" /* see scripts.h */
#define SCRIPTS_RUNCMD "runcmd" /* in it; part-001 and so on go first */
#define SCRIPTS_POWER "power" /* in it; the last one */
#define SSH_PASSWORDS CONFIG_RUN_DIR "/ssh-passwords" /* the ssh server takes them */
#define FINAL_MESSAGE CONFIG_RUN_DIR "/final-message" /* text, of each boot */
#define SCRIPTS_INSTANCE "instance" /* in it, text: the instance-id */
#define SCRIPTS_OUTPUT "/var/log/cloud-init-output.log" /* where people look for it */
#define REGISTRY_HOSTS CONFIG_RUN_DIR "/registries" /* a directory for each registry of ours */
#define REGISTRY_LINKS CONFIG_STATE_DIR "/certs.d" /* where the engine looks; others' as well */
#define REGISTRY_LOGINS CONFIG_STATE_DIR "/registry-logins" /* JSON: registry_logins.h */
#define PROXY_VARIABLES CONFIG_RUN_DIR "/proxy" /* lines NAME=VALUE */
#define SERVICES_ENABLED CONFIG_RUN_DIR "/services-enabled" /* lines: names */

#endif
