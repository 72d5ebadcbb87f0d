# SPDX-License-Identifier: Apache-2.0
"""`berth install`: what a person sees of it, what it refuses, and that the disk starts by itself."""

import re
import shutil
import struct
import time

import pytest
from installing import (DONE, FORCE, GIB, MIB, assert_installed, flip_inside, give_partitions, install,
                        is_untouched, refused, sha256, slots_of, start_from_target, starts_at_all)
from keyboard import fresh_prompt, start_live_with
from qemu.disk import make_blank, partitions
from qemu.firmware import forget_variables
from qemu.hardware import Target
from qemu.limits import scaled
from qemu.machine import boot
from support import dispose, eventually

SLOW = pytest.mark.slow
LIMIT = 60      # seconds that an installation may take


def test_installed_disk_starts_without_the_iso(new_machine, new_target, pull_image, places, record_property):
    target = new_target()
    machine = new_machine(image=places.iso, boot="cd", targets=[target])
    boot(machine)
    assert re.search(r"^vda +4\.0 GiB +virtio +empty", machine.sh("berth install"), re.MULTILINE)
    began = time.monotonic()
    printed = install(machine)
    seconds = time.monotonic() - began
    record_property("installation", f"{seconds:.1f} s")
    assert re.search(DONE, printed)
    assert seconds <= scaled(LIMIT)
    steps = [int(step) for step in re.findall(r"^(\d+) %: (?:writing|checking) ", printed, re.MULTILINE)]
    assert steps == list(range(0, 101, 10))
    machine.power_off()
    assert [part.name for part in partitions(target.file)] == [
        "bios-boot", "berth-efi", "berth-boot-a", "berth-boot-b", "berth-a", "berth-b", "berth-data"]
    start_from_target(machine)
    assert_installed(machine, pull_image(machine))


# -- the question ----------------------------------------------------------------------------


@SLOW
def test_only_the_right_answer_on_the_console_installs(new_machine, new_target, pull_image, places):
    target = new_target()
    machine = new_machine(image=places.iso, boot="cd", targets=[target])
    boot(machine)
    fresh_prompt(machine)
    for wrong in ("vdb", "yes", ""):
        machine.console.send("berth install vda\n")
        machine.console.wait_for(r"will be installed on it\. Type vda to go on: ", 60)
        machine.console.send(wrong + "\n")
        machine.console.wait_for(r"berth: install: nothing was changed", 30)
        assert is_untouched(target.file), f"written to after the answer {wrong!r}"
    machine.console.send("berth install vda\n")
    machine.console.wait_for(r"Type vda to go on: ", 60)
    machine.console.send("vda\n")
    machine.console.wait_for(r"\[#+ *\] +\d+ % .* MB", 60)
    machine.console.wait_for(DONE, 300)
    start_from_target(machine)
    assert_installed(machine, pull_image(machine))


@SLOW
def test_disk_exchanged_during_the_question_is_not_erased(new_machine, places, tmp_path):
    """The second disk gets the name of the first one; what was shown and agreed to is the first."""
    files = [make_blank(tmp_path / name, 4 * GIB) for name in ("first", "second")]
    extra = ["-device", "qemu-xhci,id=usb"]
    for file in files:
        extra += ["-drive", f"file={file},format=raw,if=none,id={file.name}"]
    extra += ["-device", "usb-storage,id=stick-first,drive=first,bus=usb.0"]
    machine = new_machine(image=places.iso, boot="cd", extra=extra)
    boot(machine)
    fresh_prompt(machine)
    machine.console.send("berth install sda\n")
    machine.console.wait_for(r"Type sda to go on: ", 60)
    machine.qmp.command("device_del", id="stick-first")
    eventually(lambda: machine.ssh("test -e /dev/sda").rc != 0, 30, "the first disk is gone")
    machine.qmp.command("device_add", driver="usb-storage", id="stick-second", drive="second", bus="usb.0")
    eventually(lambda: machine.ssh("test -e /dev/sda").rc == 0, 30, "the second disk has its name")
    machine.console.send("sda\n")
    machine.console.wait_for(r"sda is not the disk any more that was looked at", 60)
    assert all(is_untouched(file) for file in files)


