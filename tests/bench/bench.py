#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`make bench`: measures speed, size and memory and prints them as a Markdown table.

Times of the machine are its own milestones, in seconds since kernel start, so the host's start of
QEMU does not count; everything else is wall time. Run it on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "vm"))

from builds import cold_build_row, everyday_rows
from guests import Bench, guest_rows
from qemu.errors import HarnessError
from rows import Row, table

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["guests", "cold", "everyday"]


def size_row(image: Path) -> Row:
    """The file that a user downloads; megabytes of a million bytes."""
    megabytes = image.stat().st_size / 1e6
    return Row("compressed qcow2 (size of the file)", f"{megabytes:.1f} MB", megabytes, 72,
               "≤ 72 MB")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the built image; prints a table.")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "x86_64")
    parser.add_argument("--runs", type=int, default=5, help="boots and repetitions for medians")
    parser.add_argument("--quick", action="store_true",
                        help="guests only, one boot, short idle time: a first impression")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, metavar="PART",
                        help=f"what to measure, some of: {' '.join(PARTS)} (default: all)")
    parser.add_argument("--keep-cache", type=Path, metavar="DIR",
                        help="where the cold build leaves its cache; must not exist yet")
    return parser.parse_args()


def image_rows(options: argparse.Namespace, work: Path) -> list[Row]:
    """Size of the built image and what is measured inside machines that run it."""
    image = options.out / "berth.qcow2"
    if not image.is_file():
        raise HarnessError(f"{image} is not there", todo="build it with `make qcow2`")
    bench = Bench(image, options.out / "images" / "hello.tar", work,
                  1 if options.quick else options.runs, idle_seconds=5 if options.quick else 30)
    return [size_row(image), *guest_rows(bench)]


def measure(options: argparse.Namespace, work: Path) -> list[Row]:
    """Take the measurements asked for; everyday builds last: they replace the image."""
    parts = ["guests"] if options.quick else options.parts
    rows = image_rows(options, work) if "guests" in parts else []
    if "cold" in parts:
        rows.append(cold_build_row(ROOT, options.out, options.keep_cache))
    if "everyday" in parts:
        rows += everyday_rows(ROOT)
    return rows


def main() -> int:
    """Command line; the exit status is 1 if a target was missed."""
    options = parse()
    print(f"load of this machine before the start: {os.getloadavg()[0]:.1f}", file=sys.stderr)
    work = Path(tempfile.mkdtemp(prefix="berth-bench-"))
    try:
        rows = measure(options, work)
    except HarnessError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(table(rows))
    return 1 if any(row.missed() for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
