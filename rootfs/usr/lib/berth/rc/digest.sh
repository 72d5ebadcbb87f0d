#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# digest.sh NAME SCRIPT CONF VARIABLE...: lets the shell read a service script, and its configuration
# before it if there is one, and writes on descriptor 3 a script that says the same without a shell:
# the values of these variables, what is exported, what depend() calls, and in rc_functions which
# functions there are. The last line is "# end"; without it the script has ended the shell.

export RC_SVCNAME="$1" SVCNAME="$1" RC_SERVICE="$2"
rc_conf=$3
shift 3
rc_variables=$*
set --
# shellcheck source=functions.sh
. /usr/lib/berth/rc/functions.sh

rc_newline='
'
rc_write() { printf '%s\n' "$1" >&3; }

# rc_quote VALUE: its text in single quotes, in rc_quoted.
rc_quote() {
	rc_rest=$1 rc_quoted=
	while :; do
		case $rc_rest in
		*\'*) rc_quoted="$rc_quoted${rc_rest%%\'*}'\\''" rc_rest=${rc_rest#*\'} ;;
		*) break ;;
		esac
	done
	rc_quoted="'$rc_quoted$rc_rest'"
}

# rc_quote_all WORD...: each of them in quotes, in rc_quoted.
rc_quote_all() {
	rc_words=
	for rc_word; do
		rc_quote "$rc_word"
		rc_words="$rc_words $rc_quoted"
	done
	rc_quoted=$rc_words
}

# rc_expand TEXT: the words of a command line, with its variables, commands and patterns expanded as
# they are when OpenRC executes it, in rc_quoted. One with operators as well stays as it is: they
# would be executed now.
rc_expand() {
	case $1 in
	*[\;\&\|\<\>\(\)\#]*) rc_quoted=$1 ;;
	*[\$\`*?[~]*)
		rc_rest=$1
		while :; do # an end of a line is a blank there
			case $rc_rest in
			*"$rc_newline"*) rc_rest="${rc_rest%%"$rc_newline"*} ${rc_rest#*"$rc_newline"}" ;;
			*) break ;;
			esac
		done
		eval "set -- $rc_rest"
		rc_quote_all "$@"
		;;
	*) rc_quoted=$1 ;;
	esac
}

rc_write_variables() {
	for rc_variable in $rc_variables; do
		eval "rc_value=\${$rc_variable:-}"
		[ -n "$rc_value" ] || continue
		case $rc_variable in
		command_args* | required_*)
			rc_expand "$rc_value"
			rc_value=$rc_quoted
			;;
		esac
		rc_quote "$rc_value"
		rc_write "$rc_variable=$rc_quoted"
	done
}

rc_write_functions() {
	rc_found=
	# shellcheck disable=SC2154 # the script may set them
	for rc_function in start stop restart reload status start_pre start_post stop_pre stop_post \
		healthcheck unhealthy \
		$extra_commands $extra_started_commands $extra_stopped_commands; do
		case "$rc_found " in
		*" $rc_function "*) continue ;;
		esac
		! rc_is_function "$rc_function" || rc_found="$rc_found $rc_function"
	done
	rc_quote "$rc_found"
	rc_write "rc_functions=$rc_quoted"
}

# rc_depend WORD NAME...: a line of the new depend().
rc_depend() {
	rc_word_before=$1
	shift
	rc_quote_all "$@"
	rc_write "	$rc_word_before$rc_quoted"
}
need() { rc_depend need "$@"; }
use() { rc_depend use "$@"; }
want() { rc_depend want "$@"; }
after() { rc_depend after "$@"; }
before() { rc_depend before "$@"; }
provide() { rc_depend provide "$@"; }
keyword() { :; }
config() { :; }
reexport() { :; }
depend() { :; }

# shellcheck source=/dev/null
[ ! -e "$rc_conf" ] || . "$rc_conf"
# shellcheck source=/dev/null
. "$RC_SERVICE"

# Whatever the script has made of the shell.
set +aefu
unset IFS
rc_quote "$RC_SERVICE"
rc_write "rc_script=$rc_quoted"
export -p >&3
rc_write_variables
rc_write_functions
rc_write "depend() {"
cd "${RC_SERVICE%/*}" || exit # its patterns are names of services
depend
rc_write "}"
rc_write "# end"
