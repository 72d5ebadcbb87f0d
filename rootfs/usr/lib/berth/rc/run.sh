#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh NAME SCRIPT CONF "FUNCTION...": calls functions of a service script, one behind the other;
# what it does not have is left out. Its exit status is that of the first one that fails.

export RC_SVCNAME="$1" SVCNAME="$1" RC_SERVICE="$2" RC_CMD="${4##* }"
case $RC_CMD in
start_* | stop_*) RC_CMD=${RC_CMD%_*} ;;
esac
rc_conf=$3 rc_functions=$4
set --
# shellcheck source=functions.sh
. /usr/lib/berth/rc/functions.sh

# shellcheck source=/dev/null
[ ! -e "$rc_conf" ] || . "$rc_conf"
# shellcheck source=/dev/null
. "$RC_SERVICE"

unset IFS
for rc_function in $rc_functions; do
	! rc_is_function "$rc_function" || "$rc_function" || exit
done
