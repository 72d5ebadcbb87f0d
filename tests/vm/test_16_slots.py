# SPDX-License-Identifier: Apache-2.0
"""Two slots: what starts is verified, what does not work is left, and the machine says why."""

import json
import re
import shutil
import subprocess
import time

import pytest
from keyboard import SerialLine, show_menu
from qemu.disk import SECTOR, partition, read_overlay
from qemu.limits import scaled
from qemu.machine import boot
from qemu.slots import (BLOCK, BOTH_GOOD, DIGEST, ESP, ESP_SEARCHED, ONLY_A, RECORD_BYTES, BootImage, Record,
                        Slot, SlotDisk, file_place, trial_of_b)
from support import eventually, read_until

SLOW = pytest.mark.slow
# Rarely read, and never while the machine starts.
IDLE_FILE = "/etc/ssl/certs/ca-certificates.crt"
# A kernel without overlay file systems: neither /etc nor containers can be written to.
WITHOUT_OVERLAY = "initcall_blacklist=ovl_init"
VERDICT = r"^berth: slot b does not become healthy: (.*); restarting into slot (.*) in 10 s"
# Of stage 1, of the kernel and of the boot loader, before they start the machine again.
PAUSE = r"(?i:restarting|rebooting) in 10 s"
LEFT_UNKNOWN = "slot b was started 3 times and did not become healthy; this is slot a"


@pytest.fixture(scope="session", name="both_filled")
def both_filled_fixture(places):
    """The built disk, its release in both slots; the boot record allows slot a only."""
    folder = places.work / "slots"
    shutil.rmtree(folder, ignore_errors=True)
    disk = SlotDisk.copy_of(places.image, folder / "both.raw")
    disk.fill("b", places.out / "release" / "boot.img", places.out / "release" / "root.img")
    yield disk
    shutil.rmtree(folder)


@pytest.fixture(name="scratch")
def scratch_fixture(places, request):
    """A folder for disks, which outlives the machines that use them."""
    folder = places.work / "slots" / re.sub(r"\W+", "-", request.node.name)
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(name="slot_machine")
def slot_machine_fixture(both_filled, scratch, new_machine):
    """Make a machine with both slots filled, this boot record, and whatever `prepare` does to its disk."""
    def make(record, prepare=None, **options):
        disk = both_filled.copy(scratch / "disk.raw")
        disk.set_record(record)
        if prepare:
            prepare(disk)
        return new_machine(image=disk.raw, **options)
    return make


def record_of(machine):
    """The boot record on the disk of a machine that is off."""
    disk = SlotDisk(machine.image)
    offset = partition(disk.raw, ESP).offset + disk.record_offset()
    return Record.parse(read_overlay(machine.disk, offset, RECORD_BYTES))


def status_of(machine):
    """What `berth status --json` says."""
    return json.loads(machine.ssh("berth status --json").out)


def assert_runs(machine, slot, mode):
    """This slot was started in this way, and its root is verified."""
    root = machine.sh("grep ' / ' /proc/mounts").split()
    assert root[0].startswith("/dev/dm-") and root[2] == "erofs"
    state = status_of(machine)["boot"]
    assert (state["slot"], state["mode"], state["root"]) == (slot, mode, "verified")


def wait_back_in_a(machine, told):
    """Wait for the start of slot a; why b was left is all that there is to complain of."""
    machine.wait_restart(300)
    assert_runs(machine, "a", "good")
    machine.console.wait_for(f"^berth: {told}$", 60)
    reason = status_of(machine)["boot"]["aftermath"]
    assert re.fullmatch(told, reason)
    eventually(lambda: status_of(machine)["problems"] == [reason], 60, "slot a has no problem of its own")


def words(text):
    """A change of a disk: kernel words of slot b."""
    return lambda disk: disk.change_boot("b", lambda image: image.add_words(text))


# -- what starts ----------------------------------------------------------------------------------


