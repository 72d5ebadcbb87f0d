#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# command.sh NAME SCRIPT CONF COMMAND: calls a command that a service script offers besides start and
# stop, in extra_commands, extra_started_commands or extra_stopped_commands.

export RC_SVCNAME="$1" SVCNAME="$1" RC_SERVICE="$2" RC_CMD="$4"
rc_conf=$3
set --
# shellcheck source=functions.sh
. /usr/lib/berth/rc/functions.sh

extra_commands='' extra_started_commands='' extra_stopped_commands=''
# shellcheck source=/dev/null
[ ! -e "$rc_conf" ] || . "$rc_conf"
# shellcheck source=/dev/null
. "$RC_SERVICE"

# Whatever the script has made of the shell.
set +aefu
unset IFS

# rc_is_one_of WORD...: the command is.
rc_is_one_of() {
	for rc_word; do
		[ "$rc_word" != "$RC_CMD" ] || return 0
	done
	return 1
}

rc_refuse() {
	eerror "$RC_SVCNAME: $*"
	exit 1
}

# shellcheck disable=SC2086 # lists of words
rc_check() {
	if ! rc_is_function "$RC_CMD"; then
		rc_refuse "unknown function \`$RC_CMD'"
	elif rc_is_one_of $extra_commands; then
		:
	elif rc_is_one_of $extra_started_commands; then
		service_started "$RC_SVCNAME" || rc_refuse "cannot \`$RC_CMD' as it has not been started"
	elif rc_is_one_of $extra_stopped_commands; then
		service_stopped "$RC_SVCNAME" || rc_refuse "cannot \`$RC_CMD' as it has not been stopped"
	else
		rc_refuse "unknown function \`$RC_CMD'"
	fi
}

rc_check
for rc_function in "${RC_CMD}_pre" "$RC_CMD" "${RC_CMD}_post"; do
	! rc_is_function "$rc_function" || "$rc_function" || exit
done
