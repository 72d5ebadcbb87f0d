# SPDX-License-Identifier: Apache-2.0
"""Disks with slots, prepared from outside: what is written is where it belongs, and nothing else changes."""

import hashlib
import subprocess

import pytest
from qemu.disk import make_overlay, read_overlay
from qemu.errors import HarnessError
from qemu.slots import (BLOCK, BOTH_GOOD, DIGEST, ESP, ONLY_A, BootImage, Record, Slot, SlotDisk, file_place,
                        trial_of_b)
from qemu.tools import find_tool, run_tool

TABLE = "label: gpt\n" + "".join(f"size={mib}MiB, name={name}\n" for name, mib in (
    ("berth-efi", 20), ("berth-boot-a", 32), ("berth-boot-b", 32), ("berth-a", 4), ("berth-b", 4)))
RECORD_AT = 40 * 512
SLOT_CFG = b"""\
# a comment
set slot_contract=1
set slot_roothash="0123"
set slot_cmdline="quiet panic=10"
"""


@pytest.fixture(name="disk")
def disk_fixture(tmp_path):
    """A disk with slots that are empty, and a boot record."""
    raw = tmp_path / "disk.raw"
    with open(raw, "wb") as file:
        file.truncate(96 << 20)
    subprocess.run([find_tool("sfdisk"), "-q", raw], input=TABLE, text=True, check=True)
    disk = SlotDisk(raw)
    disk.write(ESP, 100, ONLY_A.block()[:25])           # as in the loader's own image: not in its place
    disk.write(ESP, RECORD_AT, ONLY_A.block())
    return disk


@pytest.fixture(name="boot_image")
def boot_image_fixture(tmp_path):
    """A boot image with wrong checksums."""
    tree = tmp_path / "tree"
    tree.mkdir()
    files = {"vmlinuz": b"kernel", "stage1.img": b"stage 1", "slot.cfg": SLOT_CFG, "sums": b""}
    for name, data in files.items():
        (tree / name).write_bytes(data)
    image = tmp_path / "boot.img"
    run_tool(["mke2fs", "-q", "-t", "ext2", "-d", str(tree), str(image), "2M"], "making a boot image")
    return image


@pytest.mark.parametrize("record", [ONLY_A, BOTH_GOOD, trial_of_b(3), Record("ba", Slot(), Slot(tries=1))])
def test_record_there_and_back(record):
    assert len(record.block()) == 1024 and Record.parse(record.block()) == record


@pytest.mark.parametrize("change", [(b"order=ab\n", b""), (b"record=1", b"record=2"),
                                    (b"b_tries=0\n", b"b_tries=0\nx=1\n")])
def test_record_that_berth_does_not_write_is_refused(change):
    block = ONLY_A.block().replace(*change)[:1024].ljust(1024, b"#")
    with pytest.raises(HarnessError):
        Record.parse(block)


def test_record_is_found_and_replaced_in_place(disk):
    before = disk.raw.read_bytes()
    assert disk.record_offset() == RECORD_AT and disk.record() == ONLY_A
    disk.set_record(trial_of_b(2))
    assert disk.record() == trial_of_b(2)
    after = disk.raw.read_bytes()
    changed = [at for at, (old, new) in enumerate(zip(before, after)) if old != new]
    assert len(after) == len(before)
    assert (1 << 20) + RECORD_AT <= changed[0] and changed[-1] < (1 << 20) + RECORD_AT + 512


def test_flip_changes_one_bit(disk):
    disk.write("berth-a", 4096, b"\x10")
    disk.flip("berth-a", 4096, 4)
    assert disk.read("berth-a", 4096, 1) == b"\0"


@pytest.mark.parametrize("offset", [-1, (4 << 20) - 3])
def test_nothing_is_written_outside_of_a_partition(disk, offset):
    with pytest.raises(HarnessError, match="outside of the partition berth-a"):
        disk.write("berth-a", offset, b"four")


def test_changed_boot_image_has_right_sums(disk, boot_image):
    disk.put("berth-boot-b", boot_image)
    disk.change_boot("b", lambda image: image.add_words("more words"))
    changed = disk.raw.with_name("changed.img")
    changed.write_bytes(disk.read("berth-boot-b", 0, 24 << 20))
    cat = [run_tool(["debugfs", "-R", f"cat /{name}", str(changed)], "reading a file")
           for name in ("slot.cfg", "sums")]
    assert 'set slot_cmdline="quiet panic=10 more words"\n' in cat[0]
    expected = hashlib.sha256(SLOT_CFG.replace(b'panic=10"', b'panic=10 more words"')).hexdigest()
    assert f"{expected}  slot.cfg\n" in cat[1]
    assert f"{hashlib.sha256(b'kernel').hexdigest()}  vmlinuz\n" in cat[1]
    at = disk.boot_file_offset("b", "vmlinuz")
    assert disk.read("berth-boot-b", at, 6) == b"kernel"


def test_setting_that_is_not_there_is_named(boot_image, tmp_path):
    with pytest.raises(HarnessError, match="does not set slot_console"):
        BootImage(boot_image, tmp_path).setting("slot_console")


def test_what_a_machine_wrote_is_read_from_its_overlay(disk, tmp_path):
    overlay = make_overlay(disk.raw, tmp_path / "overlay.qcow2")
    place = (1 << 20) + RECORD_AT
    assert Record.parse(read_overlay(overlay, place, 1024)) == ONLY_A
    run_tool(["qemu-io", "-f", "qcow2", "-c", f"write -P 0x23 {place} 512", str(overlay)],
             "writing to an overlay")
    assert read_overlay(overlay, place, 1024)[:512] == b"#" * 512
    assert disk.record() == ONLY_A


def test_hash_of_a_block_is_found_in_the_tree(disk, tmp_path):
    image = tmp_path / "root.img"
    image.write_bytes(b"".join(bytes([number % 251]) * BLOCK for number in range(300)))
    run_tool(["veritysetup", "format", "--hash=blake2b-512", f"--hash-offset={300 * BLOCK}", "--salt=-",
              str(image), str(image)], "making a hash tree")
    disk.put("berth-a", image)
    for number in (0, 63, 64, 299):
        place = disk.digest_offset("a", number * BLOCK)
        assert disk.read("berth-a", place, DIGEST) == hashlib.blake2b(bytes([number % 251]) * BLOCK).digest()


def test_place_of_a_file_in_a_root_image(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    data = bytes(range(256)) * 40
    (tree / "file").write_bytes(data)
    image = tmp_path / "root.img"
    run_tool(["mkfs.erofs", str(image), str(tree)], "making a root image")
    for at in (0, 5000, len(data) - 1):
        assert image.read_bytes()[file_place(image, "/file", at)] == data[at]
    with pytest.raises(HarnessError):
        file_place(image, "/file", len(data))