def test_root_is_verified_and_agrees_with_the_hosts_veritysetup(vm, both_filled, scratch, places):
    assert_runs(vm, "a", "good")
    state = status_of(vm)
    root_hash = BootImage(places.out / "release" / "boot.img", scratch).setting("slot_roothash")
    assert state["boot"]["root_hash"] == root_hash
    assert f"berth.roothash={root_hash}" in vm.sh("cat /proc/cmdline")
    assert json.loads((places.out / "release" / "manifest.json").read_text())["root_hash"] == root_hash
    both_filled.verify("a", root_hash)
    assert [(slot["slot"], slot["running"], slot["good"]) for slot in state["slots"]] == [
        ("a", True, True), ("b", False, False)]


def test_trial_slot_that_is_healthy_becomes_good_once(slot_machine):
    machine = slot_machine(trial_of_b(3))
    boot(machine)
    machine.console.wait_for(r"^berth: slot b is good", 180)
    assert_runs(machine, "b", "trial")
    machine.power_off()
    proven = Record("ba", Slot(good=1), Slot(good=1))
    assert record_of(machine) == proven
    machine.start()
    machine.wait_boot()
    machine.wait_ssh()
    assert_runs(machine, "b", "good")
    assert status_of(machine)["boot"]["aftermath"] is None
    machine.power_off()
    assert record_of(machine) == proven
    assert "slot b is good" not in machine.console.text()


@SLOW
def test_trial_slot_becomes_good_on_uefi(slot_machine):
    machine = slot_machine(trial_of_b(1), firmware="uefi")
    boot(machine)
    machine.console.wait_for(r"^berth: slot b is good", 180)
    assert_runs(machine, "b", "trial")
    machine.power_off()
    assert record_of(machine) == Record("ba", Slot(good=1), Slot(good=1))


def give_machine_words(disk):
    """A change of a disk: a kernel word of this machine, as the installation keeps it."""
    line = b'set machine_cmdline="'
    at = disk.find(ESP, line, ESP_SEARCHED, SECTOR)
    disk.write(ESP, at, line + b'of_this_machine=1"\n')


@SLOW
def test_words_of_the_machine_are_kept_over_an_update_and_back(slot_machine):
    machine = slot_machine(trial_of_b(), give_machine_words)
    boot(machine)
    machine.console.wait_for(r"^berth: slot b is good", 180)
    assert_runs(machine, "b", "trial")
    assert "of_this_machine=1" in machine.sh("cat /proc/cmdline").split()
    machine.sh("dd if=/dev/zero of=/dev/vda4 bs=1M count=1 conv=fsync 2>/dev/null")
    machine.reboot()
    assert_runs(machine, "a", "good")
    assert "of_this_machine=1" in machine.sh("cat /proc/cmdline").split()


# -- trials that fail -----------------------------------------------------------------------------


def test_trial_without_its_data_is_rolled_back(slot_machine):
    """What it would write to is not there, so it is not healthy; nor can it keep why."""
    machine = slot_machine(trial_of_b(), words("berth.data=LABEL=nowhere"))
    machine.start()
    machine.console.wait_for(r"^berth: slot b is on trial: it has 300 s to become healthy", 120)
    said = machine.console.wait_for(VERDICT, 180)
    assert said[2] == "a"
    assert said[1].startswith("data partition: what berth.data= names is not there")
    wait_back_in_a(machine, LEFT_UNKNOWN)
    machine.power_off()
    assert record_of(machine) == Record("ba", Slot(good=1), Slot())


@SLOW
def test_trial_that_is_never_healthy_has_its_tries_and_its_reason_is_told_everywhere(slot_machine):
    machine = slot_machine(trial_of_b(2), words(WITHOUT_OVERLAY))
    machine.start()
    first = machine.console.wait_for(VERDICT, 240)
    assert first[2] == "b again, which has 1 of its 3 tries left,"
    machine.console.wait_for(r"^berth: slot b is on trial", 120)
    last = machine.console.wait_for(VERDICT, 240)
    assert last[2] == "a" and last[1].startswith("service seed")
    reason = f"slot b was given up: {last[1]}; this is slot a"
    wait_back_in_a(machine, re.escape(reason))
    assert_told(machine, reason)
    machine.power_off()
    assert record_of(machine) == Record("ba", Slot(good=1), Slot())