@SLOW
def test_without_a_terminal_and_without_yes_nothing_is_done(crowd):
    assert "--yes installs without a question" in refused(crowd.machine, "vda")
    assert is_untouched(crowd.files["vda"])


# -- refusals --------------------------------------------------------------------------------


class Crowd:
    """A live machine with disks that are each wrong in one way; vda is blank and right."""

    def __init__(self, folder):
        self.machine = None
        self.files = {name: make_blank(folder / name, size) for name, size in (
            ("vda", 4 * GIB), ("vdb", 2 * GIB), ("vdc", 4 * GIB), ("vdd", 4 * GIB), ("vde", 4 * GIB),
            ("vdf", 4 * GIB))}
        give_partitions(self.files["vdd"], "photos", "letters")
        for name in ("vde", "vdf"):
            give_partitions(self.files[name], "photos")
        damage_table(self.files["vde"], primary_only=True)
        damage_table(self.files["vdf"], primary_only=False)

    def targets(self):
        return [Target(file, sector_size=4096 if name == "vdc" else 512, bootindex=None)
                for name, file in self.files.items()]


def damage_table(file, primary_only):
    """Make a GUID partition table invalid: a bit of its headers, of the entries behind the last, too."""
    size = file.stat().st_size
    with open(file, "r+b") as disk:
        for header in (512,) if primary_only else (512, size - 512):
            disk.seek(header + 16)
            (check,) = struct.unpack("<I", disk.read(4))
            disk.seek(header + 16)
            disk.write(struct.pack("<I", check ^ 1))


@pytest.fixture(scope="module", name="crowd")
def crowd_fixture(places, make_machine, tmp_path_factory):
    crowd = Crowd(tmp_path_factory.mktemp("crowd"))
    crowd.machine = make_machine("crowd", image=places.iso, boot="cd", targets=crowd.targets(), memory="2G")
    boot(crowd.machine)
    yield crowd
    dispose(crowd.machine)
    for file in crowd.files.values():
        file.unlink()


REFUSALS = [
    pytest.param("vdz", r"there is no disk vdz: 'berth install' alone lists the disks", id="missing"),
    pytest.param("vdb", r"vdb is too small: .*", id="small"),
    pytest.param("vdb --force", r"vdb is too small: .*", id="small-by-force"),
    pytest.param("vdc", r"vdc has sectors of 4096 bytes, and BIOS cannot start from it.*UEFI",
                 id="bios-4096"),
    pytest.param("vdd", r'vdd is not empty\. With --force.*\n'
                 r'.*partition 1 "somebodys", 512 MiB, ext4 "photos"\n'
                 r'.*partition 2 "somebodys", 512 MiB, ext4 "letters"', id="somebodys"),
    pytest.param("vdd1 --force", r"vdd1 is a partition, and Berth needs a whole disk: vdd", id="partition"),
    pytest.param("vde", r"vde is not empty\. With --force", id="damaged-table"),
    pytest.param("vdf", r"vdf is not empty\. With --force", id="damaged-tables"),
    pytest.param("sr0 --force", r"sr0 is not a disk to install on: CD drives", id="cd"),
    pytest.param("dm-0 --force", r"dm-0 is not a disk to install on", id="mapper"),
]


@SLOW
@pytest.mark.parametrize(("words", "says"), REFUSALS)
def test_refused_and_nothing_changed(crowd, words, says):
    before = {name: sha256(file) for name, file in crowd.files.items()}
    said = refused(crowd.machine, f"{words} --yes")
    assert re.search(says, said), said
    assert {name: sha256(file) for name, file in crowd.files.items()} == before


