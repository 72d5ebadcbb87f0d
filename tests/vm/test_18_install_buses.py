# SPDX-License-Identifier: Apache-2.0
"""An installation ends in a machine that starts, on every bus, with BIOS and UEFI and both sectors."""

import pytest
from installing import assert_installed, install, start_from_target
from qemu.machine import boot

pytestmark = pytest.mark.slow


def cases():
    for bus in ("virtio", "scsi", "ahci", "nvme", "usb", "ide"):
        for firmware in ("bios", "uefi"):
            if (bus, firmware) != ("ide", "uefi"):      # i440fx with OVMF is no machine that people have
                yield pytest.param(bus, firmware, 512, id=f"{bus}-{firmware}")
    for bus in ("virtio", "scsi", "nvme"):              # BIOS starts from no such disk
        yield pytest.param(bus, "uefi", 4096, id=f"{bus}-uefi-4096")


@pytest.mark.parametrize(("bus", "firmware", "sector_size"), list(cases()))
def test_installed_disk_starts(new_machine, new_target, pull_image, places, bus, firmware, sector_size):
    target = new_target(bus=bus, sector_size=sector_size)
    machine = new_machine(image=places.iso, boot="cd", firmware=firmware, targets=[target])
    boot(machine)
    install(machine)
    start_from_target(machine)
    assert_installed(machine, pull_image(machine))
    size = machine.sh(f"cat /sys/class/block/{target.name}/queue/logical_block_size")
    assert int(size) == sector_size
    machine.reboot()
    assert machine.sh(f"docker run --rm -v kept:/d {pull_image(machine)} cat /d/f") == "x"
