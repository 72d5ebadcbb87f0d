# SPDX-License-Identifier: Apache-2.0
"""The same disk image starts under UEFI firmware, too."""

from qemu.machine import boot


def test_disk_boots_under_uefi_and_runs_a_container(new_machine, pull_image):
    machine = new_machine(firmware="uefi")
    boot(machine)
    assert machine.sh("ls -d /sys/firmware/efi/efivars") == "/sys/firmware/efi/efivars"
    image = pull_image(machine)
    assert machine.sh(f"docker run --rm {image} echo started") == "started"
    machine.reboot()
    assert machine.sh("hostname") == "testbox"
