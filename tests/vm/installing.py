# SPDX-License-Identifier: Apache-2.0
"""What the tests of the installation share: installing, starting without the medium, looking."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qemu.limits import scaled
from qemu.machine import Machine, boot
from qemu.tools import run_tool

GIB = 1 << 30
MIB = 1 << 20
FORCE = "--force --yes"
DONE = r"Berth \S+ is on \S+\. It starts from it once the installation medium is out\."
UEFI_GIVES_UP = re.compile(r"No bootable option or device was found|^Shell>", re.MULTILINE)


def install(machine: Machine, words: str = "--yes", timeout: float = 300) -> str:
    """Run `berth install` for the first target; it has to succeed. Returns what it printed."""
    name = machine.hardware.targets[0].name
    return machine.sh(f"berth install {name} {words} 2>&1", timeout=timeout)


def refused(machine: Machine, words: str) -> str:
    """Run `berth install`, which has to fail; returns what it says about that."""
    result = machine.ssh(f"berth install {words}", timeout=300)
    assert result.rc == 1, result
    assert result.err.startswith("berth: install: "), result
    return result.err


def start_from_target(machine: Machine) -> float:
    """Take the medium out and start from the disk that was installed on; returns the seconds."""
    if machine.running():
        machine.power_off()
    machine.hardware.boot = "target"
    return boot(machine)


def slots_of(machine: Machine) -> dict:
    return json.loads(machine.sh("berth slots --json"))


def assert_installed(machine: Machine, image: str) -> None:
    """Slot a of the target runs, good and verified; the disk is used up; a container keeps data."""
    target = machine.hardware.targets[0]
    status = json.loads(machine.ssh("berth status --json").out)
    assert status["problems"] == [] and status["medium"]["kind"] == "disk", status
    assert machine.sh("hostname") == "testbox"
    slots = slots_of(machine)
    how = slots["boot"]
    assert (how["mode"], how["slot"], how["disk"], how["root"]) == ("good", "a", target.name, "verified")
    first, second = slots["slots"]
    assert first["running"] and first["first"] and first["good"] and first["startable"], slots
    assert second["empty"] and not second["good"] and not second["startable"], slots
    size = int(machine.sh("df -k /var").splitlines()[-1].split()[1]) * 1024
    assert size > target.file.stat().st_size - 3 * GIB, "the data partition is not the disk's rest"
    assert machine.sh(f"docker run --rm -v kept:/d {image} sh -c 'echo x >/d/f; cat /d/f'") == "x"


def starts_at_all(machine: Machine) -> bool:
    """Start from the target. False: the firmware found nothing to boot. True: a whole boot.

    Anything between fails: a loader or a kernel that does not get to the end. BIOS says only on its
    debug port that it gives up; UEFI would try the network for minutes before, so there is none.
    """
    bios = machine.folder / "bios.log"
    machine.hardware = replace(
        machine.hardware, boot="target", network=machine.hardware.firmware == "bios",
        extra=["-debugcon", f"file:{bios}", "-global", "isa-debugcon.iobase=0x402"])
    machine.start()
    deadline = time.monotonic() + scaled(240)
    while time.monotonic() < deadline:
        shown = machine.console.text()
        if "berth: boot complete" in shown:
            return True
        if UEFI_GIVES_UP.search(shown) or "No bootable device" in bios.read_text(errors="replace"):
            assert "berth" not in shown.lower(), f"half a Berth started:\n{machine.console.tail()}"
            return False
        time.sleep(0.3)
    raise AssertionError(f"neither started nor given up:\n{machine.console.tail()}")


def pieces(file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield what a sparse file has that is not zero, with its place; holes are passed over."""
    size, at = file.stat().st_size, 0
    with open(file, "rb") as data:
        while at < size:
            try:
                at = os.lseek(data.fileno(), at, os.SEEK_DATA)
            except OSError as error:
                if error.errno == errno.ENXIO:
                    return      # nothing but a hole up to the end
                raise
            at -= at % MIB
            data.seek(at)
            piece = data.read(MIB)
            if piece.strip(b"\0"):
                yield at, piece
            at += MIB


def sha256(file: Path) -> str:
    """Return a hash of all that is on a disk."""
    digest = hashlib.sha256(str(file.stat().st_size).encode())
    for at, piece in pieces(file):
        digest.update(str(at).encode())
        digest.update(piece)
    return digest.hexdigest()


def is_untouched(file: Path) -> bool:
    """Say whether nothing was ever written to a blank disk: it has not even got blocks."""
    return file.stat().st_blocks == 0


def flip_inside(machine: Machine, path: str, at: int) -> None:
    """Flip one bit of a file or device inside the machine."""
    byte = int(machine.sh(f"od -An -tu1 -j{at} -N1 {path}")) ^ 1
    machine.sh(f"printf '\\{byte:03o}' | dd of={path} bs=1 seek={at} conv=notrunc,fsync 2>&1")


def give_partitions(file: Path, *labels: str) -> None:
    """Give a disk a table with ext4 partitions that somebody has data on."""
    table = ["label: gpt"] + ["size=512MiB, type=linux, name=somebodys" for _ in labels]
    table_file = file.with_suffix(".sfdisk")
    table_file.write_text("\n".join(table) + "\n")
    with open(table_file, "rb") as script:
        run_tool(["sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", str(file)],
                 "partitioning", stdin=script)
    table_file.unlink()
    for number, label in enumerate(labels):
        run_tool(["mke2fs", "-q", "-t", "ext4", "-F", "-L", label, "-E",
                  f"offset={(1 + 512 * number) * MIB}", str(file), "512M"], "making a file system")
