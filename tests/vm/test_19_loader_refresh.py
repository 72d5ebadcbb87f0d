# SPDX-License-Identifier: Apache-2.0
"""`berth install --loader`, as docs/install.md shows it: a ruined loader starts the machine again."""

import re
from pathlib import Path

import pytest
from installing import install, slots_of, start_from_target
from qemu.machine import boot

pytestmark = pytest.mark.slow

PAGE = Path(__file__).resolve().parents[2] / "docs" / "install.md"
RUIN = {
    # The boot sector still says where GRUB's core is; most of the core is gone.
    "bios": "dd if=/dev/zero of=/dev/vda1 bs=512 seek=20 count=100 conv=fsync 2>&1",
    # One copy is empty, the other one is missing.
    "uefi": "mount /dev/vda2 /mnt && : >/mnt/EFI/berth/grubx64.efi && rm /mnt/EFI/BOOT/BOOTX64.EFI && "
            "umount /mnt",
}


def commands_of_the_page() -> list[str]:
    """What docs/install.md tells people to type."""
    chapter = PAGE.read_text("utf-8").split("## Replacing the boot loader", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^    (\S.*)$", chapter, re.MULTILINE)


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_ruined_loader_is_replaced_and_starts(new_machine, new_target, places, firmware):
    machine = new_machine(image=places.iso, boot="cd", firmware=firmware, targets=[new_target()])
    boot(machine)
    install(machine)
    machine.power_off()
    machine.hardware.extra = ["-drive", f"file={places.iso},if=none,id=iso0,format=raw,readonly=on",
                              "-device", "ide-cd,bus=ide.0,drive=iso0"]
    start_from_target(machine)
    machine.sh("echo kept >/var/lib/kept; sync")
    machine.sh(RUIN[firmware])
    mounting, *others = commands_of_the_page()
    printed = machine.sh(" && ".join([mounting, *others]) + " 2>&1", timeout=120)
    fixed, other = ("BIOS", "UEFI") if firmware == "bios" else ("UEFI", "BIOS")
    assert f"vda: the loader for {fixed} is replaced" in printed, printed
    assert f"vda: the loader for {other} is the one of this release already" in printed, printed
    machine.power_off()
    machine.hardware.extra = []
    boot(machine)
    slots = slots_of(machine)
    assert (slots["boot"]["mode"], slots["boot"]["slot"]) == ("good", "a"), slots
    assert machine.sh("cat /var/lib/kept") == "kept"
    assert machine.sh("berth verify >/dev/null && echo whole") == "whole"


def test_on_a_live_system_the_disk_has_to_be_named(new_machine, new_target, places):
    machine = new_machine(image=places.iso, boot="cd", targets=[new_target()])
    boot(machine)
    unnamed = machine.ssh("berth install --loader")
    assert unnamed.rc == 1 and "Name the disk" in unnamed.err, unnamed
    empty = machine.ssh("berth install --loader vda")
    assert empty.rc == 1 and "vda is no disk of Berth" in empty.err, empty
    install(machine)
    again = machine.sh("berth install --loader vda 2>&1", timeout=120)
    assert again.count("is the one of this release already") == 2, again
