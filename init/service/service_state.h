// SPDX-License-Identifier: Apache-2.0
//
// The states of a service, and where everybody may read them: below /run/openrc, laid out as OpenRC
// does it, so that what tests `/run/openrc/started/NAME` there works here too.
//
//   starting/ started/ stopping/ failed/   NAME is a link to /etc/init.d/NAME in the directory of
//                                          its state; in none of them: waiting or stopped
//   inactive/ wasinactive/ hotplugged/     empty: no service of ours is ever in these states
//   options/NAME/reason                    text without newline: why the service failed, or what
//                                          its main process died of (it is started again, stays
//                                          in started/, and the text goes when that has held)
//   softlevel                              the runlevel: default
//
// The new link is made before the old one goes, and the reason before the link: a reader may see a
// service in two states for a moment, never in none, and never a failure without its reason.

#ifndef BERTH_INIT_SERVICE_STATE_H
#define BERTH_INIT_SERVICE_STATE_H

#define SERVICE_STATE_DIR "/run/openrc"

enum service_state {
	SERVICE_WAITING, /* for what comes before it */
	SERVICE_STARTING, /* runs, but is not ready (or, run once: has not ended) */
	SERVICE_STARTED, /* ready; run once: ended with 0 */
	SERVICE_FAILED, /* could not start; a late readiness still counts */
	SERVICE_CRASHED, /* died too often; shown as failed */
	SERVICE_STOPPING,
	SERVICE_STOPPED,
};

/* service_state_word - "waiting", "starting" and so on. */
const char *service_state_word(enum service_state state);

/* service_state_from_word - the reverse. Returns 0 or -EINVAL. */
int service_state_from_word(const char *word, enum service_state *ret_state);

/*
 * service_state_setup - make the directories; before that, nothing is published.
 * @dir: SERVICE_STATE_DIR; must stay valid
 * Returns 0 or a negative errno, logged.
 */
int service_state_setup(const char *dir);

/*
 * service_state_publish - show the state of one service. Failures are logged and matter to nothing
 * else.
 * @reason: see above; NULL or "" = none
 */
void service_state_publish(const char *name, enum service_state state, const char *reason);

#endif
