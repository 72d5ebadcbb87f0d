#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes NoCloud seeds: the small volume that tells a fresh machine its name and its ssh keys.

Format: https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html -- a file system
labelled `cidata` with the files meta-data and user-data. Both file systems that it may have are
made here, without root rights: iso9660 by xorriso, vfat by mtools.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":  # run as a program: its package lies one folder up
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qemu.errors import HarnessError
from qemu.tools import run_tool

LABEL = "cidata"
VFAT_BYTES = 1 << 20


def seed_files(hostname: str, keys: Sequence[str], instance: str = "") -> dict[str, str]:
    """Return the texts of meta-data and user-data for a host name and public keys."""
    user = ["#cloud-config", f"hostname: {hostname}", "ssh_authorized_keys:"]
    user += [f"  - {key.strip()}" for key in keys]
    if not keys:
        user[-1] += " []"
    meta = [f"instance-id: {instance or hostname}", f"local-hostname: {hostname}"]
    return {"meta-data": "\n".join(meta) + "\n", "user-data": "\n".join(user) + "\n"}


def make_seed(target: Path, files: dict[str, str], kind: str = "iso", label: str = LABEL) -> Path:
    """Write a seed volume of kind `iso` or `vfat` holding the files, which may be in folders;
    returns its path."""
    makers = {"iso": _make_iso, "vfat": _make_vfat}
    if kind not in makers:
        raise HarnessError(f"unknown kind of seed: {kind}", todo=f"use one of {', '.join(makers)}")
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="berth-seed-") as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        makers[kind](target, label, Path(folder))
    return target


def _make_iso(target: Path, label: str, folder: Path) -> None:
    run_tool(["xorriso", "-outdev", str(target), "-volid", label, "-joliet", "on",
              "-rockridge", "on", "-map", str(folder), "/", "-commit"], "making the iso9660 seed")


def _make_vfat(target: Path, label: str, folder: Path) -> None:
    with open(target, "wb") as image:
        image.truncate(VFAT_BYTES)
    run_tool(["mformat", "-i", str(target), "-v", label, "::"], "formatting the vfat seed")
    run_tool(["mcopy", "-s", "-i", str(target), *map(str, folder.iterdir()), "::"], "filling the vfat seed")


def main() -> int:
    """Command line: make a seed by hand, for any machine."""
    parser = argparse.ArgumentParser(description="Make a NoCloud seed volume (label cidata).")
    parser.add_argument("--hostname", required=True)
    parser.add_argument("--key", action="append", default=[], metavar="FILE", type=Path,
                        help="file with an ssh public key; may be repeated")
    parser.add_argument("--kind", choices=("iso", "vfat"), default="iso")
    parser.add_argument("-o", "--output", required=True, type=Path)
    arguments = parser.parse_args()
    try:
        keys = [path.read_text(encoding="utf-8") for path in arguments.key]
        make_seed(arguments.output, seed_files(arguments.hostname, keys), arguments.kind)
    except (HarnessError, OSError) as error:
        print(f"seed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
