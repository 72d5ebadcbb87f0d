# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# What service scripts find besides the commands of the system: messages, and questions about
# services. Functions of the shell all of them, as a process for each line would be the slowest part
# of a start.

einfo() { printf ' * %s\n' "$*"; }
einfon() { printf ' * %s' "$*"; }
ewarn() { printf ' * WARNING: %s\n' "$*" >&2; }
ewarnn() { printf ' * WARNING: %s' "$*" >&2; }
eerror() {
	printf ' * ERROR: %s\n' "$*" >&2
	return 1
}
eerrorn() {
	printf ' * ERROR: %s' "$*" >&2
	return 1
}
ebegin() { printf ' * %s ...\n' "$*"; }

# eend STATUS [TEXT]: success needs no second line.
eend() {
	rc_status=${1:-0}
	[ $# -eq 0 ] || shift
	[ "$rc_status" -eq 0 ] || eerror "${*:-[ !! ]}"
	return "$rc_status"
}
ewend() {
	rc_status=${1:-0}
	[ $# -eq 0 ] || shift
	[ "$rc_status" -eq 0 ] || ewarn "${*:-[ !! ]}"
	return "$rc_status"
}
eindent() { :; }
eoutdent() { :; }

# Only with EINFO_VERBOSE, as in OpenRC.
veinfo() { ! yesno "${EINFO_VERBOSE:-no}" || einfo "$@"; }
vewarn() { ! yesno "${EINFO_VERBOSE:-no}" || ewarn "$@"; }
vebegin() { ! yesno "${EINFO_VERBOSE:-no}" || ebegin "$@"; }
veend() { yesno "${EINFO_VERBOSE:-no}" && eend "$@" || return "${1:-0}"; }

# yesno VALUE, or the name of a variable that has one: 0 yes, 1 no, 2 neither.
yesno() {
	case ${1:-} in
	[Yy][Ee][Ss] | [Tt][Rr][Uu][Ee] | [Oo][Nn] | 1) return 0 ;;
	[Nn][Oo] | [Ff][Aa][Ll][Ss][Ee] | [Oo][Ff][Ff] | 0 | '') return 1 ;;
	*[!A-Za-z0-9_]* | [0-9]*) return 2 ;;
	esac
	eval "set -- \"\${$1:-}\""
	case $1 in
	[Yy][Ee][Ss] | [Tt][Rr][Uu][Ee] | [Oo][Nn] | 1) return 0 ;;
	[Nn][Oo] | [Ff][Aa][Ll][Ss][Ee] | [Oo][Ff][Ff] | 0 | '') return 1 ;;
	esac
	return 2
}

# rc_is_function NAME: with a PATH that leads nowhere, only functions are commands.
# shellcheck disable=SC2123 # it is given back
rc_is_function() {
	rc_path=$PATH PATH=/nowhere
	command -v -- "$1" >/dev/null
	rc_status=$?
	PATH=$rc_path
	return $rc_status
}

rc_is() { [ -L "/run/openrc/$1/${2:-$RC_SVCNAME}" ]; }
service_started() { rc_is started "$@"; }
service_starting() { rc_is starting "$@"; }
service_stopping() { rc_is stopping "$@"; }
service_stopped() { ! rc_is started "$@" && ! rc_is starting "$@" && ! rc_is stopping "$@"; }
