# Virtual machines: everything built into the kernel, no firmware.
packages init berth busybox e2fsprogs iptables dropbear ca-certificates runc containerd nerdctl cni-plugins
kernel linux
# Emulated links need no time to settle, and an emulated timer interrupt needs no proof: nodbdelay, no_timer_check.
cmdline console=tty0 console=ttyS0,115200 quiet libata.force=nodbdelay no_timer_check
root_format erofs
