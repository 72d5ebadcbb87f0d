// SPDX-License-Identifier: Apache-2.0
//
// Asking the container engine, in bounded time.

#ifndef BERTH_ENGINE_H
#define BERTH_ENGINE_H

#include "status.h"

/*
 * engine_ask - run `docker ps` and fill engine, engine_limit_ms, engine_problem and containers.
 * @limit_ms: after this time an answer is no longer waited for
 * @silence: what that means: ENGINE_SILENT or ENGINE_SKIPPED
 * Returns 0 (whatever the answer was) or -ENOMEM.
 */
int engine_ask(int limit_ms, enum engine_answer silence, struct status *status);

#endif
