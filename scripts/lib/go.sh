# SPDX-License-Identifier: Apache-2.0
# Go programs are built by the Go release of pkgs/go, whatever the host has. Modules live in the
# cache; go.sum is what makes them trusted.
# shellcheck shell=sh disable=SC2154

# The environment of every go command. The module cache is shared by all recipes.
go_env() {
	export GOTOOLCHAIN=local GOMODCACHE="$cache/go/mod" GOFLAGS=-mod=readonly GOWORK=off GOTELEMETRY=off
}

# go_stamp DIR: this file exists when the modules of DIR's go.sum are in the cache.
go_stamp() {
	echo "$cache/go/fetched/$(cat "$1/go.mod" "$1/go.sum" | sha256sum | cut -c1-64)"
}

# go_fetch DIR: all modules that DIR's go.mod names.
go_fetch() {
	stamp=$(go_stamp "$1")
	[ ! -f "$stamp" ] || return 0
	"$top/scripts/pkg" build go || exit 1
	PATH=$("$top/scripts/pkg" path go)/host/bin:$PATH
	mkdir -p "$cache/go/fetched"
	echo "fetching the Go modules of $name"
	(
		go_env
		flock 9
		cd "$1" && go mod download 2>"$cache/tmp/go.$$" || {
			tail -n 5 "$cache/tmp/go.$$" | sed -E 's#https?://[^/]*/##g' >&2
			die "$name: the Go modules cannot be fetched" \
			    "Is there a network? 'go env GOPROXY' shows the proxy in use."
		}
	) 9>"$cache/locks/go-modules" || exit 1
	touch "$stamp"
}

# go_module_zip MODULE VERSION TARGET: the module's zip, for recipes that want a file of it. Any go
# command of the host will do.
go_module_zip() {
	need_tool go
	mod_cache=$(mktemp -d "$cache/tmp/mod.XXXXXX")
	(
		cd "$mod_cache" && printf 'module fetch\n' >go.mod
		# The recipe's sha256 is what the zip is checked against. The host's checksum database stays on all the
		# same: the go command takes no toolchain without it.
		GOMODCACHE=$mod_cache GOFLAGS=-modcacherw GOWORK=off go mod download "$1@$2" >log 2>&1 || {
			tail -n 3 log | sed -E 's#https?://[^/]*/##g' >&2
			exit 1
		}
	) && mv "$(find "$mod_cache/cache/download" -name '*.zip')" "$3"
	status=$?
	chmod -R u+w "$mod_cache"
	rm -rf "$mod_cache"
	return $status
}