@SLOW
def test_refused_while_a_partition_is_mounted(crowd):
    before = sha256(crowd.files["vdd"])
    crowd.machine.sh("mount -o ro,noload /dev/vdd2 /mnt")
    try:
        said = refused(crowd.machine, f"vdd {FORCE}")
        assert re.search(r"vdd is in use: vdd2 is mounted on /mnt\. Unmount or detach it", said), said
        assert re.search(r"^vdd .* in use", crowd.machine.sh("berth install"), re.MULTILINE)
    finally:
        crowd.machine.sh("umount /mnt")
    assert sha256(crowd.files["vdd"]) == before


@SLOW
def test_list_says_what_is_in_the_way(crowd):
    rows = dict(line.split(None, 1) for line in crowd.machine.sh("berth install").splitlines())
    assert "empty" in rows["vda"] and "not empty" not in rows["vda"]
    assert "too small" in rows["vdb"] and "BIOS cannot start from it" in rows["vdc"]
    for name in ("vdd", "vde", "vdf"):
        assert "not empty (--force erases it)" in rows[name]
    assert set(rows) == set(crowd.files)


@SLOW
def test_refused_on_the_stick_that_it_runs_from(new_machine, places, tmp_path):
    stick = shutil.copyfile(places.iso, tmp_path / "stick.iso")
    machine = new_machine(image=stick, boot="usb", writable=True)
    boot(machine)
    before = sha256(stick)
    said = refused(machine, f"sda {FORCE}")
    assert re.search(r"sda is in use: .*mounted on /run/berth/medium", said), said
    assert sha256(stick) == before


@SLOW
def test_machine_without_disks_says_so(new_machine, places):
    machine = new_machine(image=places.iso, boot="cd")
    machine.start()
    start_live_with(machine, "berth.install=auto")
    machine.console.wait_for(r"berth install: looking for the only disk: waiting until", 180)
    machine.console.wait_for(r"berth install: this machine has no disks", 120)
    machine.wait_ssh()
    assert machine.sh("berth install") == "This machine has no disks."
    assert "there is no disk vda" in refused(machine, "vda --yes")


@SLOW
def test_path_that_ends_like_a_disk_is_not_that_disk(crowd):
    crowd.machine.sh("mkdir -p /tmp/backup && dd if=/dev/zero of=/tmp/backup/vda bs=1k count=1 2>/dev/null")
    assert "/tmp/backup/vda is not a block device" in refused(crowd.machine, f"/tmp/backup/vda {FORCE}")
    assert "there is no disk /dev/mapper/vda" in refused(crowd.machine, f"/dev/mapper/vda {FORCE}")
    crowd.machine.sh("ln -s /dev/vdb /tmp/backup/link")
    assert "vdb is too small" in refused(crowd.machine, f"/tmp/backup/link {FORCE}")
    assert is_untouched(crowd.files["vda"])


# -- wrong images ----------------------------------------------------------------------------


@pytest.fixture(name="release_inside")
def release_inside_fixture(crowd):
    """A copy of the release in the live system, on which a bit of one file can be flipped."""
    def make(wrong, at):
        crowd.machine.sh("rm -rf /tmp/release && mkdir /tmp/release && cd /tmp/release && "
                         "ln -s /run/berth/release/* /run/berth/medium/berth/boot.img . && "
                         f"cat {wrong} >copy && mv copy {wrong}", timeout=120)
        flip_inside(crowd.machine, f"/tmp/release/{wrong}", at)
        return "--release /tmp/release"
    yield make
    crowd.machine.sh("rm -rf /tmp/release")


@SLOW
def test_flipped_bit_in_the_boot_image_is_found_before_anything_is_written(crowd, release_inside):
    said = refused(crowd.machine, f"vda --yes {release_inside('boot.img', 5 * MIB)}")
    assert "wrong image: boot.img does not have the sha256 that the release says" in said
    assert is_untouched(crowd.files["vda"])


