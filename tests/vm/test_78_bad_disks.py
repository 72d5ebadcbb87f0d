# SPDX-License-Identifier: Apache-2.0
"""Disks that are broken, full, overwritten or grown: said clearly, and the machine stays reachable."""

import json
import re

import pytest
from installing import FORCE, GIB, MIB, give_partitions, install, is_untouched, refused, starts_at_all
from keyboard import SerialLine, open_menu
from qemu.disk import flatten, partition
from qemu.machine import boot
from qemu.tools import run_tool
from support import FILL_DISK, docker_ok, eventually

pytestmark = pytest.mark.slow

ROOT_A = (1 + 1 + 260 + 128 + 128) * MIB        # where slot a's root begins: see disk_layout.c
RESET = 5                                       # entries below the first one in the boot menu
SECTOR = 512
GIB_IN_KIB = 1 << 20


@pytest.fixture(name="live_with_bad_sector")
def live_with_bad_sector_fixture(new_machine, new_target, places, tmp_path):
    """A live machine beside a disk, one sector of which cannot be read or not be written."""
    def make(kind, place, prepare=None):
        rules = tmp_path / "rules"
        rules.write_text(f'[inject-error]\nevent = "none"\niotype = "{kind}"\nsector = "{place // SECTOR}"\n'
                         'once = "off"\n')
        target = new_target(faults=rules)
        if prepare:
            prepare(target.file)
        machine = new_machine(image=places.iso, boot="cd", targets=[target])
        machine.start()
        machine.console.provoke(r"I/O error, dev vda")
        machine.wait_boot()
        machine.wait_ssh()
        return machine
    return make


def assert_nothing_starts(machine):
    """Also once the disk is well again: what is on it is not half a system."""
    machine.power_off()
    machine.hardware.targets[0].faults = None
    assert not starts_at_all(machine)
    machine.cut()
    machine.hardware.boot = "cd"


def assert_place(said, place):
    """The installer writes in pieces of a MiB: the one with the bad sector is named."""
    at = int(re.search(r"at byte (\d+) \(\d+ MiB\)", said)[1])
    assert at <= place < at + MIB


ERASED = "vda has no partition table now: nothing starts from it"
UNKNOWN = "what is on vda now is not known: do not start from it"


@pytest.mark.parametrize(("place", "step", "state"), [
    pytest.param(ROOT_A + 30 * MIB, "writing root.img", ERASED, id="root"),
    pytest.param(4 * GIB - SECTOR, "erasing the old partition table", UNKNOWN, id="last-sector"),
    pytest.param(0, "erasing the old partition table", UNKNOWN, id="first-sector"),
])
def test_sector_that_cannot_be_written_is_named(live_with_bad_sector, place, step, state):
    machine = live_with_bad_sector("write", place)
    said = refused(machine, "vda --yes")
    assert f"{step}: vda cannot be written at byte" in said
    assert state in said
    assert "The disk, its cable or its controller is broken: use another one" in said
    assert_place(said, place)
    assert_nothing_starts(machine)


def test_sector_that_cannot_be_read_back_is_named(live_with_bad_sector):
    place = ROOT_A + 30 * MIB
    machine = live_with_bad_sector("read", place)
    said = refused(machine, "vda --yes")
    assert "reading back root.img: vda cannot be read at byte" in said
    assert_place(said, place)
    assert ERASED in said
    assert_nothing_starts(machine)


def test_disk_whose_first_sector_cannot_be_read_is_left_alone(live_with_bad_sector):
    machine = live_with_bad_sector("read", 0)
    said = refused(machine, f"vda {FORCE}")
    assert re.search(r"vda cannot be read: .*\. The disk, its cable or its controller is broken", said)
    assert re.search(r"^vda .* cannot be read", machine.sh("berth install"), re.MULTILINE)
    assert is_untouched(machine.hardware.targets[0].file)


def test_broken_disk_of_somebody_loses_only_what_was_agreed(live_with_bad_sector):
    """Without --force even a disk that cannot be written to is not tried."""
    machine = live_with_bad_sector("write", 0, lambda file: give_partitions(file, "photos"))
    assert "vda is not empty" in refused(machine, "vda --yes")


# -- the data partition ----------------------------------------------------------------------


def test_full_data_partition_starts_and_can_be_made_room_on(new_machine, pull_image):
    machine = new_machine()
    boot(machine)
    image = pull_image(machine)
    machine.sh(FILL_DISK, timeout=300)
    machine.reboot()
    assert machine.sh("hostname") == "testbox"
    assert "full" in machine.ssh("berth status").out
    machine.sh("rm -r /var/fill")
    assert machine.sh(f"docker run --rm {image} echo works") == "works"
    eventually(lambda: machine.ssh("berth status").rc == 0, 60, "health ok")


