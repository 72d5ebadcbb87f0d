// SPDX-License-Identifier: Apache-2.0
//
// Where the parts of `berth config` meet: files that one subcommand writes and another one reads.
// /run is of this boot; /var/lib is kept.

#ifndef BERTH_CONFIG_PATHS_H
#define BERTH_CONFIG_PATHS_H

#define CONFIG_RUN_DIR "/run/berth"
#define CONFIG_REPORT CONFIG_RUN_DIR "/config-report" /* text: source and problems */
#define CONFIG_IN_FORCE CONFIG_RUN_DIR "/config.yaml" /* cloud-config: what was applied */
#define CONFIG_STATE_DIR "/var/lib/berth"
#define CONFIG_CACHE_DIR CONFIG_STATE_DIR "/seed"

#endif
