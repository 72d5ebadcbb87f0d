# Virtual machines: everything built into the kernel, no firmware.
packages init berth health-image busybox e2fsprogs iptables dropbear ca-certificates tzdata runc containerd nerdctl tini cni-plugins
kernel linux
# Emulated links need no time to settle, and an emulated timer interrupt needs no proof: nodbdelay, no_timer_check.
# initcall_blacklist: the self test of an entropy source that a guest does without (virtio-rng, RDRAND and the kernel's own
# jitter are there), and a folder in /sys for each slab cache, which is for debugging.
# driver_async_probe: drivers whose devices have no numbered names (no disks but AHCI's, which have never waited for each other; no
# network cards) are asked beside others. Not rtc_cmos: it waits for all of them.
cmdline quiet libata.force=nodbdelay no_timer_check initcall_blacklist=jent_mod_init,slab_sysfs_init driver_async_probe=ahci,virtio_rng,button,iTCO_wdt
root_format erofs
# The last one is where /dev/console leads.
console console=tty0 console=ttyS0,115200
