# SPDX-License-Identifier: Apache-2.0
"""A first boot under unusual conditions, all in one machine to save boots.

The seed is vfat and holds a key nobody knows, the disk is larger than the image, the battery of
the clock is empty, and DHCP names another name server.
"""

import json
import subprocess

import pytest
from qemu.disk import flatten, partition
from qemu.machine import boot
from support import dispose, docker_ok

MORE = 4 << 30
NAMESERVER = "10.0.2.9"


@pytest.fixture(scope="module", name="odd")
def odd_fixture(make_machine, places):
    info = subprocess.run(["qemu-img", "info", "--output=json", places.image], check=True,
                          capture_output=True, text=True)
    size = json.loads(info.stdout)["virtual-size"] + MORE
    machine = make_machine("first-boot", seed="vfat", user_data="no_such_key: 1\n",
                           disk_size=str(size), nameserver=NAMESERVER,
                           extra=["-rtc", "base=1999-12-31T12:00:00"])
    boot(machine)
    yield machine
    dispose(machine)


def test_vfat_seed_is_read(odd):
    assert odd.sh("hostname") == "testbox"


def test_unknown_key_of_the_seed_is_reported_with_its_place(odd):
    lines = [line for line in odd.console.text().splitlines() if "no_such_key" in line]
    assert lines, "nothing on the console about it"
    assert "5" in lines[0].replace("no_such_key", ""), lines[0]


def test_clock_does_not_start_before_the_build(odd):
    epoch = int(odd.sh("cat /usr/lib/berth/build-epoch"))
    assert int(odd.sh("date +%s")) >= epoch > 1_700_000_000


def test_data_partition_is_grown_to_the_whole_disk(odd):
    kilobytes = int(odd.sh("df -k /var | tail -1").split()[1])
    assert kilobytes * 1024 > MORE
    sectors = int(odd.sh("cat /sys/class/block/vda/size"))
    name = odd.sh("grep -l PARTNAME=berth-data /sys/class/block/*/uevent").split("/")[-2]
    start, size = (int(odd.sh(f"cat /sys/class/block/{name}/{what}")) for what in ("start", "size"))
    assert sectors - (start + size) < 4096


def test_name_server_of_dhcp_reaches_machine_and_containers(odd, pull_image):
    assert f"nameserver {NAMESERVER}" in odd.sh("cat /etc/resolv.conf").splitlines()
    inside = docker_ok(odd, f"run --rm {pull_image(odd)} cat /etc/resolv.conf")
    assert f"nameserver {NAMESERVER}" in inside.splitlines()


def test_both_partition_tables_agree_after_growing(odd, tmp_path):
    """The backup header has to follow the end of the disk; sfdisk says if it does not."""
    odd.power_off()
    raw = flatten(odd.disk, tmp_path / "disk.raw")
    check = subprocess.run(["/sbin/sfdisk", "--verify", raw], capture_output=True, text=True,
                           check=False)
    assert check.returncode == 0 and "No errors detected" in check.stdout, check
    assert partition(raw, "berth-data").size > MORE
