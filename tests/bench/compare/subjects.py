# SPDX-License-Identifier: Apache-2.0
"""The machines that are compared: Berth, two Debian peers, and the least that a kernel can be.

All are started by the same QEMU line. QEMU hands kernel and initramfs over itself (-kernel,
-initrd), so that firmware and loading are the same for each and no loader's menu or reading speed
decides; kernels, initramfs and command lines are what each system ships.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from qemu.errors import HarnessError
from qemu.hardware import Hardware
from qemu.machine import Machine
from qemu.seed import make_seed, seed_files
from qemu.ssh import make_key
from qemu.tools import run_tool

from compare.engines import CTR, DOCKER, Engine

ROOT = Path(__file__).resolve().parents[3]
FIRST_WORD = "bench.first"          # on the command line: run the first container at boot
PEER_WORDS = "console=ttyS0,115200 quiet root=/dev/vda ro"
SLOT_WORDS = re.compile(r'^set slot_(roothash|console|cmdline)="(.*)"', re.MULTILINE)


@dataclass(frozen=True)
class Subject:
    """One kind of machine."""

    name: str
    title: str
    disk: Path
    identity: str                   # changes when the disk's content does
    kernel: Path
    initrd: Path
    words: str                      # kernel command line
    up: str                         # console line, its end included: up, everything started
    engine: Engine | None = None
    key: Path | None = None

    def machine(self, folder: Path, accel: str, first: bool = False) -> Machine:
        """Make a machine with an overlay of its own in a fresh folder."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        public = self.key.with_name(self.key.name + ".pub").read_text("utf-8") if self.key else ""
        # The same hardware for all: who needs no seed leaves the volume alone.
        seed = make_seed(folder / "seed.iso", seed_files("bench", [public] if public else []))
        return Machine(self.disk, folder, self.hardware(seed, accel, first), self.key)

    def hardware(self, seed: Path, accel: str, first: bool = False) -> Hardware:
        """Return what QEMU is told; the same for all but for the files and their command line."""
        words = f"{self.words} {FIRST_WORD}" if first else self.words
        return Hardware(accel=accel, seed=seed, extra=[
            "-kernel", str(self.kernel), "-initrd", str(self.initrd), "-append", words])

    def start(self, machine: Machine) -> None:
        """Switch a machine on and wait until it is up."""
        machine.start()
        machine.console.wait_for(self.up, total=300, inactivity=180, unless=r"^berth: boot failed")


def switch_off(machine: Machine, total: float = 120) -> None:
    """End a machine in order by its own command, which every system has."""
    machine.sh("poweroff >/dev/null 2>&1 &")
    machine.wait_off(total)


def script(*words: str, **environment: str) -> str:
    """Run one of scripts/ and return what it prints; its complaints go to the terminal."""
    done = subprocess.run([str(ROOT / "scripts" / words[0]), *words[1:]], check=False, text=True,
                          env={**os.environ, **environment}, stdout=subprocess.PIPE)
    if done.returncode != 0:
        raise HarnessError(f"scripts/{' '.join(words)} failed", why="its own words are above")
    return done.stdout.strip()


def _from_boot_image(image: Path, name: str, target: Path) -> Path:
    """Copy a file out of a slot's boot image; debugfs ends with 0 whatever happens."""
    target.unlink(missing_ok=True)
    run_tool(["debugfs", "-R", f"dump /{name} {target}", str(image)], f"reading {name}")
    if not target.is_file() or target.stat().st_size == 0:
        raise HarnessError(f"{image} holds no {name}", todo="build it again with `make qcow2`")
    return target


def berth(out: Path, work: Path) -> Subject:
    """Berth as built in the folder `out`, started from what its slot a holds."""
    boot_image = out / "release" / "boot.img"
    disk = out / "berth.qcow2"
    for path in (disk, boot_image):
        if not path.is_file():
            raise HarnessError(f"{path} is not there", todo="build it with `make qcow2`")
    work.mkdir(parents=True, exist_ok=True)
    slot = _from_boot_image(boot_image, "slot.cfg", work / "slot.cfg").read_text("utf-8")
    words = dict(SLOT_WORDS.findall(slot))
    if set(words) != {"roothash", "console", "cmdline"}:
        raise HarnessError(f"slot.cfg in {boot_image} does not set slot_roothash, slot_console and "
                           "slot_cmdline", why="the contract between loader and slot has changed")
    return Subject(
        "berth", "Berth", disk, (out / "berth.qcow2.key").read_text("utf-8").strip(),
        _from_boot_image(boot_image, "vmlinuz", work / "berth-vmlinuz"),
        _from_boot_image(boot_image, "stage1.img", work / "berth-stage1.img"),
        f"berth.root=PARTLABEL=berth-a berth.roothash={words['roothash']} "
        f"{words['console']} {words['cmdline']}",
        r"^berth: boot complete at .*\n",
        DOCKER, make_key(work / "berth-key").private)


def with_first_container(out: Path, work: Path) -> Subject:
    """Berth with one more service script, which runs the first container when it is asked to."""
    medium = work / "medium"
    script("image", "qcow2", BERTH_OUT=str(medium), ROOTFS_EXTRA="tests/bench/berth")
    return berth(medium, work)


def peer(name: str) -> Subject:
    """A Debian peer, made by scripts/peer if it is not in the cache."""
    folder = Path(script("peer", "path", name))
    script("peer", "build", name)
    titles = {"containerd": "Debian + containerd", "docker": "Debian + docker.io"}
    return Subject(
        name, titles[name], folder / "disk.qcow2", folder.name, folder / "vmlinuz",
        folder / "initrd.img", PEER_WORDS, r"^bench: peer is up\n",
        {"containerd": CTR, "docker": DOCKER}[name], folder / "id_ed25519")


def floor(work: Path) -> Subject:
    """A tinyconfig kernel with one program in its initramfs; the disk is there, and empty."""
    script("pkg", "build", "linux-floor")
    folder = Path(script("pkg", "path", "linux-floor")) / "boot"
    disk = work / "empty.qcow2"
    work.mkdir(parents=True, exist_ok=True)
    run_tool(["qemu-img", "create", "-q", "-f", "qcow2", str(disk), "8G"], "making an empty disk")
    return Subject("floor", "tinyconfig kernel", disk, folder.parent.name, folder / "vmlinuz",
                   folder / "initrd.img", "console=ttyS0,115200 quiet", r"^bench: init started at .*\n")
