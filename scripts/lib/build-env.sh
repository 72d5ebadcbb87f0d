# SPDX-License-Identifier: Apache-2.0
# Builds one recipe in a clean environment: build-env.sh NAME, called by scripts/pkg only.
# The working directory of build() is an empty folder. It installs into
#   $R  root/  goes into the image          $D  dev/   headers and libraries for other recipes
#   $B  boot/  kernel and loader files      $H  host/  tools that run on the build machine
# shellcheck shell=sh disable=SC2034,SC2154
. "$BERTH_TOP/scripts/lib/common.sh"
. "$top/scripts/lib/recipe.sh"
. "$top/scripts/lib/go.sh"

work=$BERTH_WORK
jobs=$BERTH_JOBS
R=$work/out/root D=$work/out/dev B=$work/out/boot H=$work/out/host
BERTH_SYSROOT=$work/sysroot
CC=$top/scripts/toolchain/musl-cc
# Paths of this machine must not end up in what is built.
map="-ffile-prefix-map=$work=. -ffile-prefix-map=$top=."
CFLAGS="-Os -pipe -fPIE -fstack-protector-strong -ffunction-sections -fdata-sections $map"
LDFLAGS="-static-pie -Wl,--gc-sections"
export BERTH_SYSROOT CC CFLAGS LDFLAGS work

# The sysroot: headers and libraries of all dependencies, as hard links.
make_sysroot() {
	mkdir -p "$BERTH_SYSROOT" "$work/src" "$work/home" "$work/out" "$work/bin"
	for dep in $BERTH_DEPS; do
		[ ! -d "$dep/dev" ] || cp -al "$dep/dev/." "$BERTH_SYSROOT/"
		[ ! -d "$dep/host/bin" ] || PATH=$dep/host/bin:$PATH
	done
	PATH=$work/bin:$PATH
	export PATH
}

# source_file FILE: its place in the cache, checked once more.
source_file() {
	printf '%s\n' "$sources" | while read -r file sha rest; do
		path=$cache/sources/$sha/$file
		[ "$file" = "$1" ] && [ -f "$path" ] || continue
		echo "$sha  $path" | sha256sum --quiet -c - >&2 ||
			die "$name: the cached $1 is damaged" "delete $path and fetch again"
		echo "$path"
		break
	done | grep . || die "$name: $1 is not in the cache"
}

# unpack FILE [MEMBER...]: into the working directory, without the leading folder.
unpack() {
	archive=$(source_file "$1")
	shift
	tar -xf "$archive" --strip-components=1 --no-same-owner "$@"
}

# apply_patches: pkgs/NAME/patches/*.patch in the order of their names.
apply_patches() {
	for patch in "$recipe_dir"/patches/*.patch; do
		[ -f "$patch" ] || continue
		echo "applying $(basename "$patch")"
		patch -p1 --no-backup-if-mismatch <"$patch" || die "$name: $(basename "$patch") does not apply"
	done
}

check_licence() {
	printf '%s\n' "$licence" | while read -r path sha; do
		[ -n "$path" ] || continue
		now=$(sha256sum "$path" | cut -c1-64)
		[ "$now" = "$sha" ] || die "$name: the licence $path is not the one that was read" \
			"read it, then write '$path $now' into pkgs/$name/recipe"
	done
}

# configure_musl ARG...: autoconf's ./configure for the image.
configure_musl() {
	./configure --host=x86_64-linux-musl --build=x86_64-pc-linux-gnu --prefix=/usr --sysconfdir=/etc \
		--localstatedir=/var --disable-shared --enable-static "$@"
}

# go_build TAGS LDFLAGS PACKAGE...: static programs from the recipe's own go.mod, into $R/usr/bin.
go_build() {
	go_tags=$1 go_ldflags=$2
	shift 2
	go_setup
	mkdir -p "$R/usr/bin"
	for package; do
		go build -trimpath -buildvcs=false -tags "$go_tags" -ldflags "-s -w -buildid= $go_ldflags" \
			-o "$R/usr/bin/" "$package"
	done
}

# go_module_dir MODULE: its unpacked source, read-only.
go_module_dir() {
	go list -m -f '{{.Dir}}' "$1"
}

# go_patch_module MODULE DIR: a writable copy of its source in DIR, with the recipe's patches, is what go builds.
go_patch_module() {
	cp -r "$(go_module_dir "$1")" "$2"
	chmod -R u+w "$2"
	(cd "$2" && apply_patches)
	go mod edit -replace="$1=./$2"
}

# Offline: what is not in the cache is not built from. The compile cache is only a cache.
go_setup() {
	go_env
	export GOPROXY=off GOCACHE="$cache/go/build" CGO_ENABLED="${CGO_ENABLED:-0}" GOMAXPROCS="$jobs"
	[ -f go.mod ] || cp "$recipe_dir/go.mod" "$recipe_dir/go.sum" .
}

# --- what check() may ask ---

expect() {
	"$@" || die "$name: check failed: $*"
}

# expect_output PATTERN COMMAND...: the output has a line that matches.
expect_output() {
	pattern=$1
	shift
	"$@" >"$work/output" 2>&1 || { cat "$work/output"; die "$name: check failed: $* exited with an error"; }
	grep -qE -e "$pattern" "$work/output" || { cat "$work/output"; die "$name: check failed: no '$pattern' in the output of: $*"; }
}

# expect_static FILE...: no interpreter, no shared library.
expect_static() {
	for file; do
		! readelf -lW "$file" | grep -q INTERP || die "$name: $file is not static"
		! readelf -dW "$file" 2>/dev/null | grep -q NEEDED || die "$name: $file needs shared libraries"
	done
}

recipe_load "$1"
make_sysroot
cd "$work/src"
build
cd "$work/src"
check_licence
check
