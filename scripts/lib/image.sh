# SPDX-License-Identifier: Apache-2.0
# What all image steps share: profile, version, result of a package, skip when nothing changed.
# shellcheck shell=sh disable=SC2034,SC2154

profile=${PROFILE:-virt}
profile_files=configs/$profile.profile
[ -f "$top/$profile_files" ] || die "$profile: no such profile" \
	"known ones: $(cd "$top/configs" && for f in *.profile; do printf '%s ' "${f%.profile}"; done)"

# "like NAME" in a profile: its lines are added to those of that one.
profile_base=$(sed -n 's/^like //p' "$top/$profile_files")
[ -z "$profile_base" ] || profile_files="configs/$profile_base.profile $profile_files"

# profile_value KEY: the rest of its lines.
profile_value() {
	# shellcheck disable=SC2086
	(cd "$top" && sed -n "s/^$1 //p" $profile_files)
}

# The version of the product, and the commit that last changed it, with its time: tests and manuals are no part of
# it, so that a commit of these alone makes the same image. (A clone without history takes its one commit for it.) Outside of git,
# what the archive was exported with.
version=$(cat "$top/VERSION")
if git -C "$top" rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
	commit=$(git -C "$top" log -1 --format=%h --abbrev=12 -- . ':(exclude)tests' ':(exclude)docs')
	commit=${commit:-$(git -C "$top" rev-parse --short=12 HEAD)}
	SOURCE_DATE_EPOCH=$(git -C "$top" show --no-patch --format=%ct "$commit")
else
	commit=unknown
	SOURCE_DATE_EPOCH=$(stat -c %Y "$top/VERSION")
fi
export SOURCE_DATE_EPOCH

pkg_path() {
	"$top/scripts/pkg" path "$1"
}

# uuid_of NAME: the same name has the same UUID in every build; a machine makes its own at first boot.
uuid_of() {
	printf 'berth %s' "$1" | sha256sum |
		sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-5\3-8\4-\5/'
}

# unless_done TARGET INPUTS: true when TARGET exists and was made from the same inputs.
is_fresh() {
	[ -e "$1" ] && [ -f "$1.key" ] && [ "$(cat "$1.key")" = "$2" ]
}

mark_fresh() {
	echo "$2" >"$1.key"
}

hash_of() {
	printf '%s\n' "$@" | sha256sum | cut -c1-40
}

# image_step NAME: one line when the step ends, with its time.
image_step() {
	printf '[image] %-24s %s s\n' "$1" $(($(date +%s) - step_begin))
}
