# SPDX-License-Identifier: Apache-2.0
"""Going down with all that keeps file systems busy: mounts by the hundred, swap, loops, a hung FUSE."""

import base64
import re
import time

import pytest
from qemu.machine import boot
from qemu.tools import run_tool
from support import ROOT, dispose, eventually, spare_the_emulator

MOUNTS = 200


@pytest.fixture(scope="module", name="busy")
def busy_fixture(make_machine):
    machine = make_machine("busy-disks")
    boot(machine)
    spare_the_emulator(machine)
    yield machine
    dispose(machine)


@pytest.fixture(scope="module", name="hung_fuse")
def hung_fuse_fixture(tmp_path_factory):
    """tests/vm/hung_fuse.c, built without anything that the guest does not have."""
    program = tmp_path_factory.mktemp("fuse") / "hung_fuse"
    run_tool(["gcc", "-static", "-Os", "-s", "-o", str(program), str(ROOT / "tests/vm/hung_fuse.c")],
             "building the FUSE file system")
    return program.read_bytes()


def clock(machine):
    return int(machine.sh("date +%s").strip())


def test_all_of_it_at_once(busy, hung_fuse):
    # 200 mounts of the data partition, each in the way of the one below.
    busy.sh("mkdir -p /run/many && cd /run/many && for i in $(seq 200); do "
            "mkdir -p $i && mount --bind /var/lib $i && mount --make-private $i && "
            "mount -t tmpfs none $i; done")
    # Swap in a file, a loop device with a file system, one without: all of them on it, too.
    busy.sh("cd /var && dd if=/dev/zero of=swap bs=1M count=16 2>/dev/null && chmod 600 swap && "
            "mkswap swap >/dev/null && swapon swap")
    busy.sh("cd /var && truncate -s 16M disk.img idle.img && mke2fs -q -F disk.img && mkdir -p /run/loop && "
            "losetup -f idle.img && mount -o loop disk.img /run/loop && echo kept >/run/loop/file")
    # A FUSE file system that answers nobody, and somebody who waits for it.
    busy.sh("base64 -d >/var/hung_fuse && chmod 755 /var/hung_fuse", base64.b64encode(hung_fuse).decode())
    busy.sh("mkdir -p /run/hung && setsid /var/hung_fuse /run/hung >/dev/null 2>&1 </dev/null &")
    eventually(lambda: " /run/hung fuse" in busy.sh("cat /proc/mounts"), 30, "it is mounted")
    busy.sh("setsid ls /run/hung >/dev/null 2>&1 </dev/null &")
    assert busy.sh("grep -c ' /run/many/' /proc/mounts").strip() == str(2 * MOUNTS)
    assert "/var/swap" in busy.sh("cat /proc/swaps")
    begin = time.monotonic()
    busy.reboot()
    print(f"restart with {2 * MOUNTS} mounts: {time.monotonic() - begin:.1f} s")
    shutdown = busy.console.text()
    shutdown = shutdown[:shutdown.rindex("berth: init started")]
    shutdown = shutdown[shutdown.rindex("berth: rebooting"):]
    assert not re.search(r"unmounting|read-only|giving back", shutdown)
    log = busy.sh("dmesg")
    assert "EXT4-fs" in log and "recovery complete" not in log
    busy.sh("mkdir -p /run/loop && mount -o loop /var/disk.img /run/loop")
    assert busy.sh("cat /run/loop/file").strip() == "kept"


def test_a_clock_without_a_battery_goes_on_where_it_was_seen_last(new_machine):
    # Each start of this machine begins in 1999, which is before its build.
    machine = new_machine(extra=["-rtc", "base=1999-12-31T12:00:00"])
    boot(machine)
    machine.sh("date -s @$(($(cat /usr/lib/berth/build-epoch) + 86400 * 1000))")
    seed = machine.sh("sha256sum </var/lib/berth/random-seed")
    before = clock(machine)
    machine.sh("poweroff >/dev/null 2>&1 &")
    machine.wait_off()
    boot(machine)
    assert before <= clock(machine) < before + 3600
    assert machine.sh("stat -c '%s %a' /var/lib/berth/random-seed").strip() == "256 600"
    assert machine.sh("sha256sum </var/lib/berth/random-seed") != seed
