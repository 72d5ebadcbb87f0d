#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run-qemu.sh MEDIUM [QEMU ARGUMENT...]: boots what lies beside it in QEMU, console on this terminal
# (Ctrl-A X ends it). MEDIUM: disk, cd, usb, netboot or microvm.
#   SEED=FILE    a first-boot seed (iso)      MEM=SIZE    memory, 1G by default
#   UEFI=FILE    firmware, for example /usr/share/ovmf/OVMF.fd
#   SSH=PORT     port of this host that leads to the machine's ssh, 2222 by default
# It is copied to out/ARCH with every medium and needs nothing else of the build. Writes go to the disk
# or data image itself.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mem=${MEM:-1G} ssh=${SSH:-2222} seed=${SEED:-} uefi=${UEFI:-}
net="user,id=net0,hostfwd=tcp:127.0.0.1:$ssh-:22"

fail() {
	echo "run-qemu.sh: $1" >&2
	exit 2
}

# need FILE: with what makes it.
need() {
	[ -e "$here/$1" ] || fail "$here/$1 is not there: build it with 'make $2'"
}

pc() {
	[ -z "$seed" ] || set -- -drive "file=$seed,format=raw,media=cdrom,readonly=on" "$@"
	[ -z "$uefi" ] || set -- -bios "$uefi" "$@"
	exec qemu-system-x86_64 -M q35 -m "$mem" -smp 2 -nographic -netdev "$net" "$@"
}

microvm() {
	[ -z "$seed" ] || set -- -drive "id=seed,file=$seed,format=raw,if=none,readonly=on" -device virtio-blk-device,drive=seed "$@"
	exec qemu-system-x86_64 -M microvm,acpi=off -m "$mem" -smp 2 -nodefaults -no-user-config -nographic -serial mon:stdio \
		-kernel "$here/microvm/vmlinuz" -initrd "$here/microvm/stage1.img" -append "$(cat "$here/microvm/cmdline")" \
		-drive "id=root,file=$here/microvm/root.img,format=raw,if=none,readonly=on" -device virtio-blk-device,drive=root \
		-drive "id=data,file=$here/microvm/data.img,format=raw,if=none" -device virtio-blk-device,drive=data \
		-netdev "$net" -device virtio-net-device,netdev=net0 "$@"
}

medium=${1:-}
[ $# -eq 0 ] || shift
card=virtio-net-pci,netdev=net0
case $medium in
disk)
	need berth.qcow2 qcow2
	pc -drive "file=$here/berth.qcow2,if=virtio" -device $card "$@"
	;;
cd)
	need berth.iso iso
	pc -drive "file=$here/berth.iso,format=raw,media=cdrom,readonly=on" -boot d -device $card "$@"
	;;
usb)
	need berth.iso iso
	pc -drive "id=stick,file=$here/berth.iso,format=raw,if=none,readonly=on" -device qemu-xhci \
		-device usb-storage,drive=stick,bootindex=0 -device $card "$@"
	;;
netboot)
	need netboot netboot
	net=$net,tftp=$here/netboot,bootfile=berth.ipxe
	pc -device $card,bootindex=0 "$@"
	;;
microvm)
	need microvm microvm
	microvm "$@"
	;;
*) sed -n '3,/^set -eu/{/^set/d;s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
esac