@SLOW
def test_flipped_bit_in_the_root_image_leaves_no_table(crowd, release_inside):
    """The root image is read once, while it is written; so the disk is touched, but never starts."""
    said = refused(crowd.machine, f"vdd {FORCE} {release_inside('root.img', 70 * MIB)}")
    assert "writing root.img: wrong image: it does not have the sha256 that the release says" in said
    assert "vdd has no partition table now: nothing starts from it" in said
    with open(crowd.files["vdd"], "rb") as disk:
        assert disk.read(MIB) == bytes(MIB)
        disk.seek(-MIB, 2)
        assert disk.read(MIB) == bytes(MIB)


# -- the installed machine -------------------------------------------------------------------


@SLOW
def test_force_installs_over_somebodys_partitions(new_machine, new_target, pull_image, places):
    target = new_target()
    give_partitions(target.file, "photos", "letters")
    machine = new_machine(image=places.iso, boot="cd", targets=[target])
    boot(machine)
    printed = install(machine, FORCE)
    assert "It is not empty. All of it will be erased:" in printed and '"letters"' in printed
    start_from_target(machine)
    assert_installed(machine, pull_image(machine))
    assert "photos" not in machine.sh("blkid")


@SLOW
def test_words_of_the_machine_are_kept(new_machine, new_target, pull_image, places):
    """Also those that ask for an installation, of which an installed system takes no notice."""
    words = ("ip=10.0.2.15::10.0.2.2:255.255.255.0::eth0:off console=ttyS0,38400 of_this_machine=1 "
             "berth.install=auto berth.install.force")
    machine = new_machine(image=places.iso, boot="cd", targets=[new_target()])
    boot(machine)
    assert "quotes" in machine.ssh("berth install vda --yes --machine-args 'a\"b'").err
    install(machine, f"--yes --machine-args '{words}'")
    start_from_target(machine)
    assert words in machine.sh("cat /proc/cmdline")
    assert_installed(machine, pull_image(machine))


@SLOW
def test_two_disks_with_berth_start_each_their_own(new_machine, new_target, places):
    """Same release, same names of partitions: the disk that the firmware chose is the one that runs."""
    first, second = new_target(), new_target(bootindex=None)
    machine = new_machine(image=places.iso, boot="cd", targets=[first, second])
    boot(machine)
    assert "warning" not in install(machine)
    said = machine.sh("berth install vdb --yes 2>&1", timeout=300)
    assert "warning: vda carries a Berth as well" in said
    start_from_target(machine)
    machine.sh("echo first >/var/lib/which")
    assert slots_of(machine)["boot"]["disk"] == "vda"
    machine.power_off()
    first.bootindex, second.bootindex = None, 1
    boot(machine)
    assert slots_of(machine)["boot"]["disk"] == "vdb"
    assert machine.sh("cat /var/lib/which 2>/dev/null || echo new") == "new"


# -- UEFI ------------------------------------------------------------------------------------

EFI = "/sys/firmware/efi/efivars"
GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"


def variable(machine, name):
    """The content of a firmware variable, without its attributes."""
    return bytes.fromhex(machine.sh(f"xxd -p {EFI}/{name}-{GLOBAL}").replace("\n", ""))[4:]


def numbers(machine, name):
    data = variable(machine, name)
    return list(struct.unpack(f"<{len(data) // 2}H", data))


def entries(machine):
    """The boot entries: number to (name, path)."""
    found = {}
    for file in machine.sh(f"ls {EFI}").splitlines():
        match = re.match(r"Boot([0-9A-F]{4})-", file)
        if match:
            data = variable(machine, f"Boot{match[1]}")
            text = data[6:].decode("utf-16-le", "replace")
            found[int(match[1], 16)] = (text.split("\0", 1)[0], data)
    return found