def assert_told(machine, reason):
    """Why slot b was left is said where people look."""
    state = status_of(machine)
    assert state["boot"]["aftermath"] == reason
    assert state["slots"][1]["failure"] and state["slots"][1]["failure"] in reason
    assert reason in " ".join(machine.sh("berth slots").split())
    assert reason in " ".join(machine.ssh("berth status").out.split())
    session = subprocess.Popen(machine.shell.arguments("-tt"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, bufsize=0)
    try:
        shown = read_until(r"root@testbox:~# ", session.stdout, 30)
    finally:
        session.kill()
        session.communicate()
    assert reason in " ".join(shown.split())


@SLOW
def test_trial_that_takes_too_long_is_rolled_back(slot_machine):
    machine = slot_machine(trial_of_b(), words("berth.boot_limit=1"))
    machine.start()
    machine.console.wait_for(r"^berth: slot b is on trial: it has 1 s", 120)
    machine.console.wait_for(r"^berth: slot b does not become healthy: it was not up within 1 s; "
                             r"what was waited for: .*; restarting into slot a in 10 s", 60)
    wait_back_in_a(machine, r"slot b was .*; this is slot a")


def kernel_that_is_none(disk):
    disk.change_boot("b", lambda image: image.write("vmlinuz", b"no kernel\n" * 1000))


def other_root_hash(disk):
    disk.change_boot("b", lambda image: image.set("slot_roothash", "0" * 2 * DIGEST))


def flip_first_block(disk):
    disk.flip("berth-b", 1024 + 64)


def flip_top_of_tree(disk):
    disk.flip("berth-b", disk.verity_offset("b") + BLOCK + 5)


def flip_verity_superblock(disk):
    disk.flip("berth-b", disk.verity_offset("b") + 1)


def erase_root(disk):
    disk.erase("berth-b")


@SLOW
@pytest.mark.parametrize(("prepare", "shown"), [
    pytest.param(words("berth.root=LABEL=nowhere"), r"no volume labelled nowhere appeared", id="no-root"),
    pytest.param(words("rdinit=/nonexistent root=/dev/nonexistent"), r"Kernel panic", id="panic"),
    pytest.param(kernel_that_is_none, r"Slot b could not be started", id="no-kernel"),
    pytest.param(other_root_hash, r"does not match its root hash", id="root-hash"),
    pytest.param(flip_first_block, r"boot failed: stage 1", id="first-block"),
    pytest.param(flip_top_of_tree, r"does not match its root hash", id="hash-tree"),
    pytest.param(flip_verity_superblock, r"no dm-verity superblock", id="verity-superblock"),
    pytest.param(erase_root, r"boot failed: stage 1", id="erased"),
])
def test_trial_slot_that_cannot_start_is_left(slot_machine, prepare, shown):
    machine = slot_machine(trial_of_b(), prepare)
    machine.start()
    machine.console.provoke("Kernel panic|I/O error, dev (vda|dm-)")
    machine.console.wait_for(shown, 180)
    machine.console.wait_for(PAUSE, 60)
    wait_back_in_a(machine, LEFT_UNKNOWN)
    machine.power_off()
    assert record_of(machine) == Record("ba", Slot(good=1), Slot())


def break_payload(disk):
    """The kernel's compressed part, as no flipped bit on the disk would: with right checksums."""
    def change(image):
        kernel = bytearray(image.read("vmlinuz"))
        middle = len(kernel) // 2
        kernel[middle:middle + 65536] = bytes(65536)
        image.write("vmlinuz", bytes(kernel))
    disk.change_boot("b", change)


@SLOW
def test_trial_kernel_that_hangs_is_left_after_the_power_was_cut(slot_machine):
    """It stops before there is anybody to guard it; what helps is what people do then."""
    machine = slot_machine(trial_of_b(), break_payload)
    machine.start()
    machine.console.wait_for(r"vmlinuz: OK", 60)
    time.sleep(scaled(15))
    assert machine.qmp.happened("RESET") == 0 and "berth:" not in machine.console.text(), "it does not hang"
    machine.cut()
    assert record_of(machine) == Record("ba", Slot(good=1), Slot())
    machine.start()
    wait_back_in_a(machine, LEFT_UNKNOWN)


@SLOW
def test_trial_that_hangs_in_stage_1_is_ended_by_the_watchdog(slot_machine):
    """The disk no longer answers while stage 1 looks through it for the root."""
    machine = slot_machine(trial_of_b(), words("berth.root=LABEL=nowhere loglevel=7"),
                           extra=["-device", "i6300esb", "-action", "watchdog=reset"])
    machine.start()
    machine.console.wait_for(r"berth stage 1: started", 120)
    set_disk_speed(machine, 1)
    machine.console.mark()
    eventually(lambda: machine.qmp.happened("WATCHDOG"), 180, "the watchdog resets the machine")
    set_disk_speed(machine, 0)
    assert "boot failed" not in machine.console.text(), "stage 1 did not hang"
    wait_back_in_a(machine, LEFT_UNKNOWN)


def set_disk_speed(machine, bytes_per_second):
    """0: as fast as it can."""
    limits = {name: 0 for name in ("bps_rd", "bps_wr", "iops", "iops_rd", "iops_wr")}
    machine.qmp.command("block_set_io_throttle", device="disk0", bps=bytes_per_second, **limits)


# -- bit flips in a slot that is good -------------------------------------------------------------


@pytest.mark.parametrize("file", ["vmlinuz", *(pytest.param(name, marks=SLOW)
                                               for name in ("stage1.img", "slot.cfg", "sums"))])
def test_flipped_bit_in_a_boot_file_makes_the_loader_take_the_other_slot(slot_machine, file):
    machine = slot_machine(BOTH_GOOD, lambda disk: disk.flip(
        "berth-boot-a", disk.boot_file_offset("a", file) + 40))
    boot(machine)
    assert_runs(machine, "b", "good")
    machine.power_off()
    assert record_of(machine) == BOTH_GOOD


@SLOW
def test_flipped_bit_in_the_boot_record_leaves_the_defaults(slot_machine):
    """Without a record both slots count as good, a first."""
    proven_b = Record("ba", Slot(), Slot(good=1))
    machine = slot_machine(proven_b, lambda disk: disk.flip(ESP, disk.record_offset() + 3))
    boot(machine)
    assert_runs(machine, "a", "good")


def test_without_a_whole_slot_the_loader_says_so(slot_machine):
    def break_both(disk):
        for letter in "ab":
            disk.flip(f"berth-boot-{letter}", disk.boot_file_offset(letter, "stage1.img") + 7)
    machine = slot_machine(BOTH_GOOD, break_both)
    machine.start()
    machine.console.wait_for(r"Neither slot can be started: kernel, stage 1 or slot.cfg are missing", 60)
    machine.console.wait_for(r"Install Berth again from its ISO", 10)
    machine.cut()
    machine.disk.unlink()       # its data partition was never made


@SLOW
def test_record_that_allows_no_slot_starts_one_as_the_last_resort(slot_machine):
    machine = slot_machine(Record("ab", Slot(), Slot()))
    boot(machine)
    assert_runs(machine, "a", "last-resort")
    assert "slot a was started as the last resort" in status_of(machine)["boot"]["aftermath"]
    machine.power_off()
    assert record_of(machine) == Record("ab", Slot(), Slot())


@SLOW
def test_good_slot_whose_root_is_damaged_is_left_for_the_other_one(slot_machine):
    """Stage 1 finds it, before there is a system that could say so."""
    machine = slot_machine(BOTH_GOOD, lambda disk: disk.flip("berth-a", 1024 + 64))
    machine.start()
    machine.console.provoke("I/O error, dev (vda|dm-)")
    machine.console.wait_for(r"^berth: slot a is given up; slot b is started from now on", 180)
    machine.console.wait_for(PAUSE, 60)
    machine.wait_restart(300)
    assert_runs(machine, "b", "good")
    assert "slot a" in status_of(machine)["boot"]["aftermath"]
    machine.power_off()
    after = record_of(machine)
    assert (after.a, after.b) == (Slot(), Slot(good=1))


def flip_in_a(places, path, at=0):
    """A change of a disk: one bit of a file or directory of slot a."""
    image = places.out / "release" / "root.img"
    return lambda disk: disk.flip("berth-a", file_place(image, path, at))


def flip_leaf_in_a(places, path, at):
    """The same for the hash of the block that this byte of the file is in."""
    place = file_place(places.out / "release" / "root.img", path, at)
    return lambda disk: disk.flip("berth-a", disk.digest_offset("a", place))


def flip_kernel_of_b(disk):
    disk.flip("berth-boot-b", disk.boot_file_offset("b", "vmlinuz") + 40)


def wait_moved_to_b(machine):
    """Wait for the start of slot b in place of a, which was good as well."""
    machine.console.wait_for(r"vmlinuz: OK", 120)
    machine.wait_restart(300)
    assert_runs(machine, "b", "good")
    assert "slot a" in status_of(machine)["boot"]["aftermath"]
    machine.power_off()
    after = record_of(machine)
    assert (after.order, after.a, after.b) == ("ba", Slot(), Slot(good=1))


@SLOW
@pytest.mark.parametrize("at", [pytest.param(64, id="first-page"), pytest.param(100000, id="later-page"),
                                pytest.param(-1, id="last-byte")])
def test_good_slot_whose_init_program_is_damaged_is_left_for_the_other_one(slot_machine, places, at):
    """It would not start, or end as soon as it comes to that page: PID 1 cannot say so any more."""
    if at < 0:
        at += (places.out / "root" / "usr/sbin/init").stat().st_size
    machine = slot_machine(BOTH_GOOD, flip_in_a(places, "/usr/sbin/init", at))
    machine.start()
    machine.console.provoke("I/O error, dev dm-")
    machine.console.wait_for(r"^berth: /sbin/init of the root image cannot be read \(I/O error\): "
                             r"the image is damaged", 180)
    machine.console.wait_for(r"^berth: slot a is given up; slot b is started from now on", 30)
    machine.console.wait_for(PAUSE, 60)
    wait_moved_to_b(machine)


@SLOW
def test_good_slot_whose_services_cannot_be_read_is_left_for_the_other_one(slot_machine, places):
    """Nothing of what these would have started is there to fail. Where the same block holds what leads to
    the init program, stage 1 meets it first."""
    machine = slot_machine(BOTH_GOOD, flip_in_a(places, "/usr/lib/berth/deptree"))
    machine.start()
    machine.console.provoke("I/O error, dev dm-")
    machine.console.wait_for(r"^berth: (the system in slot a is damaged \(block \d+ of the root image\); "
                             r"restarting into slot b|slot a is given up; slot b is started from now on)",
                             180)
    wait_moved_to_b(machine)


@SLOW
def test_good_slot_whose_hash_tree_is_damaged_is_left_for_the_other_one(slot_machine, places):
    """It is met when that program is read ahead for the first container."""
    program = "/usr/bin/nerdctl"        # so large that whole blocks of hashes are of it alone
    machine = slot_machine(BOTH_GOOD, flip_leaf_in_a(places, program, 16 << 20))
    machine.start()
    machine.console.provoke("I/O error, dev dm-")
    machine.console.wait_for(r"^berth: the system in slot a is damaged \(block \d+ of the root image's hash "
                             r"tree\); restarting into slot b", 180)
    wait_moved_to_b(machine)


@SLOW
def test_slot_that_did_not_prove_itself_is_better_than_one_that_cannot_start(slot_machine):
    """An update that failed its trials, and then the slot that it was to replace."""
    machine = slot_machine(Record("ab", Slot(), Slot(good=1)), flip_first_block)
    machine.start()
    machine.console.provoke("I/O error, dev (vda|dm-)")
    machine.console.wait_for(r"^berth: slot b is given up; slot a, which is not marked as good, is started "
                             r"as the last resort", 180)
    machine.console.wait_for(PAUSE, 60)
    machine.wait_restart(300)
    assert_runs(machine, "a", "last-resort")
    assert "slot a was started as the last resort" in status_of(machine)["boot"]["aftermath"]
    machine.power_off()
    assert record_of(machine) == Record("ab", Slot(), Slot())


# -- rot ------------------------------------------------------------------------------------------


@pytest.fixture(name="rotten")
def rotten_fixture(places):
    """A change of a disk: one bit of a file that nothing reads while the machine starts, in slot a."""
    data = (places.out / "root" / IDLE_FILE.lstrip("/")).read_bytes()
    middle = len(data) // BLOCK // 2 * BLOCK

    def change(disk):
        size = disk.verity_offset("a")
        disk.flip("berth-a", disk.find("berth-a", data[middle:middle + BLOCK], size, BLOCK) + 100)
    return change


def test_slot_that_rots_is_left_for_the_other_one(slot_machine, rotten):
    machine = slot_machine(BOTH_GOOD, rotten)
    boot(machine)
    assert_runs(machine, "a", "good")
    machine.console.provoke("I/O error, dev dm-")
    machine.console.mark()
    machine.sh(f"cat {IDLE_FILE} >/dev/null 2>&1 &")
    machine.console.wait_for(r"^berth: the system in slot a is damaged \(block \d+ of the root image\); "
                             r"restarting into slot b", 30)
    machine.wait_restart()
    assert_runs(machine, "b", "good")
    told = machine.console.wait_for(r"^berth: (slot a was given up: block \d+ of the root image is damaged; "
                                    r"this is slot b)", 60)
    state = status_of(machine)
    assert state["boot"]["aftermath"] == told[1] and state["slots"][0]["failure"] in told[1]
    machine.power_off()
    after = record_of(machine)
    assert (after.a, after.b) == (Slot(), Slot(good=1))


@SLOW
def test_slot_that_rots_without_another_one_says_so_and_goes_on(slot_machine, rotten):
    machine = slot_machine(ONLY_A, rotten)
    boot(machine)
    machine.console.provoke("I/O error, dev dm-")
    machine.console.mark()
    assert machine.ssh(f"cat {IDLE_FILE} >/dev/null").rc != 0
    machine.console.wait_for(r"^berth: the system in slot a is damaged \(block \d+ of the root image\), and "
                             r"there is no other slot to start: .*install again with `berth install`", 30)
    time.sleep(scaled(15))
    state = status_of(machine)
    assert state["boot"]["root"] == "damaged" and state["health"] == "degraded"
    assert any("slot a is damaged" in problem for problem in state["problems"])
    assert machine.ssh(f"cat {IDLE_FILE}").rc != 0, "what is damaged is never handed out"
    machine.power_off()
    assert record_of(machine) == ONLY_A


@SLOW
def test_slot_that_rots_stays_where_the_loader_refuses_the_other_one(slot_machine, rotten):
    """It is given up once; the loader comes back to it, and then it goes on as well as it can."""
    def break_both(disk):
        rotten(disk)
        flip_kernel_of_b(disk)
    machine = slot_machine(BOTH_GOOD, break_both)
    boot(machine)
    machine.console.provoke("I/O error, dev dm-")
    machine.console.mark()
    machine.sh(f"cat {IDLE_FILE} >/dev/null 2>&1 &")
    machine.console.wait_for(r"^berth: the system in slot a is damaged .*; restarting into slot b", 60)
    machine.console.wait_for(r"No slot is marked as good or has tries left", 120)
    machine.wait_restart(300)
    assert_runs(machine, "a", "last-resort")
    machine.console.mark()
    assert machine.ssh(f"cat {IDLE_FILE} >/dev/null").rc != 0
    machine.console.wait_for(r"^berth: the system in slot a is damaged \(block \d+ of the root image\), and "
                             r"there is no other slot to start", 60)
    seen = machine.console.mark()
    time.sleep(scaled(20))
    assert status_of(machine)["boot"]["root"] == "damaged"
    assert "restart" not in machine.console.text(seen)
    machine.power_off()
    assert record_of(machine) == Record("ba", Slot(), Slot(good=1))


@SLOW
def test_machine_without_a_slot_that_can_start_says_so_each_time(slot_machine, places):
    def break_both(disk):
        flip_in_a(places, "/usr/sbin/init", 64)(disk)
        flip_kernel_of_b(disk)
    machine = slot_machine(BOTH_GOOD, break_both)
    machine.start()
    machine.console.provoke("I/O error, dev dm-")
    machine.console.wait_for(r"^berth: slot a is given up", 180)
    for _ in range(2):
        machine.console.wait_for(r"No slot is marked as good or has tries left", 120)
        machine.console.wait_for(r"^berth: there is no other slot to start: install this machine again", 120)
        machine.console.wait_for(PAUSE, 60)
    machine.cut()
    assert record_of(machine) == Record("ba", Slot(), Slot(good=1))
    machine.disk.unlink()       # its data partition was never made


@SLOW
def test_verifying_all_of_a_slot_finds_what_its_trial_did_not_read(slot_machine, rotten):
    machine = slot_machine(Record("ab", Slot(tries=1), Slot(good=1)), rotten)
    boot(machine)
    machine.console.wait_for(r"^berth: slot a is good", 180)
    machine.console.provoke("I/O error, dev dm-")
    machine.console.mark()
    machine.sh("berth verify >/dev/null 2>&1 &")
    machine.console.wait_for(r"^berth: the system in slot a is damaged", 120)
    machine.wait_restart()
    assert_runs(machine, "b", "good")


# -- what the loader passes over --------------------------------------------------------------------

FIRST_B = Record("ba", Slot(good=1), Slot(good=1))
PASSED_OVER = (r"slot {} was passed over by the boot loader: its kernel, stage 1 or slot.cfg are damaged or "
               r"cannot be started; .*`berth verify`.*; this is slot {}")


def assert_passed_over(machine, slot, running, boot_files):
    """It is said where people look, and of a slot that will not start nobody says that it will."""
    told = machine.console.wait_for(f"^berth: ({PASSED_OVER.format(slot, running)})$", 60)[1]
    state = status_of(machine)
    assert (state["boot"]["aftermath"], state["problems"]) == (told, [told])
    slots = json.loads(machine.sh("berth slots --json"))["slots"]
    passed, other = sorted(slots, key=lambda one: one["slot"] != slot)
    assert (passed["first"], passed["next"], passed["passed_over"]) == (True, False, True)
    assert passed["boot_files"] == boot_files
    assert (other["next"], other["passed_over"], other["boot_files"]) == (True, False, "verified")
    shown = machine.sh("berth slots")
    word = "boot image damaged" if boot_files == "damaged" else "passed over by the boot loader"
    assert f"first in the order, good, {word}" in shown and told in " ".join(shown.split())
    summary = machine.ssh("berth status").out
    assert "good, passed over by the boot loader" in " ".join(summary.split())
    assert "starts next" not in shown + summary


def test_damaged_slot_that_the_loader_passed_over_is_named(slot_machine):
    machine = slot_machine(BOTH_GOOD, lambda disk: disk.flip(
        "berth-boot-a", disk.boot_file_offset("a", "vmlinuz") + 40))
    boot(machine)
    assert_runs(machine, "b", "good")
    assert_passed_over(machine, "a", "b", "damaged")
    assert "vmlinuz is damaged" in machine.ssh("berth verify").out


@SLOW
def test_slot_that_was_chosen_in_the_menu_passes_nothing_over(slot_machine):
    machine = slot_machine(BOTH_GOOD)
    keys = SerialLine(machine)
    machine.start()
    show_menu(machine, keys)
    for _ in range(10):         # of what is typed into a menu that is being drawn some is lost
        if "*Slot B" not in machine.console.text():
            keys.press(keys.DOWN)
            time.sleep(1)
    keys.press(keys.ENTER)
    machine.wait_boot()
    machine.wait_ssh()
    assert_runs(machine, "b", "good")
    state = status_of(machine)
    assert state["boot"]["aftermath"] is None and not any(one["passed_over"] for one in state["slots"])
    assert "first in the order, good, starts next" in machine.sh("berth slots")


def other_contract(disk):
    disk.change_boot("b", lambda image: image.write(
        "slot.cfg", image.read("slot.cfg").replace(b"slot_contract=1", b"slot_contract=2")))


@SLOW
@pytest.mark.parametrize("prepare", [
    pytest.param(kernel_that_is_none, id="no-kernel"), pytest.param(other_contract, id="contract")])
def test_good_slot_that_the_loader_cannot_start_leads_to_the_other_one(slot_machine, prepare):
    """Its checksums are right: only the attempt shows it."""
    machine = slot_machine(FIRST_B, prepare)
    boot(machine)
    assert "Slot b could not be started; trying slot a." in machine.console.text()
    assert_runs(machine, "a", "good")
    assert_passed_over(machine, "b", "a", "verified")
    machine.power_off()
    assert record_of(machine) == FIRST_B


@SLOW
def test_last_resort_that_the_loader_cannot_start_leads_to_the_other_one(slot_machine):
    machine = slot_machine(Record("ba", Slot(), Slot()), kernel_that_is_none)
    boot(machine)
    assert_runs(machine, "a", "last-resort")


def test_without_a_slot_that_the_loader_can_start_it_says_so_and_restarts(slot_machine):
    machine = slot_machine(FIRST_B, lambda disk: [disk.change_boot(
        letter, lambda image: image.write("vmlinuz", b"no kernel\n" * 1000)) for letter in "ab"])
    machine.start()
    machine.console.wait_for(r"Slot b could not be started; trying slot a\.", 60)
    machine.console.wait_for(r"Slot a could not be started\. Restarting in 10 s\.", 60)
    eventually(lambda: machine.qmp.happened("RESET"), 60, "the machine starts again")
    machine.cut()
    machine.disk.unlink()       # its data partition was never made


# -- a partition table that is damaged -----------------------------------------------------------

TABLE_LOST = "The disk's partition table is damaged: each slot is taken from its place."


def erase_sectors(first, count):
    """A change of a disk, whatever is in its partitions."""
    def change(disk):
        with open(disk.raw, "r+b") as file:
            file.seek(first * 512)
            file.write(bytes(count * 512))
    return change


@pytest.mark.parametrize(("prepare", "firmware"), [
    pytest.param(erase_sectors(1, 1), "bios", id="header"),
    pytest.param(erase_sectors(2, 32), "bios", id="entries", marks=SLOW),
    pytest.param(erase_sectors(1, 1), "uefi", id="uefi", marks=SLOW)])
def test_damaged_partition_table_is_restored_from_its_backup(slot_machine, prepare, firmware):
    machine = slot_machine(BOTH_GOOD, prepare, firmware=firmware)
    boot(machine)
    # firmware for UEFI restores the table itself
    assert firmware == "uefi" or TABLE_LOST in machine.console.text()
    assert_runs(machine, "a", "good")
    seen = machine.console.mark()
    machine.reboot()
    assert TABLE_LOST not in machine.console.text(seen)
    assert_runs(machine, "a", "good")
    machine.power_off()
    assert read_overlay(machine.disk, 512, 512).startswith(b"EFI PART")


@SLOW
def test_damaged_partition_table_begins_no_trial(slot_machine):
    """It could not be counted."""
    machine = slot_machine(trial_of_b(), erase_sectors(1, 1))
    boot(machine)
    assert "The boot record cannot be written" in machine.console.text()
    assert_runs(machine, "a", "good")
    assert "or the boot record cannot be written" in status_of(machine)["boot"]["aftermath"]
    machine.console.mark()
    machine.reboot()
    assert_runs(machine, "b", "trial")
