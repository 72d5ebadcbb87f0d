# SPDX-License-Identifier: Apache-2.0
"""Disks of virtual machines: overlays to write on, and a look inside after shutdown.

A test never writes to the image that was built: it works on an overlay. After the machine has
ended the overlay is flattened to a sparse raw file and its partitions are read from there, without
loop devices or root rights.
"""

from __future__ import annotations

import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from qemu.errors import HarnessError
from qemu.tools import find_tool, run_tool

SECTOR = 512
GPT_HEADER = struct.Struct("<8sIIIIQQQQ16sQIII")     # UEFI specification, 5.3.2
GPT_ENTRY = struct.Struct("<16s16sQQQ72s")           # UEFI specification, 5.3.3
EXT_SUPERBLOCK = 1024
EXT_MAGIC = 0xEF53
EXT_STATE_CLEAN = 1
EXT_INCOMPAT_RECOVER = 0x4


@dataclass(frozen=True)
class Partition:
    """A partition of a raw disk, in bytes."""

    name: str
    offset: int
    size: int


def make_overlay(base: Path, overlay: Path, size: str = "") -> Path:
    """Make a qcow2 overlay over a read-only base image; size (like 12G) makes a larger disk."""
    if not base.is_file():
        raise HarnessError(f"there is no disk image {base}", why="it was not built, or moved",
                           todo="build it with `make qcow2`")
    overlay.unlink(missing_ok=True)
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2",
               "-b", str(base.resolve()), str(overlay)]
    run_tool(command + ([size] if size else []), f"making an overlay over {base.name}")
    return overlay


def flatten(overlay: Path, raw: Path) -> Path:
    """Write the whole disk as a sparse raw file; the machine must have ended."""
    run_tool(["qemu-img", "convert", "-O", "raw", str(overlay), str(raw)],
             f"flattening {overlay.name}")
    return raw


def partitions(raw: Path) -> list[Partition]:
    """Read the GUID partition table of a raw disk with 512-byte sectors."""
    with open(raw, "rb") as disk:
        disk.seek(SECTOR)
        header = GPT_HEADER.unpack(disk.read(GPT_HEADER.size))
        if header[0] != b"EFI PART":
            raise HarnessError(f"{raw} has no GUID partition table",
                               why="the signature EFI PART is not in sector 1")
        table, count, entry_size = header[10], header[11], header[12]
        found = []
        for number in range(count):
            disk.seek(table * SECTOR + number * entry_size)
            kind, _, first, last, _, name = GPT_ENTRY.unpack(disk.read(GPT_ENTRY.size))
            if kind != bytes(16):
                text = name.decode("utf-16-le").split("\0", 1)[0]
                found.append(Partition(text, first * SECTOR, (last - first + 1) * SECTOR))
    return found


def partition(raw: Path, name: str) -> Partition:
    """Return the partition of that name."""
    all_of_them = partitions(raw)
    for candidate in all_of_them:
        if candidate.name == name:
            return candidate
    names = ", ".join(repr(candidate.name) for candidate in all_of_them)
    raise HarnessError(f"{raw} has no partition {name}", why=f"it has: {names}")


def filesystem_complaints(raw: Path, name: str = "berth-data") -> str:
    """Return what is wrong with the ext4 file system of a partition, '' when nothing is.

    e2fsck in no-change mode says nothing of an unclean unmount as long as the journal could repair
    it, so the two marks in the superblock are looked at as well.
    """
    where = partition(raw, name)
    with open(raw, "rb") as disk:
        disk.seek(where.offset + EXT_SUPERBLOCK)
        block = disk.read(1024)
    magic, state = struct.unpack_from("<HH", block, 0x38)
    incompat = struct.unpack_from("<I", block, 0x60)[0]
    if magic != EXT_MAGIC:
        return f"{name} holds no ext4 file system"
    complaints = []
    if not state & EXT_STATE_CLEAN:
        complaints.append("the superblock says: not cleanly unmounted")
    if incompat & EXT_INCOMPAT_RECOVER:
        complaints.append("the superblock says: the journal has to be replayed")
    check = subprocess.run([find_tool("e2fsck"), "-fn", f"{raw}?offset={where.offset}"], text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if check.returncode != 0:
        complaints.append(f"e2fsck -fn ended with {check.returncode}:\n{check.stdout.strip()}")
    return "\n".join(complaints)
