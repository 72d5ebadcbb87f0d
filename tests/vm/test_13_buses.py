# SPDX-License-Identifier: Apache-2.0
"""One disk image starts from every bus that a disk may hang on, and grows with its disk."""

import pytest
from qemu.machine import boot

SLOW = pytest.mark.slow
BUSES = ["scsi", "ahci", "nvme", "usb", "ide"]
SAMPLED = {("nvme", "bios")}


def cases():
    for bus in BUSES:
        for firmware in ("bios", "uefi"):
            if bus == "ide" and firmware == "uefi":
                continue        # i440fx with OVMF is no machine that people have
            marks = [] if (bus, firmware) in SAMPLED else [SLOW]
            yield pytest.param(bus, firmware, id=f"{bus}-{firmware}", marks=marks)


@pytest.mark.parametrize(("bus", "firmware"), cases())
def test_disk_starts_grows_and_keeps_data(new_machine, pull_image, bus, firmware):
    machine = new_machine(bus=bus, firmware=firmware, disk_size="12G")
    boot(machine)
    assert machine.sh("hostname") == "testbox"
    size = int(machine.sh("df -k /var").splitlines()[-1].split()[1])
    assert size > 8 * 1024 * 1024, "the data partition did not grow with the disk"
    image = pull_image(machine)
    assert machine.sh(f"docker run --rm -v v:/d {image} sh -c 'echo x > /d/f; echo ran'") == "ran"
    machine.reboot()
    assert machine.sh(f"docker run --rm -v v:/d {image} cat /d/f") == "x"
