# SPDX-License-Identifier: Apache-2.0
# Reads a recipe. A recipe (pkgs/NAME/recipe) is POSIX sh with these variables:
#   version   exact version of the component
#   depends   recipes whose results it builds with
#   sources   lines "FILE SHA256 ORIGIN LOCATOR...", several lines for one FILE are alternatives:
#               url URL                         upstream's own archive
#               debian SOURCE VERSION FILE      file of a Debian source package
#               deb PACKAGE VERSION             Debian binary package (data only, never programs)
#               gomod MODULE VERSION            a Go module's zip
#   gomod     "yes" when go.mod and go.sum in the recipe's folder name the sources
#   licence   lines "PATH SHA256" in the unpacked source: a changed licence fails the build
#   tree      paths of this repository that are its sources
# and the functions build() and check(). Sourced by the scripts that need one of these.
# shellcheck shell=sh disable=SC2034,SC2154

recipe_load() {
	recipe_dir=$top/pkgs/$1
	[ -f "$recipe_dir/recipe" ] ||
		die "$1: no such package" "known ones: $(cd "$top/pkgs" && echo *)"
	name=$1 version='' depends='' sources='' gomod='' licence='' tree=''
	# shellcheck source=/dev/null
	. "$recipe_dir/recipe"
	[ -n "$version" ] || die "pkgs/$1/recipe: sets no version"
}

# recipe_closure NAME...: these recipes and all they depend on, each once, dependencies first.
recipe_closure() {
	closure_done=' '
	for closure_name in "$@"; do
		closure_visit "$closure_name" ''
	done
}

closure_visit() {
	case $closure_done in *" $1 "*) return ;; esac
	case " $2 " in *" $1 "*) die "pkgs: dependency cycle:$2 $1" ;; esac
	[ -f "$top/pkgs/$1/recipe" ] || [ -z "$2" ] || die "$1: no such package" "needed by:$2"
	closure_deps=$(recipe_load "$1" && echo "$depends") || exit 1
	for closure_dep in $closure_deps; do
		closure_visit "$closure_dep" "$2 $1"
	done
	closure_done="$closure_done$1 "
	echo "$1"
}
