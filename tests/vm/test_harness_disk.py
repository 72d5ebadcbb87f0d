# SPDX-License-Identifier: Apache-2.0
"""The look inside a disk: a clean file system has no complaints, others are named."""

import struct
import subprocess

import pytest
from qemu.disk import (GPT_ENTRY, GPT_HEADER, SECTOR, filesystem_complaints, make_blank, make_overlay,
                       partitions)
from qemu.errors import HarnessError
from qemu.tools import find_tool

START = 2048
SIZE = 8 << 20


@pytest.fixture(name="raw")
def raw_fixture(tmp_path):
    """A disk with one GPT partition holding a fresh ext4 file system."""
    system = tmp_path / "ext4"
    with open(system, "wb") as file:
        file.truncate(SIZE)
    subprocess.run([find_tool("mke2fs"), "-q", "-t", "ext4", system], check=True)
    header = GPT_HEADER.pack(b"EFI PART", 0x10000, 92, 0, 0, 1, 0, 34, 0, bytes(16), 2, 1, 128, 0)
    entry = GPT_ENTRY.pack(b"x" * 16, bytes(16), START, START + SIZE // SECTOR - 1, 0,
                           "berth-data".encode("utf-16-le"))
    disk = tmp_path / "disk.raw"
    with open(disk, "wb") as file:
        file.seek(SECTOR)
        file.write(header)
        file.seek(2 * SECTOR)
        file.write(entry)
        file.seek(START * SECTOR)
        file.write(system.read_bytes())
    return disk


def patch(disk, offset, form, value):
    with open(disk, "r+b") as file:
        file.seek(START * SECTOR + 1024 + offset)
        file.write(struct.pack(form, value))


def test_partitions_are_read_from_the_table(raw):
    found = partitions(raw)
    assert [(p.name, p.offset, p.size) for p in found] == [("berth-data", START * SECTOR, SIZE)]


def test_a_fresh_file_system_is_clean(raw):
    assert filesystem_complaints(raw) == ""


def test_an_unclean_unmount_is_noticed(raw):
    patch(raw, 0x3A, "<H", 0)
    assert "not cleanly unmounted" in filesystem_complaints(raw)


def test_damage_is_noticed(raw):
    patch(raw, 0x0C, "<I", 5)            # the number of free blocks
    assert "e2fsck -fn ended with" in filesystem_complaints(raw)


def test_a_missing_partition_is_named(raw):
    with pytest.raises(HarnessError, match="no partition other") as caught:
        filesystem_complaints(raw, "other")
    assert "'berth-data'" in caught.value.why


def test_an_overlay_needs_its_base(tmp_path):
    with pytest.raises(HarnessError, match="there is no disk image"):
        make_overlay(tmp_path / "none.qcow2", tmp_path / "o.qcow2")


def test_an_overlay_leaves_its_base_alone_and_may_be_larger(tmp_path):
    base = tmp_path / "base.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", base, "16M"], check=True)
    before = base.read_bytes()
    overlay = make_overlay(base, tmp_path / "o.qcow2", "64M")
    info = subprocess.run(["qemu-img", "info", overlay], check=True, capture_output=True, text=True)
    assert "64 MiB" in info.stdout and base.read_bytes() == before


def test_a_blank_disk_takes_no_space(tmp_path):
    disk = make_blank(tmp_path / "blank", 4 << 30)
    assert disk.stat().st_size == 4 << 30 and disk.stat().st_blocks == 0


def test_a_table_of_larger_sectors_is_read(tmp_path):
    disk = make_blank(tmp_path / "disk", 64 << 20)
    header = GPT_HEADER.pack(b"EFI PART", 0x10000, 92, 0, 0, 1, 0, 6, 0, bytes(16), 2, 1, 128, 0)
    entry = GPT_ENTRY.pack(b"x" * 16, bytes(16), 256, 511, 0, "one".encode("utf-16-le"))
    with open(disk, "r+b") as file:
        file.seek(4096)
        file.write(header)
        file.seek(2 * 4096)
        file.write(entry)
    assert [(p.name, p.offset, p.size) for p in partitions(disk, 4096)] == [("one", 1 << 20, 1 << 20)]
