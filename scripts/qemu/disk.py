# SPDX-License-Identifier: Apache-2.0
"""Disks of virtual machines: overlays to write on, and a look inside after shutdown.

A test never writes to the image that was built: it works on an overlay. After the machine has
ended the overlay is flattened to a sparse raw file and its partitions are read from there, without
loop devices or root rights.
"""

from __future__ import annotations

import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from qemu.errors import HarnessError
from qemu.tools import find_tool, run_tool

SECTOR = 512
QCOW2_MAGIC = b"QFI\xfb"
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
    """Make a qcow2 overlay over a base, raw or qcow2; size (like 12G) makes a larger disk."""
    if not base.is_file():
        raise HarnessError(f"there is no disk image {base}", why="it was not built, or moved",
                           todo="build it with `make qcow2`")
    overlay.unlink(missing_ok=True)
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", _format(base),
               "-b", str(base.resolve()), str(overlay)]
    run_tool(command + ([size] if size else []), f"making an overlay over {base.name}")
    return overlay


def _format(image: Path) -> str:
    """Tell a raw disk from a qcow2 image, whatever is in it behind the beginning."""
    with open(image, "rb") as file:
        if file.read(len(QCOW2_MAGIC)) == QCOW2_MAGIC:
            return "qcow2"
    size = image.stat().st_size
    if size == 0 or size % SECTOR:
        raise HarnessError(f"no overlay can be made over {image.name}: it is no disk image",
                           why=f"it does not begin as a qcow2 image does, and its {size} bytes are no "
                               "whole sectors of a raw disk",
                           todo="name a disk image, or build it anew with `make qcow2`")
    return "raw"


def make_blank(raw: Path, size: int) -> Path:
    """Make a raw disk of zeros; it takes no space until it is written to."""
    with open(raw, "wb") as disk:
        disk.truncate(size)
    return raw


def flatten(overlay: Path, raw: Path) -> Path:
    """Write the whole disk as a sparse raw file; the machine must have ended."""
    run_tool(["qemu-img", "convert", "-O", "raw", str(overlay), str(raw)],
             f"flattening {overlay.name}")
    return raw


def read_overlay(overlay: Path, offset: int, size: int) -> bytes:
    """Return bytes of the disk that an overlay makes, without writing all of it out; multiples of 512."""
    with tempfile.TemporaryDirectory() as folder:
        piece = Path(folder, "piece")
        first = offset // SECTOR
        # qemu-img counts from the beginning of the input, skipped blocks included.
        run_tool(["qemu-img", "dd", "-f", "qcow2", "-O", "raw", f"bs={SECTOR}", f"skip={first}",
                  f"count={first + size // SECTOR}", f"if={overlay}", f"of={piece}"],
                 f"reading {overlay.name}")
        return piece.read_bytes()


def partitions(raw: Path, sector: int = SECTOR) -> list[Partition]:
    """Read the GUID partition table of a raw disk; sector is the size of its sectors."""
    with open(raw, "rb") as disk:
        disk.seek(sector)
        header = GPT_HEADER.unpack(disk.read(GPT_HEADER.size))
        if header[0] != b"EFI PART":
            raise HarnessError(f"{raw} has no GUID partition table",
                               why="the signature EFI PART is not in sector 1")
        table, count, entry_size = header[10], header[11], header[12]
        found = []
        for number in range(count):
            disk.seek(table * sector + number * entry_size)
            kind, _, first, last, _, name = GPT_ENTRY.unpack(disk.read(GPT_ENTRY.size))
            if kind != bytes(16):
                text = name.decode("utf-16-le").split("\0", 1)[0]
                found.append(Partition(text, first * sector, (last - first + 1) * sector))
    return found


def partition(raw: Path, name: str, sector: int = SECTOR) -> Partition:
    """Return the partition of that name."""
    all_of_them = partitions(raw, sector)
    for candidate in all_of_them:
        if candidate.name == name:
            return candidate
    names = ", ".join(repr(candidate.name) for candidate in all_of_them)
    raise HarnessError(f"{raw} has no partition {name}", why=f"it has: {names}")


def filesystem_complaints(raw: Path, name: str = "berth-data", sector: int = SECTOR) -> str:
    """Return what is wrong with the ext4 file system of a partition, '' when nothing is.

    e2fsck in no-change mode says nothing of an unclean unmount as long as the journal could repair
    it, so the two marks in the superblock are looked at as well.
    """
    where = partition(raw, name, sector)
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
