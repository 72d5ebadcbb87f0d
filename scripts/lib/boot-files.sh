# SPDX-License-Identifier: Apache-2.0
# What every medium boots with: root image, stage 1, kernel command line, modules of the loader.
# Sourced after image.sh; the caller sets $init to the path of the package init.
# shellcheck shell=sh disable=SC2034,SC2154

stamp="@$SOURCE_DATE_EPOCH"

# make_root_image FILE FORMAT [OPTION...]: all files belong to root, all times are the commit's.
make_root_image() {
	image=$1 format=$2
	shift 2
	# Left by a killed run, an old image would be added to.
	rm -f "$image"
	case $format in
	squashfs)
		# mksquashfs takes the time from SOURCE_DATE_EPOCH.
		mksquashfs "$out/root" "$image" -noappend -quiet -no-progress -all-root -no-xattrs "$@"
		;;
	erofs) mkfs.erofs -T "$SOURCE_DATE_EPOCH" -U "$(uuid_of root)" --all-root -x-1 "$@" "$image" "$out/root" >/dev/null ;;
	*) die "configs/$profile.profile: unknown root_format '$format'" "known: squashfs, erofs" ;;
	esac
	# dm-verity works on 4 KiB blocks.
	truncate -s %4096 "$image"
}

# make_cpio FILE FOLDER: an initramfs of what is in the folder.
make_cpio() {
	find "$2" -exec touch -d "$stamp" {} +
	(cd "$2" && find . | sort | cpio -o -H newc --quiet --reproducible -R 0:0) >"$1"
}

# make_stage1 FILE: the initramfs with the one program in it.
make_stage1() {
	mkdir "$1.tree"
	cp "$init/boot/stage1/init" "$1.tree/init"
	make_cpio "$1" "$1.tree"
	rm -r "$1.tree"
}

# kernel_cmdline: the words that every boot of the profile has, without the consoles.
kernel_cmdline() {
	{
		profile_value cmdline
		sed '/^#/d' "$top/kernel/cmdline"
	} | tr '\n' ' ' | sed 's/  */ /g; s/ $//'
}

# What a loader needs to read a menu and show it on screen and serial line; modules are never loaded
# from a disk. File systems and the platform's own come on top.
loader_modules="part_gpt fat normal configfile linux loadenv test echo sleep regexp reboot halt
	search search_fs_file search_fs_uuid search_label probe minicmd terminal serial all_video"

# roothash_word: the word of the kernel command line that the release's root image is verified by; nothing where
# it was built without.
roothash_word() {
	sed -nE 's/^  "root_hash": "(.+)",$/berth.roothash=\1/p' "$out/release/manifest.json"
}
