# SPDX-License-Identifier: Apache-2.0
"""Where a configuration comes from, beside a NoCloud volume."""

import json
import subprocess

import pytest
from qemu.machine import boot
from qemu.seed import make_seed, seed_files
from support import host_keys


def config_drive(key, hostname="drive.example"):
    """The files of an OpenStack config drive."""
    about = {"uuid": "83679162-1378-4288-a2d4-70e13ec132aa", "hostname": hostname,
             "public_keys": {"mine": key.public}, "launch_index": 0}
    return {"openstack/latest/meta_data.json": json.dumps(about),
            "openstack/latest/user_data": "#cloud-config\nruncmd: [echo ran >/var/ran]\n",
            "openstack/latest/network_data.json": "{}"}


def test_config_drive(new_machine, tmp_path, key):
    machine = new_machine(seed="")
    machine.hardware.seed = make_seed(tmp_path / "drive.iso", config_drive(key), label="config-2")
    boot(machine)
    assert machine.sh("hostname") == "drive"
    shown = machine.ssh("berth config show")
    assert "note: seed volume /dev/sr0 'network_data.json' is not read" in shown.err
    assert machine.sh("cat /var/lib/berth/seed/user-data").startswith("#cloud-config")


def test_nocloud_volume_comes_before_a_config_drive(new_machine, tmp_path, key):
    machine = new_machine(seed="")
    drive = make_seed(tmp_path / "drive.vfat", config_drive(key), "vfat", "config-2")
    machine.hardware.data = drive
    machine.hardware.seed = make_seed(tmp_path / "seed.iso", seed_files("nocloud", [key.public]))
    boot(machine)
    assert machine.sh("hostname") == "nocloud"


def test_copy_of_a_disk_is_another_machine(new_machine):
    """Told by the number that the firmware has for the machine."""
    def who():
        return machine.sh("cat /etc/machine-id"), host_keys(machine)

    machine = new_machine(extra=["-uuid", "11111111-2222-4333-8444-555555555555"])
    boot(machine)
    before = who()
    machine.power_off()
    machine.hardware.seed = None
    machine.hardware.extra = ["-uuid", "11111111-2222-4333-8444-666666666666"]
    boot(machine)
    copy = who()
    assert copy[0] != before[0] and copy[1] != before[1] and copy[1] != []
    assert "a copy of another machine: new machine-id and ssh host keys" in machine.console.text()
    machine.reboot()
    assert who() == copy


@pytest.mark.parametrize("kind", ["iso", "vfat"])
def test_seed_of_cloud_localds(new_machine, tmp_path, key, kind):
    """The tool that others make their seeds with."""
    files = seed_files("localds", [key.public])
    files["network-config"] = "version: 2\nethernets: {eth0: {dhcp4: true, addresses: [192.0.2.9/24]}}\n"
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    seed = tmp_path / f"seed.{kind}"
    subprocess.run(["cloud-localds", "-f", {"iso": "iso9660"}.get(kind, kind), "-N", "network-config", seed,
                    "user-data", "meta-data"], cwd=tmp_path, check=True)
    machine = new_machine(seed="")
    machine.hardware.seed = seed
    boot(machine)
    assert machine.sh("hostname") == "localds"
    assert "192.0.2.9/24" in machine.sh("ip addr show eth0")
    assert machine.ssh("berth config show").err == ""
