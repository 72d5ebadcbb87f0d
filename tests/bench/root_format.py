#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures root image formats: size, size in the qcow2, boot, first container from cold.

The format decides size, speed and how large an update's difference is, so the choice is made on
figures. The variants take turns, run by run, so that a machine that slows down slows all of them.
With --verity the profile's own format is compared with itself, with and without verification.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "vm"))

from guests import Bench
from qemu.guest import trust_registry
from qemu.registry import Registry
from support import busybox_of, docker_ok, make_tools

ROOT = Path(__file__).resolve().parents[2]
FORMATS = [
    "erofs",
    "erofs -zlz4hc,12 -C65536",
    "squashfs -comp zstd -Xcompression-level 19 -b 1M",
    "squashfs -comp zstd -Xcompression-level 19 -b 128K",
]


@dataclass
class Variant:
    """One format and what was measured of it."""

    format: str
    out: Path
    verity: str = "yes"
    root_mb: float = 0
    qcow2_mb: float = 0
    ready: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def build(variant: Variant) -> None:
    """Build the image of this format into a folder of its own."""
    environment = {**os.environ, "BERTH_OUT": str(variant.out), "ROOT_FORMAT": variant.format,
                   "ROOT_VERITY": variant.verity}
    subprocess.run([ROOT / "scripts" / "image", "qcow2"], env=environment, check=True,
                   stdout=sys.stderr)
    variant.root_mb = (variant.out / "release" / "root.img").stat().st_size / 1e6
    variant.qcow2_mb = (variant.out / "berth.qcow2").stat().st_size / 1e6


def measure(variant: Variant, bench: Bench, registry: Registry, number: int) -> None:
    """One machine: image pulled, restarted with a cold cache, first container timed."""
    machine = bench.machine(f"{variant.out.name}-{number}")
    machine.start()
    machine.wait_boot()
    image = f"{trust_registry(machine, registry.port)}/berth/tools:latest"
    docker_ok(machine, f"pull -q {image}")
    machine.power_off()
    machine.start()
    mark = machine.console.mark()
    machine.wait_boot()
    variant.ready.append(dict(machine.milestones(mark))["containerd ready"])
    begin = float(machine.sh("cut -d' ' -f1 /proc/uptime"))
    end = float(docker_ok(machine, f"run --rm {image} cut -d' ' -f1 /proc/uptime"))
    variant.first.append(end - begin)
    machine.power_off()
    machine.disk.unlink()


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Compare root image formats.")
    parser.add_argument("--runs", type=int,
                        help="turns (default: 5; with --verity 9, as what it shows is small)")
    parser.add_argument("--verity", action="store_true",
                        help="what verification costs, for the first format")
    options = parser.parse_args()
    runs = options.runs or (9 if options.verity else 5)
    work = Path(tempfile.mkdtemp(prefix="berth-formats-"))
    if options.verity:
        variants = [Variant(FORMATS[0], work / f"verity-{word}", word) for word in ("yes", "no")]
    else:
        variants = [Variant(name, work / f"out{i}") for i, name in enumerate(FORMATS)]
    try:
        for variant in variants:
            build(variant)
        hello = ROOT / "out" / "x86_64" / "images" / "hello.tar"
        with Registry() as registry:
            registry.add(make_tools(busybox_of(hello, work / "busybox"), work / "tools.tar"))
            for number in range(runs):
                for variant in variants:
                    bench = Bench(variant.out / "berth.qcow2", variant.out / "microvm",
                                  variant.out / "berth.iso", hello, work, 1, 0)
                    measure(variant, bench, registry, number)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print("| format | verified | root image | qcow2 | containerd ready | first bridged container, cold |")
    print("|---|---|---|---|---|---|")
    for one in variants:
        print(f"| {one.format} | {one.verity} | {one.root_mb:.1f} MB | {one.qcow2_mb:.1f} MB "
              f"| {median(one.ready):.2f} s | {median(one.first):.1f} s |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