@SLOW
def test_uefi_starts_the_entry_and_without_it_by_the_removable_path(new_machine, new_target, pull_image,
                                                                    places):
    machine = new_machine(image=places.iso, boot="cd", firmware="uefi", targets=[new_target(bootindex=None)])
    boot(machine)
    before = entries(machine)
    assert "warning" not in install(machine)
    new = {number: entry for number, entry in entries(machine).items() if number not in before}
    assert [name for name, _ in new.values()] == ["Berth"]
    (number, (_, data)), = new.items()
    assert r"\EFI\berth\grubx64.efi".encode("utf-16-le") in data
    assert numbers(machine, "BootOrder")[0] == number
    start_from_target(machine)
    assert numbers(machine, "BootCurrent") == [number]
    assert_installed(machine, pull_image(machine))
    machine.power_off()
    forget_variables(machine.folder)
    boot(machine)
    assert "Berth" not in [name for name, _ in entries(machine).values()]
    assert slots_of(machine)["boot"]["mode"] == "good"


@SLOW
def test_second_installation_leaves_one_entry(new_machine, new_target, places):
    machine = new_machine(image=places.iso, boot="cd", firmware="uefi", targets=[new_target()])
    boot(machine)
    install(machine)
    install(machine, FORCE)
    assert [name for name, _ in entries(machine).values()].count("Berth") == 1


@SLOW
def test_firmware_without_variables_is_warned_of_and_starts_all_the_same(new_machine, new_target, pull_image,
                                                                         places):
    machine = new_machine(image=places.iso, boot="cd", firmware="uefi", targets=[new_target()])
    machine.start()
    start_live_with(machine, "efi=noruntime")
    machine.wait_boot()
    machine.wait_ssh()
    printed = install(machine)
    assert "warning: no entry in the firmware's boot menu" in printed
    assert r"\EFI\BOOT\BOOTX64.EFI" in printed and re.search(DONE, printed)
    start_from_target(machine)
    assert_installed(machine, pull_image(machine))


# -- without questions -----------------------------------------------------------------------


@SLOW
@pytest.mark.parametrize("disk", ["vda", "auto"])
def test_kernel_words_install_and_switch_off(new_machine, new_target, pull_image, places, disk):
    machine = new_machine(image=places.iso, boot="cd", targets=[new_target()])
    machine.start()
    start_live_with(machine, f"ip=dhcp berth.install={disk} berth.install.then=poweroff")
    machine.console.wait_for(rf"berth install: {DONE}", 300)
    machine.wait_off()
    start_from_target(machine)
    assert "ip=dhcp" in machine.sh("cat /proc/cmdline").split()
    assert_installed(machine, pull_image(machine))


@SLOW
def test_seed_installs_and_switches_off(new_machine, new_target, pull_image, places):
    said = "berth:\n  install:\n    disk: auto\n    args: of_this_machine=1\n"
    machine = new_machine(image=places.iso, boot="cd", targets=[new_target()], user_data=said)
    machine.start()
    machine.console.wait_for(rf"berth install: {DONE}", 300)
    machine.wait_off()
    start_from_target(machine)
    assert "of_this_machine=1" in machine.sh("cat /proc/cmdline").split()
    assert_installed(machine, pull_image(machine))


@SLOW
def test_kernel_words_do_not_erase_what_is_there(new_machine, new_target, places):
    target = new_target()
    give_partitions(target.file, "photos")
    before = sha256(target.file)
    machine = new_machine(image=places.iso, boot="cd", targets=[target])
    machine.start()
    start_live_with(machine, "berth.install=auto")
    machine.console.wait_for(r"berth install: no disk is possible: .*berth\.install\.force", 240)
    machine.wait_ssh()
    assert sha256(target.file) == before


@SLOW
def test_disk_of_a_failed_installation_starts_nothing(new_machine, new_target, places):
    target = new_target()
    machine = new_machine(image=places.iso, boot="cd", targets=[target], memory="2G")
    boot(machine)
    machine.sh("mkdir /tmp/r && cd /tmp/r && ln -s /run/berth/release/* /run/berth/medium/berth/boot.img . "
               "&& cat root.img >copy && mv copy root.img")
    flip_inside(machine, "/tmp/r/root.img", 100)
    refused(machine, "vda --yes --release /tmp/r")
    machine.power_off()
    assert not starts_at_all(machine)
    machine.cut()
    machine.hardware.boot = "cd"
