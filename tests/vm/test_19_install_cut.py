# SPDX-License-Identifier: Apache-2.0
"""An installation that is cut starts nothing, or it was complete; never half of a system.

QEMU is killed, which keeps what this host had cached: the moments are those between the writes of
the installer, in their order. What a disk does with writes that it had only cached is in the unit
tests of install_write.
"""

import time

import pytest
from installing import DONE, start_from_target, starts_at_all
from keyboard import fresh_prompt
from qemu.machine import boot

pytestmark = pytest.mark.slow

# The line on the console that is waited for, and the seconds after it. Behind 100 % come the backup
# table, the table and the first sector, each with the disk's cache written out.
BEFORE_TABLES = [("0", 0), ("20", 0), ("40", 0), ("60", 0), ("90", 0)]
AMONG_TABLES = [("100", 0), ("100", 0.01), ("100", 0.03)]


@pytest.fixture(name="installing")
def installing_fixture(new_machine, new_target, places):
    """A live machine on whose console an installation has been started."""
    def make(firmware):
        machine = new_machine(image=places.iso, boot="cd", firmware=firmware, targets=[new_target()])
        boot(machine)
        fresh_prompt(machine)
        machine.console.send("berth install vda --yes | cat\n")
        return machine
    return make


def cut_at(machine, percent, seconds):
    machine.console.wait_for(rf"^{percent} %: ", 300)
    time.sleep(seconds)
    machine.cut()


def forget_target(machine):
    """There is no file system on it that could be clean."""
    machine.cut()
    machine.hardware.boot = "cd"


def cases(moments):
    all_of_them = [("bios", *moment) for moment in moments] + [("uefi", *moments[-1])]
    return [pytest.param(*case, id="-".join(map(str, case))) for case in all_of_them]


@pytest.mark.parametrize(("firmware", "percent", "seconds"), cases(BEFORE_TABLES))
def test_cut_before_the_tables_nothing_starts(installing, firmware, percent, seconds):
    machine = installing(firmware)
    cut_at(machine, percent, seconds)
    assert not starts_at_all(machine), "it starts although it was not read back"
    forget_target(machine)


@pytest.mark.parametrize(("firmware", "percent", "seconds"), cases(AMONG_TABLES))
def test_cut_among_the_tables_nothing_or_all_of_it_starts(installing, firmware, percent, seconds):
    machine = installing(firmware)
    cut_at(machine, percent, seconds)
    if not starts_at_all(machine):
        forget_target(machine)
        return
    machine.power_off()
    machine.hardware.network = True
    boot(machine)
    assert machine.ssh("berth verify", timeout=300).rc == 0


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_cut_after_it_was_called_complete_all_of_it_starts(installing, firmware):
    machine = installing(firmware)
    machine.console.wait_for(DONE, 300)
    machine.cut()
    start_from_target(machine)
    assert machine.ssh("berth verify", timeout=300).rc == 0


def test_cut_installation_is_made_good_by_another(installing):
    machine = installing("bios")
    cut_at(machine, "50", 0)
    boot(machine)
    assert "vda" in machine.sh("berth install vda --yes --force", timeout=300)
    start_from_target(machine)
    assert machine.ssh("berth verify", timeout=300).rc == 0
