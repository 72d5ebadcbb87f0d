#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh NAME SCRIPT CONF FUNCTION: calls a function of a service script, with those that belong
# before and behind it. Its exit status is that of the first one that fails.

export RC_SVCNAME="$1" SVCNAME="$1" RC_SERVICE="$2" RC_CMD="$4"
rc_conf=$3
set --
# shellcheck source=functions.sh
. /usr/lib/berth/rc/functions.sh

# shellcheck source=/dev/null
[ ! -e "$rc_conf" ] || . "$rc_conf"
# shellcheck source=/dev/null
. "$RC_SERVICE"

for rc_function in "${RC_CMD}_pre" "$RC_CMD" "${RC_CMD}_post"; do
	! rc_is_function "$rc_function" || "$rc_function" || exit
done