def test_reset_works_on_a_full_data_partition(new_machine):
    machine = new_machine()
    boot(machine)
    machine.sh(FILL_DISK, timeout=300)
    assert "No space left" in machine.ssh("echo more >/var/more; cat /var/more").err
    machine.console.mark()
    machine.sh("berth reset --yes >/tmp/said 2>&1 &")
    machine.wait_restart()
    assert machine.ssh("ls /var/fill").rc != 0
    eventually(lambda: machine.ssh("berth status").rc == 0, 60, "health ok")


def overwrite_data(machine):
    """Switch a machine off, and put garbage where its data partition begins."""
    machine.power_off()
    raw = flatten(machine.disk, machine.folder / "disk.raw")
    at = partition(raw, "berth-data").offset
    raw.unlink()
    run_tool(["qemu-io", "-f", "qcow2", "-c", f"write -P 0x5a {at} 1M", str(machine.disk)],
             "overwriting the data partition")


def test_overwritten_data_partition_is_said_and_reset_in_the_menu_makes_it_new(new_machine, pull_image):
    machine = new_machine()
    boot(machine)
    docker_ok(machine, f"create {pull_image(machine)}")
    overwrite_data(machine)
    machine.start()
    machine.console.wait_for(r"berth: /var is in memory only, nothing is kept over a restart: .*"
                             r"it holds something that is not Berth's; Reset in the boot menu erases it", 180)
    machine.wait_ssh()
    status = machine.ssh("berth status --json")
    assert status.rc == 1 and not json.loads(status.out)["data"]["kept"]
    assert machine.sh(f"docker run --rm {pull_image(machine)} echo works") == "works"
    machine.power_off()
    keys = SerialLine(machine)
    machine.start()
    open_menu(machine, keys, RESET)
    machine.console.wait_for(r"Yes, erase all data of this machine", 30)
    keys.press(keys.DOWN)
    keys.press(keys.ENTER)
    machine.console.wait_for(r"berth: reset: all data on /dev/vda7 is erased", 120)
    machine.wait_boot()
    machine.wait_ssh()
    assert json.loads(machine.sh("berth status --json"))["data"]["kept"]
    assert docker_ok(machine, "ps -aq") == ""


def damage_data(machine, *commands):
    """Switch a machine off, and have debugfs do something to its data file system."""
    machine.power_off()
    raw = flatten(machine.disk, machine.folder / "disk.raw")
    file_system = f"{raw}?offset={partition(raw, 'berth-data').offset}"
    for command in commands:
        run_tool(["debugfs", "-w", "-R", command, file_system], "damaging the data file system")
    run_tool(["qemu-img", "convert", "-O", "qcow2", str(raw), str(machine.disk)], "making a disk of it again")
    raw.unlink()


@pytest.mark.parametrize("flag", [pytest.param("set_super_value state 2", id="known"),
                                  pytest.param("set_super_value state 1", id="flagged-as-clean")])
def test_damaged_data_partition_is_repaired_and_the_repair_is_told_of(new_machine, flag):
    machine = new_machine()
    boot(machine)
    damage_data(machine, "clri <2>", flag)      # its top directory
    machine.start()
    if "state 1" in flag:       # it is mounted, and the kernel finds out
        machine.console.provoke(r"EXT4-fs error \(device vda7\): .*: special inode unallocated")
    machine.console.wait_for(r"^berth: the data partition \(/dev/vda7\) is damaged, a repair is under way: "
                             r"on a large disk it may take hours; leave the machine on", 120)
    machine.console.wait_for(r"^berth: the repair of the data partition has ended", 120)
    machine.wait_boot()
    machine.wait_ssh()
    assert json.loads(machine.sh("berth status --json"))["data"]["kept"]


def test_data_partition_grows_while_the_machine_runs(new_machine, pull_image):
    machine = new_machine()
    boot(machine)
    image = pull_image(machine)
    docker_ok(machine, f"run -d --name running {image} sleep 10000")

    def size():
        return int(machine.sh("df -k /var").splitlines()[-1].split()[1])
    before = size()
    disk = next(one for one in machine.qmp.command("query-block") if one["device"] == "disk0")
    larger = disk["inserted"]["image"]["virtual-size"] + 4 * GIB
    machine.qmp.command("block_resize", device="disk0", size=larger)
    eventually(lambda: size() > before + 3.5 * GIB_IN_KIB, 30, "df shows 4 GiB more")
    assert docker_ok(machine, "ps -q --filter name=running") != ""
    machine.reboot()
    assert size() > before + 3.5 * GIB_IN_KIB


def test_installed_disk_grows_with_its_file(new_machine, new_target, places):
    target = new_target()
    machine = new_machine(image=places.iso, boot="cd", targets=[target])
    boot(machine)
    install(machine)
    machine.power_off()
    with open(target.file, "r+b") as file:
        file.truncate(8 * GIB)
    machine.hardware.boot = "target"
    boot(machine)
    assert int(machine.sh("df -k /var").splitlines()[-1].split()[1]) > 4.5 * GIB_IN_KIB
