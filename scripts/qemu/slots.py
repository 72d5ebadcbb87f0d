# SPDX-License-Identifier: Apache-2.0
"""Disks with Berth's slots, prepared and looked at from outside: no root rights, no loop devices.

A SlotDisk is a raw copy of a built disk image: slots are filled and broken in it before a machine gets it
as its image. The machine works on an overlay; what it left there is read by qemu.disk.read_overlay().
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from qemu.disk import flatten, partition
from qemu.errors import HarnessError
from qemu.tools import run_tool

SIGNATURE = b"# GRUB Environment Block\n"
RECORD_BYTES = 1024
SECTOR = 512
ESP = "berth-efi"
ESP_SEARCHED = 16 << 20
BLOCK = 4096
VERITY_MAGIC = b"verity\0\0"
DIGEST = hashlib.blake2b().digest_size      # of the hash tree: common/verity.h
BOOT_MIB = 24
SUMMED = ("slot.cfg", "stage1.img", "vmlinuz")


@dataclass(frozen=True)
class Slot:
    """What a boot record says of one slot."""

    good: int = 0
    tries: int = 0


@dataclass(frozen=True)
class Record:
    """A boot record: common/boot_record.h."""

    order: str = "ab"
    a: Slot = field(default_factory=lambda: Slot(good=1))
    b: Slot = field(default_factory=Slot)

    def block(self) -> bytes:
        """Return it as it lies on the EFI system partition."""
        text = (f"record=1\norder={self.order}\na_good={self.a.good}\na_tries={self.a.tries}\n"
                f"b_good={self.b.good}\nb_tries={self.b.tries}\n")
        return (SIGNATURE + text.encode()).ljust(RECORD_BYTES, b"#")

    @staticmethod
    def parse(block: bytes) -> Record:
        """Read a block as Berth and GRUB write it; anything else is an error."""
        values = dict(re.findall(r"^([a-z_]+)=(\w+)$", block.decode("ascii"), re.MULTILINE))
        try:
            slots = [Slot(int(values[f"{letter}_good"]), int(values[f"{letter}_tries"]))
                     for letter in "ab"]
            record = Record(values["order"], *slots)
        except KeyError as error:
            raise HarnessError("this is no boot record", why=f"it lacks {error}",
                               tail=repr(block)) from error
        if record.block() != block:
            raise HarnessError("a boot record has something in it that Berth does not write",
                               tail=repr(block))
        return record


ONLY_A = Record()
BOTH_GOOD = replace(ONLY_A, b=Slot(good=1))


def trial_of_b(tries: int = 1) -> Record:
    """What an updater leaves: b first, not proven; a to fall back to."""
    return Record("ba", Slot(good=1), Slot(tries=tries))


# -- boot images --------------------------------------------------------------------------------

class BootImage:
    """A slot's boot image, taken apart to be changed."""

    def __init__(self, image: Path, folder: Path):
        self._tree = folder / "boot-tree"
        self._image = folder / "boot-changed.img"
        shutil.rmtree(self._tree, ignore_errors=True)
        self._tree.mkdir(parents=True)
        run_tool(["debugfs", "-R", f"rdump / {self._tree}", str(image)], f"reading {image.name}")
        shutil.rmtree(self._tree / "lost+found", ignore_errors=True)
        missing = {*SUMMED, "sums"} - {path.name for path in self._tree.iterdir()}
        if missing:
            raise HarnessError(f"{image} is no boot image", why=f"it lacks {', '.join(sorted(missing))}")

    def read(self, name: str) -> bytes:
        return (self._tree / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Replace a file; `sums` is made to fit when the image is made."""
        (self._tree / name).write_bytes(data)

    def setting(self, name: str) -> str:
        """Return the value of a variable of slot.cfg."""
        found = re.search(rf'^set {name}="?([^"\n]*)"?$', self.read("slot.cfg").decode(), re.MULTILINE)
        if not found:
            raise HarnessError(f"slot.cfg does not set {name}", tail=self.read("slot.cfg").decode())
        return found[1]

    def set(self, name: str, value: str) -> None:
        """Replace the value of a variable of slot.cfg."""
        old = self.setting(name)
        text = self.read("slot.cfg").decode()
        self.write("slot.cfg", text.replace(f'set {name}="{old}"', f'set {name}="{value}"').encode())
        if self.setting(name) != value:
            raise HarnessError(f"slot.cfg sets {name} in a form that is not known here", tail=text)

    def add_words(self, words: str) -> None:
        """Add words to the end of the slot's kernel command line: the last of a name counts."""
        self.set("slot_cmdline", f"{self.setting('slot_cmdline')} {words}")

    def make(self) -> Path:
        """Make the image, with checksums of what is in it now."""
        sums = "".join(f"{hashlib.sha256(self.read(name)).hexdigest()}  {name}\n" for name in SUMMED)
        self.write("sums", sums.encode())
        self._image.unlink(missing_ok=True)
        run_tool(["mke2fs", "-q", "-F", "-t", "ext2", "-L", "berth-boot", "-m", "0", "-d", str(self._tree),
                  str(self._image), f"{BOOT_MIB}M"], "making a boot image")
        return self._image


# -- root images --------------------------------------------------------------------------------

def file_place(image: Path, path: str, at: int = 0) -> int:
    """Return where a byte of a file or directory is in a root image."""
    shown = run_tool(["dump.erofs", f"--path={path}", "-e", str(image)], f"looking for {path}")
    for extent in re.findall(r"^\s*\d+:\s*(\d+)\.\.\s*\d+ \|\s*(\d+) :\s*(\d+)\.\.", shown, re.MULTILINE):
        begin, size, place = (int(number) for number in extent)
        if begin <= at < begin + size:
            return place + at - begin
    raise HarnessError(f"{path} has no byte {at} in {image.name}", tail=shown)


# -- disks --------------------------------------------------------------------------------------

class SlotDisk:
    """A raw disk with the partitions of configs/disk.layout; offsets count from a partition's beginning."""

    def __init__(self, raw: Path):
        self.raw = raw

    @staticmethod
    def copy_of(image: Path, raw: Path) -> SlotDisk:
        """Make a private, sparse raw copy of an image or overlay."""
        raw.parent.mkdir(parents=True, exist_ok=True)
        raw.unlink(missing_ok=True)
        return SlotDisk(flatten(image, raw))

    def copy(self, raw: Path) -> SlotDisk:
        """Make a private, sparse copy of this disk."""
        raw.parent.mkdir(parents=True, exist_ok=True)
        run_tool(["cp", "--sparse=always", str(self.raw), str(raw)], f"copying {self.raw.name}")
        return SlotDisk(raw)

    def read(self, name: str, offset: int, size: int) -> bytes:
        """Read bytes of a partition."""
        with open(self.raw, "rb") as disk:
            disk.seek(self._place(name, offset, size))
            return disk.read(size)

    def write(self, name: str, offset: int, data: bytes) -> None:
        """Write bytes of a partition."""
        with open(self.raw, "r+b") as disk:
            disk.seek(self._place(name, offset, len(data)))
            disk.write(data)

    def _place(self, name: str, offset: int, size: int) -> int:
        where = partition(self.raw, name)
        if offset < 0 or offset + size > where.size:
            raise HarnessError(f"{offset}+{size} is outside of the partition {name}",
                               why=f"it has {where.size} bytes")
        return where.offset + offset

    def flip(self, name: str, offset: int, bit: int = 0) -> None:
        """Change one bit of a partition."""
        byte = self.read(name, offset, 1)[0]
        self.write(name, offset, bytes([byte ^ 1 << bit]))

    def find(self, name: str, data: bytes, size: int, align: int) -> int:
        """Return where the data is in the first bytes of a partition, at a multiple of `align`."""
        all_of_it = self.read(name, 0, size)
        at = all_of_it.find(data)
        while at >= 0 and at % align:
            at = all_of_it.find(data, at + 1)
        if at < 0:
            raise HarnessError(f"{data[:32]!r} ... was not found in {name} of {self.raw}")
        return at

    # -- boot record ----------------------------------------------------------------------------

    def record_offset(self) -> int:
        """Return where the boot record is on the EFI system partition."""
        # The loader's own image has the signature, too, but not at the beginning of a sector.
        return self.find(ESP, SIGNATURE, ESP_SEARCHED, SECTOR)

    def record(self) -> Record:
        """Return the boot record."""
        return Record.parse(self.read(ESP, self.record_offset(), RECORD_BYTES))

    def set_record(self, record: Record) -> None:
        self.write(ESP, self.record_offset(), record.block())

    # -- slots ----------------------------------------------------------------------------------

    def put(self, name: str, image: Path) -> None:
        """Write an image to the beginning of a partition."""
        with open(image, "rb") as source:
            for offset in range(0, image.stat().st_size, 1 << 20):
                self.write(name, offset, source.read(1 << 20))

    def fill(self, letter: str, boot: Path, root: Path) -> None:
        """Write a release into a slot, without touching the boot record."""
        self.put(f"berth-boot-{letter}", boot)
        self.put(f"berth-{letter}", root)

    def erase(self, name: str) -> None:
        """Make the beginning of a partition zeros, so that nothing is found in it."""
        self.write(name, 0, bytes(1 << 20))

    def change_boot(self, letter: str, change: Callable[[BootImage], None]) -> None:
        """Change what a slot boots with; its checksums are right afterwards."""
        folder = self.raw.with_suffix(".boot")
        folder.mkdir(exist_ok=True)
        old = folder / "boot.img"
        old.write_bytes(self.read(f"berth-boot-{letter}", 0, BOOT_MIB << 20))
        image = BootImage(old, folder)
        change(image)
        self.put(f"berth-boot-{letter}", image.make())
        shutil.rmtree(folder)

    def boot_file_offset(self, letter: str, file: str) -> int:
        """Return where the first block of a file of a boot partition is."""
        name = f"berth-boot-{letter}"
        image = self.raw.with_suffix(".part")
        image.write_bytes(self.read(name, 0, BOOT_MIB << 20))
        try:
            found = run_tool(["debugfs", "-R", f"bmap /{file} 0", str(image)], f"looking for {file}")
            stats = run_tool(["debugfs", "-R", "show_super_stats -h", str(image)],
                             "reading the superblock")
        finally:
            image.unlink()
        return int(found.split()[-1]) * int(re.search(r"^Block size:\s+(\d+)$", stats, re.MULTILINE)[1])

    def verity_offset(self, letter: str) -> int:
        """Return where the root image ends and its dm-verity superblock begins."""
        return self.find(f"berth-{letter}", VERITY_MAGIC, partition(self.raw, f"berth-{letter}").size, BLOCK)

    def digest_offset(self, letter: str, offset: int) -> int:
        """Return where the hash tree holds the hash of this byte's block."""
        size = self.verity_offset(letter)
        per_block = BLOCK // DIGEST
        levels = [size // BLOCK]
        while levels[-1] > 1:
            levels.append(-(-levels[-1] // per_block))
        # The superblock comes first, then the levels from the top down; levels[0] is the data.
        return size + BLOCK * (1 + sum(levels[2:])) + offset // BLOCK * DIGEST

    def verify(self, letter: str, root_hash: str) -> None:
        """Check a root image with the host's veritysetup; raises with its words if it does not match."""
        size = self.verity_offset(letter)
        image = self.raw.with_suffix(".root")
        where = partition(self.raw, f"berth-{letter}")
        run_tool(["dd", f"if={self.raw}", f"of={image}", "bs=1M", f"skip={where.offset >> 20}",
                  f"count={where.size >> 20}", "conv=sparse", "status=none"], "copying a root image")
        try:
            run_tool(["veritysetup", "verify", f"--hash-offset={size}", str(image), str(image), root_hash],
                     f"veritysetup verify of slot {letter}")
        finally:
            image.unlink()
