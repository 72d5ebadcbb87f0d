# SPDX-License-Identifier: Apache-2.0
# Common ground of all build scripts: where things are, how a failure speaks.
# Sourced, never run. Sets $top (the checkout) and $cache (outside of it).
# shellcheck shell=sh disable=SC2034

set -eu
umask 022
export LC_ALL=C TZ=UTC

top=${BERTH_TOP:-$(cd "$(dirname "$0")/.." && pwd)}
cache=${BERTH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/berth}
arch=x86_64
out=${BERTH_OUT:-$top/out/$arch}

# die WHAT [WHY-OR-WHAT-TO-DO...]: one line per argument, then exit 1.
die() {
	printf 'berth: error: %s\n' "$1" >&2
	shift
	for line in "$@"; do
		printf '    %s\n' "$line" >&2
	done
	exit 1
}

warn() {
	printf 'berth: warning: %s\n' "$*" >&2
}

# make, autoconf and the kernel's build cannot cope with it, and say so late and unclearly.
case $top:$cache:$out in
*[[:space:]]*) die "a path with a blank: $top, $cache or $out" "move the checkout, or set BERTH_CACHE or BERTH_OUT" ;;
esac

# need_tool COMMAND...: all must be on PATH.
need_tool() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null 2>&1 ||
			die "$tool: not found on this machine" \
			    "'make deps' installs what the build needs"
	done
}

# check_space DIR MIB: a clear word now is better than a torn build later.
check_space() {
	mkdir -p "$1"
	free_mib=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
	[ "$free_mib" -ge "$2" ] ||
		die "$1: only $free_mib MiB free, $2 MiB needed" \
		    "free some space, or set BERTH_CACHE to a larger disk"
}

# tree_hash PATH...: one hash over names, the right to execute (all that git keeps of a mode) and
# contents; order and time stamps do not matter.
tree_hash() {
	(cd "$top" && find "$@" -type f -perm /100 -printf 'x %p\n' | sort && \
	 find "$@" -type l -printf '%l %p\n' | sort && \
	 find "$@" -type f -print0 | sort -z | xargs -0 -r sha256sum) | sha256sum | cut -c1-64
}

# Time stamps inside packages are the same for every commit, so that a commit does not rebuild the
# world; the image itself carries the time of the commit (scripts/version).
package_epoch=1735689600
