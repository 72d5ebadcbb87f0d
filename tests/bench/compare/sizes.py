# SPDX-License-Identifier: Apache-2.0
"""How large the installed systems are, kernels included: their files, and packed by one tool."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from qemu.tools import run_tool

from compare.subjects import Subject

PACK = ["-comp", "zstd", "-Xcompression-level", "15", "-b", "128K", "-all-root", "-no-xattrs",
        "-noappend", "-quiet", "-no-progress"]


def _files_mb(tree: Path) -> float:
    """Sum of the regular files' sizes, each file once however many names it has."""
    seen, total = set(), 0
    for folder, _, names in os.walk(tree):
        for name in names:
            info = os.lstat(Path(folder, name))
            if not os.path.islink(Path(folder, name)) and info.st_ino not in seen:
                seen.add(info.st_ino)
                total += info.st_size
    return total / 1e6


def _unpack(subject: Subject, out: Path, tree: Path) -> None:
    """Put a system's tree together: Berth's root and what its slot boots, or the peer's archive."""
    if subject.name == "berth":
        shutil.copytree(out / "root", tree, symlinks=True)
        (tree / "boot").mkdir()
        shutil.copy(subject.kernel, tree / "boot")
        shutil.copy(subject.initrd, tree / "boot")
        return
    tree.mkdir()
    # Owners do not matter for sizes, being able to read everything does.
    run_tool(["tar", "-xf", str(subject.disk.with_name("tree.tar.zst")), "-C", str(tree), "--zstd",
              "--no-same-owner", "--no-same-permissions", "--exclude=./dev/*"], "unpacking a peer")
    run_tool(["chmod", "-R", "u+rwX", str(tree)], "opening a peer's tree")


def measure_sizes(subject: Subject, out: Path, folder: Path) -> dict[str, float]:
    """Return megabytes of a million bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        tree, packed = folder / "tree", folder / "packed"
        _unpack(subject, out, tree)
        run_tool(["mksquashfs", str(tree), str(packed), *PACK], "packing a system")
        return {"files": _files_mb(tree), "packed": packed.stat().st_size / 1e6}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
