# Virtual machines: everything built into the kernel, no firmware.
packages init berth busybox e2fsprogs iptables dropbear ca-certificates runc containerd nerdctl cni-plugins
kernel linux
cmdline console=tty0 console=ttyS0,115200 quiet
root_format erofs
